from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Content, ItemKind, Precision
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed
from digest.sources.fil import read_briefs

PARIS = ZoneInfo("Europe/Paris")
URL = "https://news.example/le-fil/"
SETTING = Setting(kind=ItemKind.BRIEF, url=URL, timezone="Europe/Paris")
EVENING = "2026-11-22 18:00"  # A Sunday.


def feed(markup: str, now: str = EVENING, selector: str = "") -> Feed:
    moment = datetime.fromisoformat(now)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
    page = f"<html lang=fr><title>Le fil</title><body>{markup}</body></html>"
    found = read_briefs(page.encode(), "text/html", SETTING, selector=selector, now=moment)
    assert isinstance(found, Feed)
    return found


def times(contents: Sequence[Content]) -> list[str]:
    """Return the published times on the source's clock, "?" for an unknown one."""
    return [
        f"{content.published_at.astimezone(PARIS):%Y-%m-%d %H:%M}" if content.published_at else "?"
        for content in contents
    ]


def page(*lines: str) -> str:
    """Return a list: a line that begins with a figure and a colon is a brief, any other a day."""
    entries = (
        f"<li><b>{line}</b> Dépêche {number} du fil.</li>" if ":" in line else f"<li class=jour>{line}</li>"
        for number, line in enumerate(lines)
    )
    return f"<ul>{''.join(entries)}</ul>"


@pytest.mark.parametrize(
    ("now", "lines", "expected"),
    [
        # The day in force decides, whatever the order within it.
        (EVENING, ["22 Nov", "7:30", "13:31", "7:31"], ["2026-11-22 07:30", "2026-11-22 13:31", "2026-11-22 07:31"]),
        (EVENING, ["Samedi 21 novembre", "7:30", "Vendredi 20 novembre", "23:00"], ["2026-11-21 07:30", "2026-11-20 23:00"]),
        (EVENING, ["Aujourd’hui", "7:30", "Hier", "23:50"], ["2026-11-22 07:30", "2026-11-21 23:50"]),
        (EVENING, ["22/11", "13:31", "21/11", "13:31"], ["2026-11-22 13:31", "2026-11-21 13:31"]),
        (EVENING, ["22 novembre 2025", "13:31"], ["2025-11-22 13:31"]),
        # Without any: today's where they are past, else yesterday's.
        ("2026-11-22 08:00", ["7:30", "6:10", "23:50", "22:00"], ["2026-11-22 07:30", "2026-11-22 06:10", "2026-11-21 23:50", "2026-11-21 22:00"]),
        ("2026-11-22 00:10", ["0:05", "23:50"], ["2026-11-22 00:05", "2026-11-21 23:50"]),
        ("2026-11-21 23:10+00:00", ["0:05", "23:50"], ["2026-11-22 00:05", "2026-11-21 23:50"]),
        # Where a time jumps up again below an earlier one, the list may have gone on to the day before.
        ("2026-11-22 08:00", ["7:30", "6:10", "7:45", "5:00", "23:50"], ["2026-11-22 07:30", "2026-11-22 06:10", "?", "?", "?"]),
        ("2026-11-22 05:00", ["23:50", "4:30"], ["2026-11-21 23:50", "?"]),
        ("2026-11-22 12:00", ["7:30", "6:10", "11:50"], ["2026-11-22 07:30", "2026-11-22 06:10", "?"]),
        # A list whose newest brief is a day's work old may have rested since Friday.
        ("2026-11-23 08:00", ["17:45", "9:30"], ["?", "?"]),
        ("2026-11-22 18:00", ["12:00", "9:30"], ["2026-11-22 12:00", "2026-11-22 09:30"]),
        ("2026-11-22 18:01", ["12:00", "9:30"], ["?", "?"]),
        # A few minutes ahead of us: is the other clock wrong, or is it nearly a day old?
        ("2026-11-22 08:00", ["8:05", "7:30"], ["?", "2026-11-22 07:30"]),
        # Above the first day the list is later than that day.
        ("2026-11-22 08:00", ["7:30", "Hier", "23:50"], ["2026-11-22 07:30", "2026-11-21 23:50"]),
        ("2026-11-22 08:00", ["23:50", "Hier", "23:40"], ["?", "2026-11-21 23:40"]),
        ("2026-11-22 08:00", ["23:50", "20 Nov", "23:40"], ["2026-11-21 23:50", "2026-11-20 23:40"]),
        ("2026-11-22 08:00", ["23:50", "19 Nov", "23:40"], ["?", "2026-11-19 23:40"]),
        ("2026-11-22 08:00", ["7:50", "19 Nov", "23:40"], ["2026-11-22 07:50", "2026-11-19 23:40"]),
        # What would be still to come shows that the day in force has ended unsaid.
        ("2026-11-22 09:00", ["22 Nov", "7:30", "13:31", "7:31", "21 Nov", "13:31"], ["2026-11-22 07:30", "?", "?", "2026-11-21 13:31"]),
        ("2026-11-22 09:00", ["22 Nov", "9:04"], ["2026-11-22 09:04"]),
        # A day that cannot be read is not the one before.
        (EVENING, ["22 Nov", "7:30", "31 novembre", "7:31"], ["2026-11-22 07:30", "?"]),
        (EVENING, ["22 Nov", "7:30", "Lundi 21 novembre", "7:31"], ["2026-11-22 07:30", "?"]),
        # New Year
        ("2027-01-01 08:00", ["1er janvier", "7:30", "31 Déc", "23:50"], ["2027-01-01 07:30", "2026-12-31 23:50"]),
        ("2027-01-01 00:10", ["31 Déc", "23:50", "30 Déc", "7:30"], ["2026-12-31 23:50", "2026-12-30 07:30"]),
        ("2027-01-01 00:10", ["23:50"], ["2026-12-31 23:50"]),
        ("2026-12-31 23:55", ["31 Déc", "23:50", "1er janv.", "7:30"], ["2026-12-31 23:50", "?"]),
        ("2027-01-02 08:00", ["Hier", "7:30", "Avant-hier", "7:30"], ["2027-01-01 07:30", "2026-12-31 07:30"]),
        ("2028-03-01 08:00", ["29 février", "7:30"], ["2028-02-29 07:30"]),
    ],
)  # fmt: skip
def test_a_time_finds_its_day_or_has_none(now: str, lines: list[str], expected: list[str]) -> None:
    assert times(feed(page(*lines), now, "ul").contents) == expected


