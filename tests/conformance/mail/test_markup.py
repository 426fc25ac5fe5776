"""The mail's markup is valid but for what the waivers name, as browsers read it and as Word does."""

import re
from pathlib import Path

import pytest
from lxml import etree

from tests.conformance.mail.editions import EDITIONS
from tests.conformance.mail.figures import Figures
from tests.conformance.mail.markup import WAIVERS, Complaint, as_word_sees_it, complaints, unexcused
from tests.conformance.mail.pages import html

pytestmark = pytest.mark.conformance

BARS = {
    "mail": "3  html-validate, errors that no waiver excuses: none",
    "word": "4  The same with the conditional comments resolved as Word does: none",
}
Told = dict[tuple[str, str], tuple[Complaint, ...]]


@pytest.fixture(scope="module")
def told(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    pages = {(name, "mail"): html(name) for name in EDITIONS}
    pages |= {(name, "word"): as_word_sees_it(html(name)) for name in EDITIONS}
    by_label = {" as ".join(key): page for key, page in pages.items()}
    found = complaints(node_modules, tmp_path_factory.mktemp("markup"), by_label)
    return {key: found[" as ".join(key)] for key in pages}


@pytest.mark.parametrize("view", BARS)
@pytest.mark.parametrize("name", EDITIONS)
def test_only_waived_rules_are_broken(told: Told, figures: Figures, name: str, view: str) -> None:
    left = unexcused(told[name, view])
    excused = len(told[name, view]) - len(left)
    figures.note(BARS[view], f"{len(left)} errors", name)
    assert left == [], f"besides {excused} that are excused"


def test_every_waiver_still_excuses_something(told: Told) -> None:
    everything = [complaint for found in told.values() for complaint in found]
    assert [waiver for waiver in WAIVERS if not any(map(waiver.excuses, everything))] == []


def test_what_is_wrong_is_seen(node_modules: Path, tmp_path: Path) -> None:
    pages = {
        "unclosed": "<!DOCTYPE html><html lang='fr'><title>x</title><div><p>x</div></p></html>",
        "word": as_word_sees_it(
            "<!DOCTYPE html><html lang='fr'><title>x</title><!--[if mso]><table><tr><td><![endif]-->x"
        ),
    }
    found = complaints(node_modules, tmp_path, pages)
    assert {"close-order"} <= {complaint.rule for complaint in unexcused(found["unclosed"])}
    assert {"close-order"} <= {complaint.rule for complaint in unexcused(found["word"])}


@pytest.mark.parametrize("name", EDITIONS)
def test_conditional_comments_come_in_pairs_and_their_xml_is_well_formed(name: str) -> None:
    page = html(name)
    assert page.count("<!--[if mso]>") + page.count("<!--[if !mso]>") == page.count("<![endif]-->")
    (settings,) = re.findall("<xml>.*?</xml>", page, flags=re.DOTALL)
    (root,) = re.findall("<html ([^>]*)>", page)
    etree.fromstring(f"<r {root}>{settings}</r>")
    assert "[if" not in as_word_sees_it(page)
