from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.domain.content import ItemKind
from digest.sources.entry import Setting
from digest.sources.timemarks import MOST_MARKS, TimeMark, find_marks
from digest.sources.webpage import parse_page

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SETTING = Setting(
    kind=ItemKind.BRIEF, url="https://news.example/fil/", timezone="Europe/Paris", language="fr"
)


def marks(markup: str, language: str = "fr") -> list[TimeMark]:
    page = parse_page(f"<body>{markup}</body>".encode(), "text/html", SETTING.url)
    assert page
    return find_marks(page.tree, replace(SETTING, language=language), NOW)


def walls(markup: str, language: str = "fr") -> list[str]:
    return [mark.wall for mark in marks(markup, language) if mark.states_time]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p><span>7:30</span> Le Sénat vote</p>", ["07:30"]),
        ("<p>13 h 31</p>", ["13:31"]),
        ("<dt>07h31</dt>", ["07:31"]),
        ("<p>Publié à <time>7:30</time></p>", ["07:30"]),
        ("<li>Le Sénat vote <span class=heure>7:30</span></li>", ["07:30"]),
        ("<li>Le Sénat vote <time>7:30</time></li>", ["07:30"]),
        # a time that begins a text gets an element of its own
        ("<li>7:30 – Le Sénat vote</li>", ["07:30"]),
        ("<p>7:30 Un vote<br>6h10 Un autre</p>", ["07:30", "06:10"]),
        # what is in a sentence, a span of time or an update is none
        ("<p>La réunion de <b>14:30</b> est reportée</p>", []),
        ("<p>La réunion de <time>14:30</time> est reportée</p>", []),
        ("<p>Réunion à <b>14:30</b></p>", []),
        ("<p>9h – 18h</p>", []),
        ("<p>9h30-18h30 Ouverture au public</p>", []),
        ("<p>Mis à jour à <time>9:00</time></p>", []),
        ("<p><time class=updated>9:00</time></p>", []),
        ("<p>25:30 Un score</p>", []),
        ("<p><span class=video-duration>5:18</span> Un film</p>", []),
        ("<script>7:30</script>", []),
    ],
)
def test_a_time_is_told_from_times_in_sentences(markup: str, found: list[str]) -> None:
    assert walls(markup) == found


def test_what_a_page_states_for_machines_is_believed_first() -> None:
    (mark,) = marks("<time datetime='2026-11-21T06:30:00Z'>il y a longtemps</time>")
    assert mark.exact
    assert mark.exact.instant == datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    assert mark.wall == "07:30"


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-21T00:00:00", "2026-11-21 00:00"])
def test_a_day_for_machines_takes_its_time_from_the_words(day: str) -> None:
    (mark,) = marks(f"<time datetime='{day}'>7:30</time>")
    assert (str(mark.mark.day), mark.wall, mark.exact) == ("2026-11-21", "07:30", None)


def test_what_is_nonsense_for_machines_is_read_as_words() -> None:
    (mark,) = marks("<time datetime='T7'>hier à 7:30</time>")
    assert (str(mark.mark.day), mark.wall) == ("2026-11-21", "07:30")


@pytest.mark.parametrize(
    ("language", "found"), [("fr", ["09:00"]), ("fr-CA", ["09:00"]), ("en", []), ("", [])]
)
def test_hours_without_minutes_are_a_time_in_french_only(language: str, found: list[str]) -> None:
    assert walls("<p>9h</p>", language) == found


def test_days_are_found_in_pieces_and_with_an_ordinal() -> None:
    found = marks("<h3><span>22</span> <span>Nov</span></h3><p>1<sup>er</sup> novembre</p><h4>Hier</h4>")
    assert [str(mark.mark.day) for mark in found] == ["2026-11-22", "2026-11-01", "2026-11-21"]


def test_where_times_have_elements_of_their_own_those_in_texts_are_texts() -> None:
    page = "<p><b>7:30</b></p><p>14:30 heure de réunion</p><p><b>6:30</b></p>"
    assert walls(page) == ["07:30", "06:30"]


def test_a_page_full_of_times_is_read_up_to_a_limit() -> None:
    assert len(marks("<p>7:30</p>" * (MOST_MARKS + 100))) == MOST_MARKS
