"""An editor's choices for one item, from the command line."""

from collections.abc import Callable
from datetime import timedelta

import time_machine

from digest.domain.newsroom import Newsroom
from tests.fakes.terminal import Terminal


def number_of(digest: Terminal, title: str) -> int:
    (found,) = [line for line in digest.done("items", "--json").lines if line["title"] == title]
    return found["id"]


def test_an_item_is_filed_by_hand_left_out_and_given_back(digest: Terminal, gathered: Newsroom) -> None:
    stray = number_of(digest, "Sans rubrique")
    filed = digest.done("item", "route", stray, "ia")
    assert filed.err == "“Sans rubrique” is filed under ia: chosen by an editor\n"
    assert "Sans rubrique" not in digest.done("items", "--unrouted").out
    left_out = digest.done("item", "route", stray, "none")
    assert left_out.err == "“Sans rubrique” is filed under no theme: chosen by an editor\n"
    given_back = digest.done("item", "route", stray, "auto")
    assert given_back.err == "“Sans rubrique” is filed under no theme: no rule took it\n"


def test_an_item_is_printed_once_more_and_explain_says_why(
    digest: Terminal, morning: Newsroom, clock: time_machine.Traveller
) -> None:
    digest.done("send", "quotidienne")
    clock.shift(timedelta(hours=1))
    number = number_of(digest, "Article 2")
    said = digest.done("item", "again", number)
    assert said.err.startswith("“Article 2” is taken by the next edition")
    digest.done("compose", "quotidienne", "--date", "2026-11-24")
    explained = digest.done("explain", "quotidienne/2026-11-24", "--json").lines
    assert {line["title"]: line["reason"] for line in explained if line["included"]} == {
        "Article 2": "lead: an editor asked for it again; section /profession/"
    }
    assert {line["reason"] for line in explained if line["title"] == "Une brève"} == {
        "already carried on 2026-11-23"
    }


def test_an_unknown_item_or_theme_is_exit_2_and_says_what_there_is(
    digest: Terminal, gathered: Newsroom, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    for words, told in (
        (("route", 77, "ia"), "no item has the number 77: `digest items --json` lists items"),
        (("route", 77, "auto"), "no item has the number 77"),
        (("again", 77), "no item has the number 77"),
        (("route", 1, "sport"), "no theme named 'sport' (known: profession, ia)"),
        (("again", "x"), "Invalid value"),
        (("again", 10**20), "Invalid value"),
    ):
        finished = digest("item", *words)
        assert finished.code == 2, words
        assert told in finished.err
    assert dump() == before
