from collections.abc import Callable

import pytest

from digest.domain.newsroom import Newsroom
from tests.fakes.terminal import Terminal

EDITION = "quotidienne/2026-11-23"
TEXT = "Le débit est de 12 %, et non de 21 %."


@pytest.fixture
def sent(morning: Newsroom, digest: Terminal) -> Newsroom:
    """The edition of the day is with its readers."""
    digest.done("send", "quotidienne")
    return morning


def test_a_correction_is_kept_listed_and_said_where_it_stands(sent: Newsroom, digest: Terminal) -> None:
    ended = digest.done("correct", EDITION, TEXT)
    assert f"https://letters.example/archive/{EDITION}" in ended.err
    table = digest.done("corrections", EDITION).out
    assert "2026-11-23 13:00" in table
    assert TEXT in table


def test_scripts_read_when_and_about_what(sent: Newsroom, digest: Terminal) -> None:
    address = "https://news.example/profession/article-2/"
    told = digest.done("correct", EDITION, TEXT, "--item", address, "--json").json
    assert told["item"] > 0
    assert told | {"item": 0} == {
        "edition": EDITION,
        "at": "2026-11-23T13:00:00+01:00",
        "item": 0,
        "title": "Article 2",
        "text": TEXT,
    }
    whole = digest.done("correct", EDITION, "Autre chose.", "--json").json
    assert (whole["item"], whole["title"]) == (None, None)
    assert digest.done("corrections", EDITION, "--json").lines == [whole, told]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["quotidienne/2026-11-20", TEXT], "no edition named"),
        ([EDITION, "  "], "needs words"),
        ([EDITION, TEXT, "--item", "4711"], "prints no story"),
        (["demain", TEXT], "NEWSLETTER/YYYY-MM-DD"),
    ],
)
def test_a_slip_is_named_and_changes_nothing(
    words: list[str], said: str, sent: Newsroom, digest: Terminal, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    ended = digest("correct", *words)
    assert ended.code == 2
    assert said in ended.err
    assert dump() == before


def test_an_edition_that_is_still_here_is_changed_otherwise(morning: Newsroom, digest: Terminal) -> None:
    digest.done("compose", "quotidienne")
    ended = digest("correct", EDITION, TEXT)
    assert ended.code == 1
    assert "digest reword" in ended.err
    assert "has no corrections" in digest.done("corrections", EDITION).err
