from datetime import UTC, datetime

import pytest

from digest.domain.content import ItemKind
from digest.sources.briefs import Brief, find_briefs
from digest.sources.entry import Setting
from digest.sources.sanitise import text_of
from digest.sources.webpage import parse_page

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SETTING = Setting(
    kind=ItemKind.BRIEF, url="https://news.example/fil/", timezone="Europe/Paris", language="fr"
)


def briefs(markup: str, selector: str = "") -> list[Brief]:
    page = parse_page(f"<body>{markup}</body>".encode(), "text/html", SETTING.url)
    assert page
    return find_briefs(page, SETTING, selector, NOW)


def told(markup: str, selector: str = "") -> list[tuple[str, str, str]]:
    """Return the time, the title and the words of each brief."""
    return [(brief.time.wall, brief.title, text_of(brief.markup)) for brief in briefs(markup, selector)]


BOTH = [("07:30", "", "Un vote."), ("06:10", "", "Un autre.")]


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><span>7:30</span> Un vote.</li><li><span>6:10</span> Un autre.</li></ul>",
        "<ul><li>7:30 – Un vote.</li><li>6:10 – Un autre.</li></ul>",
        "<dl><dt>7:30</dt><dd>Un vote.</dd><dt>6:10</dt><dd>Un autre.</dd></dl>",
        "<table><tr><td>7:30</td><td>Un vote.</td></tr><tr><td>6:10</td><td>Un autre.</td></tr></table>",
        "<div><p>7:30</p><p>Un vote.</p><p>6:10</p><p>Un autre.</p></div>",
        "<div><div><b>7:30</b><p>Un vote.</p></div><div><b>6:10</b><p>Un autre.</p></div></div>",
        "<div><b>7:30</b> Un vote.<br><b>6:10</b> Un autre.</div>",
        "<p>7:30 : Un vote.<br>6:10 : Un autre.</p>",
        "<ul><li>Un vote. <time>7:30</time></li><li>Un autre. <time>6:10</time></li></ul>",
        "<div><p>Un vote.</p><p>7:30</p><p>Un autre.</p><p>6:10</p></div>",
        "<p>Publié à <time>7:30</time></p><p>Un vote.</p><p>Publié à <time>6:10</time></p><p>Un autre.</p>",
        "<p><time>7:30</time>, mis à jour à <time>8:00</time></p><p>Un vote.</p><p><time>6:10</time></p><p>Un autre.</p>",
    ],
)
def test_words_find_their_time_in_whatever_markup(markup: str) -> None:
    assert told(markup) == BOTH


@pytest.mark.parametrize(
    "after",
    ["<p><a href='/fil/'>Tout le fil</a></p>", "<div>GRATUIT</div><div>VOIR</div>", "<p>Une réclame</p>"],
)
def test_what_follows_the_last_brief_is_not_its(after: str) -> None:
    assert told(f"<div><p>7:30</p><p>Un vote.</p><p>6:10</p><p>Un autre.</p>{after}</div>") == BOTH


def test_a_brief_of_several_paragraphs_keeps_them() -> None:
    page = "<div><h4>7:30 Un vote</h4><p>Au Sénat.</p><p>Fin.</p><h4>6:10 Un autre</h4><p>Ailleurs.</p></div>"
    assert [words for _, _, words in told(page)] == ["Au Sénat. Fin.", "Ailleurs."]


@pytest.mark.parametrize(
    ("markup", "days"),
    [
        ("<h3>22 Nov</h3><ul>{}{}</ul>", ["2026-11-22"] * 2),
        ("<ul><li>22 Nov</li>{}{}</ul>", ["2026-11-22"] * 2),
        ("<ul>{}<li>21 Nov</li>{}</ul>", [None, "2026-11-21"]),
        ("<h3>22 Nov</h3><ul>{}</ul><h3>Hier</h3><ul>{}</ul>", ["2026-11-22", "2026-11-21"]),
        ("<header><h2>Le fil</h2><p>22 Nov</p></header><div><ul>{}{}</ul></div>", ["2026-11-22"] * 2),
        ("<h3>22 Nov</h3><ul>{}<li>3</li>{}</ul>", ["2026-11-22"] * 2),
        ("<h3>22 Nov</h3><ul>{}<li>31 novembre</li>{}</ul>", ["2026-11-22", None]),
        ("<div><h3>22 Nov</h3><p>8:00</p></div><ul>{}{}</ul>", [None, None]),
        (
            "<time>18/01/2019</time><p>Un article, dont la date n’est pas celle du fil.</p><ul>{}{}</ul>",
            [None] * 2,
        ),
    ],
)
def test_the_day_in_force_is_the_last_one_before(markup: str, days: list[str | None]) -> None:
    entries = "<li><b>7:30</b> Un vote.</li>", "<li><b>6:10</b> Un autre.</li>"
    found = [brief.under and brief.under.mark.day for brief in briefs(markup.format(*entries))]
    assert [day and str(day) for day in found] == days


def test_a_day_beside_its_time_belongs_to_it() -> None:
    page = "<ul><li><b>7:30</b> Un vote. <i class=date>21 Nov</i></li><li><b>6:10</b> Un autre. <i class=date>20 Nov</i></li></ul>"
    assert [str(brief.under and brief.under.mark.day) for brief in briefs(page)] == [
        "2026-11-21",
        "2026-11-20",
    ]


def test_entries_above_the_first_day_know_it() -> None:
    page = "<ul><li><b>7:30</b> Un vote.</li><li>21 Nov</li><li><b>6:10</b> Un autre.</li></ul>"
    above = briefs(page)[0].above
    assert above
    assert str(above.mark.day) == "2026-11-21"


def test_the_longest_list_is_le_fil_and_a_selector_says_otherwise() -> None:
    short = "<ol class=agenda><li><i>9:00</i> Réunion.</li><li><i>8:00</i> Café.</li></ol>"
    page = short + "<ul>" + "<li><b>7:30</b> Un vote.</li>" * 3 + "</ul>"
    assert len(briefs(page)) == 3
    assert told(page, ".agenda") == [("09:00", "", "Réunion."), ("08:00", "", "Café.")]
    assert told(page, ".agenda li") == [("09:00", "", "Réunion."), ("08:00", "", "Café.")]
    assert told(page, ".absent") == []


def test_one_time_alone_is_a_list_only_where_a_selector_says_so() -> None:
    page = "<div class=fil><p><b>7:30</b> Un vote.</p></div>"
    assert told(page) == []
    assert told(page, ".fil") == [("07:30", "", "Un vote.")]


def test_one_brief_is_not_two_because_its_time_stands_there_twice() -> None:
    entry = "<li><b>7:30</b> Un vote. <time datetime='2026-11-20T07:30+01:00'>7:30</time></li>"
    found = briefs(f"<ul>{entry}<li><b>6:10</b> Un autre.</li></ul>")
    assert len(found) == 2
    assert found[0].time.exact


def test_an_entry_without_words_is_none() -> None:
    page = "<ul><li><b>7:30</b></li><li><b>6:10</b> Un autre.</li></ul>"
    assert told(page, "ul") == [("06:10", "", "Un autre.")]


def test_older_entries_with_a_day_only_are_briefs_too() -> None:
    page = (
        "<ul><li><b>7:30</b> Un vote.</li><li><b>6:10</b> Un autre.</li><li><b>20 Nov</b> Un vieux.</li></ul>"
    )
    assert told(page)[-1] == ("", "", "Un vieux.")
