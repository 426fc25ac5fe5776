"""Both parts of a mail tell the same, and the same edition is the same bytes in every process."""

import os
import subprocess
import sys
from email.message import EmailMessage
from email.policy import SMTP
from itertools import zip_longest
from pathlib import Path

import pytest

from digest.domain.content import ItemKind
from tests.conformance.mail.editions import MAILS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.messages import message
from tests.conformance.mail.parts import addresses, both_parts, entries, links, untold

pytestmark = pytest.mark.conformance

BARS = {
    "parity": "8  Titles, authors, times and addresses that the text part lacks or has elsewhere: none",
    "bytes": "9  Messages that differ between two processes with different hash seeds: none",
}


@pytest.mark.parametrize("name", MAILS)
def test_both_parts_tell_the_same_in_the_same_order(figures: Figures, name: str) -> None:
    page, text = both_parts(message(name))
    missing = untold(list(entries(page)), text)
    paired = list(zip_longest(links(page), addresses(text)))
    elsewhere = [(link, address) for link, address in paired if link != address]
    figures.note(BARS["parity"], len(missing) + len(elsewhere), name)
    assert missing == []
    assert elsewhere == []
    assert len(paired) > 2


def test_what_is_compared_holds_all_that_the_edition_prints() -> None:
    name = "sample, fr, all of the themes"
    content, *_ = MAILS[name]
    page, _ = both_parts(message(name))
    found = list(entries(page))
    by_url = {entry.url: entry for entry in found if entry.url}
    assert list(by_url) == [story.url for story in content.stories]
    for story in content.stories:
        told = " ".join(by_url[story.url].facts)
        assert all(author in told for author in story.authors)
        assert any(character.isdigit() for character in told)
        assert story.kind is ItemKind.BRIEF or len(by_url[story.url].facts) == 3
    assert [entry.title for entry in found if not entry.url][-1] == "LE FIL"


@pytest.mark.parametrize(
    "text",
    [
        "A\nAnna, 7:30\nhttps://a.example/1\n\nB\nhttps://a.example/2",
        "B\nBert\nhttps://a.example/2\n\nA\nAnna, 7:30\nhttps://a.example/1",
        "A\nAnna, 7:30\nhttps://a.example/1\n\nB\nBert\nhttps://a.example/20",
    ],
    ids=["an author missing", "turned round", "another address"],
)
def test_what_the_text_lacks_is_seen(text: str) -> None:
    page = (
        '<h3><a href="https://a.example/1">A</a></h3><p class="meta">Anna, 7:30</p>'
        '<h3><a href="https://a.example/2">B</a></h3><p class="meta">Bert · Photo: Carl</p>'
    )
    mail = EmailMessage(policy=SMTP)
    mail.set_content(text)
    mail.add_alternative(page, subtype="html")
    document, told = both_parts(mail.as_bytes())
    assert untold(list(entries(document)), told) != []


def test_an_edition_is_the_same_bytes_in_every_process(figures: Figures) -> None:
    program = [sys.executable, "-m", "tests.conformance.mail.messages"]
    root = Path(__file__).parents[3]
    started = [
        subprocess.Popen(
            program, cwd=root, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True
        )
        for seed in ("1", "20261123")
    ]
    one, other = (process.communicate()[0].splitlines() for process in started)
    assert [process.returncode for process in started] == [0, 0]
    assert len(one) == len(other) == len(MAILS)
    differing = [line for line, again in zip(one, other, strict=True) if line != again]
    figures.note(BARS["bytes"], len(differing), f"{len(MAILS)} mails")
    assert differing == []