@pytest.mark.parametrize(
    ("now", "lines", "expected"),
    [
        # forward, on 29 March 2026: 2:30 did not exist and is taken for 3:00
        ("2026-03-29T09:00+02:00", ["3:30", "2:30", "1:30"], ["01:30", "01:00", "00:30"]),
        ("2026-03-30T12:00+02:00", ["Hier", "3:30", "1:30"], ["01:30", "00:30"]),
        ("2026-03-29T00:30+01:00", ["0:20", "23:50"], ["23:20", "22:50"]),
        # back, on 25 October 2026: 2:30 came twice and is taken for the first
        ("2026-10-25T09:00+01:00", ["3:30", "2:30", "1:30"], ["02:30", "00:30", "23:30"]),
        ("2026-10-25T02:10+01:00", ["2:50", "1:50"], ["00:50", "23:50"]),
        ("2026-10-26T12:00+01:00", ["Hier", "2:30", "0:30"], ["00:30", "22:30"]),
    ],
)
def test_instants_are_right_where_the_clocks_change(now: str, lines: list[str], expected: list[str]) -> None:
    found = [content.published_at for content in feed(page(*lines), now, "ul").contents]
    assert [f"{instant:%H:%M}" if instant else "?" for instant in found] == expected


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.lists(st.integers(0, 3 * 24 * 60), min_size=2, max_size=12, unique=True),
)
def test_a_list_under_its_days_is_dated_to_the_minute(moment: datetime, minutes: list[int]) -> None:
    now = moment.replace(tzinfo=UTC)
    written = [(now - timedelta(minutes=ago)).astimezone(PARIS) for ago in sorted(minutes)]
    lines: list[str] = []
    for local in written:
        day = f"{local.day}/{local.month}"
        if day not in lines:
            lines.append(day)
        lines.append(f"{local:%H:%M}")
    assert times(feed(page(*lines), now.isoformat(), "ul").contents) == [
        f"{at:%Y-%m-%d %H:%M}" for at in written
    ]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.lists(st.integers(20, 24 * 60 - 20), min_size=2, max_size=12, unique=True),
)
def test_a_list_of_the_last_day_without_days_is_never_dated_wrong(
    moment: datetime, minutes: list[int]
) -> None:
    now = moment.replace(tzinfo=UTC)
    written = [(now - timedelta(minutes=ago)).astimezone(PARIS) for ago in sorted(minutes)]
    found = times(feed(page(*(f"{at:%H:%M}" for at in written)), now.isoformat(), "ul").contents)
    expected = [f"{at:%Y-%m-%d %H:%M}" for at in written]
    assert all(one in ("?", other) for one, other in zip(found, expected, strict=True))


def test_a_brief_is_a_content_like_any_other() -> None:
    markup = (
        "<h3>22 Nov</h3><ul><li id=b7><b>7:30</b> Le Sénat vote. <i>Suite</i><script>x</script>.</li>{}</ul>"
    )
    first, second = feed(
        markup.format("<li id=b8><b>6:10</b> <a href='/b/8?utm_source=fil'>Un autre</a></li>")
    ).contents
    assert (first.kind, first.title, first.standfirst) == (
        ItemKind.BRIEF,
        "Le Sénat vote.",
        "Le Sénat vote. Suite.",
    )
    assert (first.url, first.language) == (f"{URL}#b7", "fr")
    assert (first.published_precision, first.published_origin) == (Precision.MINUTE, "page")
    assert (second.title, second.url, second.guid) == (
        "Un autre",
        "https://news.example/b/8",
        "https://news.example/b/8",
    )


def test_a_brief_with_a_day_only_is_precise_to_the_day() -> None:
    found = feed(
        "<ul><li><b>20 Nov</b> Un vote.</li><li><b>19 Nov</b> Un autre.</li></ul>", selector="ul"
    ).contents
    assert [content.published_precision for content in found] == [Precision.DAY, Precision.DAY]
    assert times(found) == ["2026-11-20 00:00", "2026-11-19 00:00"]


def test_times_for_machines_and_times_ago_need_no_day() -> None:
    markup = (
        "<div><p><time datetime='2026-11-20T06:30:00Z'>vendredi</time> Un vote.</p>"
        "<p><time>il y a 2 heures</time> Un autre.</p></div>"
    )
    assert times(feed(markup).contents) == ["2026-11-20 07:30", "2026-11-22 16:00"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Aujourd'hui", "7:30"], ["Hier", "7:30"]),
        (["22 Nov", "7:30"], ["Hier", "7:30"]),
        (["Hier", "7:30"], ["Samedi 21 novembre 2026", "7:30"]),
        (["7:30"], ["7:30"]),
        (["22 Nov", "19:30"], ["22/11", "19:30"]),
    ],
)
def test_a_brief_without_an_address_is_the_same_tomorrow(before: list[str], after: list[str]) -> None:
    today, tomorrow = feed(page(*before), EVENING, "ul"), feed(page(*after), "2026-11-23 18:00", "ul")
    assert today.contents[0].guid == tomorrow.contents[0].guid


def test_a_brief_without_an_address_is_known_by_its_minute_once_it_is_corrected() -> None:
    def aliases(*lines: str, now: str = EVENING) -> list[tuple[str, ...]]:
        return [content.aliases for content in feed(page(*lines), now, "ul").contents]

    names = aliases("Aujourd’hui", "7:30", "Hier", "7:30")
    assert names == [("minute:2026-11-22T06:30",), ("minute:2026-11-21T06:30",)]
    assert aliases("Samedi 21 novembre", "7:30", now="2026-11-25 18:00") == names[1:]
    entry = "<ul><li><b>{}</b> <a href='/b/1'>Un vote</a></li></ul>"
    for markup in (entry.format("17:30"), "<ul><li><b>20 Nov</b> Un vote</li></ul>", page("7:30")):
        assert [content.aliases for content in feed(markup, selector="ul").contents] == [()]


def test_a_new_brief_above_changes_no_guid() -> None:
    entry = "<li><b>7:30</b> Un vote.</li><li><b>6:10</b> Un autre.</li>"
    before = feed(f"<ul>{entry}</ul>").contents
    after = feed(f"<ul><li><b>8:00</b> Du neuf.</li>{entry}</ul>").contents
    assert [content.guid for content in before] == [content.guid for content in after[1:]]


def test_what_two_briefs_link_to_identifies_neither() -> None:
    entry = "<li><b>{}</b> <a href='/dossier'>{}</a></li>"
    found = feed(f"<ul>{entry.format('7:30', 'Un vote')}{entry.format('6:10', 'Un autre')}</ul>").contents
    assert len({content.guid for content in found}) == 2
    assert {content.url for content in found} == {"https://news.example/dossier"}


def test_briefs_whose_day_is_open_are_told_but_not_without_end() -> None:
    found = feed(page("31 novembre", *(f"{hour % 24}:{hour:02}" for hour in range(30))), selector="ul")
    assert found.title == "Le fil"
    assert found.faults[0].startswith("“Dépêche 1 du fil.” has a time, but its day is not certain")
    assert len(found.faults) == 20


@pytest.mark.parametrize(
    ("body", "content_type", "selector", "words"),
    [
        ("<p>Rien</p>", "text/html", "", 'selectors = { briefs = "…" }'),
        ("<p><b>7:30</b> Un vote.</p>", "text/html", "", 'selectors = { briefs = "…" }'),
        ("<p>7:30 Un vote.</p>", "text/html", ".fil", "where '.fil' points: correct selectors.briefs"),
        ("<p class=fil>Rien</p>", "text/html", ".fil", "correct selectors.briefs"),
        ("<p>7:30 Un vote.</p>", "text/html", "p[[", "correct selectors.briefs"),
        ("", "text/html", "", "is no web page"),
        ("<p>7:30 Un vote.</p>", "image/png", "", "is no web page"),
    ],
)
def test_a_page_without_briefs_says_what_to_do(
    body: str, content_type: str, selector: str, words: str
) -> None:
    found = read_briefs(
        body.encode(), content_type, SETTING, selector=selector, now=datetime(2026, 11, 22, tzinfo=UTC)
    )
    assert isinstance(found, NoFeed)
    assert words in found.what


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "7:30 x y",
        "<p>7:30 Un vote.</p>" * 20_000,
        "<span>7:30</span>" * 20_000,
        "<h3>22 Nov</h3><p>7:30</p><p>x y</p>" * 5_000,
        "<div><span>7:30</span> x y " * 2_000,
        "<a href=x>7:30 x y" * 5_000,
        "7:30 x y<br>" * 20_000,
        "7:30 " * 200_000,
        "<time datetime='" + "9" * 100_000 + "'>7:30</time>",
        "<b>7:30</b> x\x00y &#0; &#xd800; \ufffe",
    ],
)
def test_hostile_pages_are_read_or_not_and_never_raise(markup: str) -> None:
    now = datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert isinstance(read_briefs(markup.encode(), "text/html", SETTING, selector="", now=now), Feed | NoFeed)


PIECES = [
    "<ul>",
    "<li>",
    "</li>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<time datetime=2026-11-22>",
    "</time>",
    "<tr>",
    "<td>",
]
WORDS = [
    "7:30",
    "22 Nov",
    "Hier",
    "Un vote.",
    "mis à jour à 9:00",
    "<a href=/x>",
    "</a>",
    "<br>",
    "<h3>",
    "</h3>",
    "<dt>",
]


@given(st.lists(st.sampled_from(PIECES + WORDS)), st.sampled_from(["", "ul", "li", "body", "b"]))
def test_no_markup_makes_it_fail(pieces: list[str], selector: str) -> None:
    now = datetime(2026, 11, 22, 17, tzinfo=UTC)
    found = read_briefs("".join(pieces).encode(), "", SETTING, selector=selector, now=now)
    if isinstance(found, Feed):
        assert all(content.title and content.guid for content in found.contents)
        assert all(content.published_at is None or content.published_at <= now for content in found.contents)
