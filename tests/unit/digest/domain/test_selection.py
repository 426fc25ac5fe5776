from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Item, Precision
from digest.domain.selection import (
    FIRST_WINDOW,
    MAX_BRIEFS,
    Selection,
    Window,
    select,
    too_thin,
    window_since,
)
from tests.factories import NOON, PICTURE, THEMES, brief, item, newsletter

WINDOW = Window(start=NOON - timedelta(days=1), cutoff=NOON)


def chosen(*items: Item, carried: dict[int, date] | None = None, window: Window = WINDOW) -> Selection:
    return select(items, newsletter(), THEMES, window, carried or {})


def reason(selection: Selection, number: int) -> str:
    (decision,) = [decision for decision in selection.decisions if decision.item == number]
    assert not decision.included
    return decision.reason


def test_the_first_edition_ever_takes_the_last_24_hours() -> None:
    assert window_since(None, NOON) == Window(start=NOON - FIRST_WINDOW, cutoff=NOON)


def test_a_later_edition_takes_what_came_since_the_last_one_that_went_out() -> None:
    friday = NOON - timedelta(days=3)
    assert window_since(friday, NOON).start == friday


def test_the_lead_is_the_newest_article_with_a_picture_and_stands_nowhere_else() -> None:
    older = item(1, image=PICTURE, published_at=NOON - timedelta(hours=5))
    selection = chosen(older, item(2), item(3, theme="ia"))
    assert selection.lead
    assert selection.lead.item == 1
    assert [[story.item for story in section.stories] for section in selection.sections] == [[2], [3]]


def test_without_pictures_the_newest_article_leads() -> None:
    selection = chosen(item(1), item(2, published_at=NOON - timedelta(minutes=1)))
    assert selection.lead
    assert selection.lead.item == 2


def test_sections_stand_in_the_newsletter_s_order_and_empty_ones_are_gone() -> None:
    backwards = newsletter(themes=("ia", "profession"))
    selection = select([item(1), item(2, theme="ia"), item(3)], backwards, THEMES, WINDOW, {})
    assert [section.theme for section in selection.sections] == ["ia", "profession"]
    assert [section.theme for section in chosen(item(1), item(2)).sections] == ["profession"]


def test_what_has_no_room_is_overflow_with_its_reason() -> None:
    selection = chosen(*(item(number) for number in range(1, 6)))
    (section,) = selection.sections
    assert len(section.stories) == 2
    assert len(section.overflow) == 2
    assert "max_items" in reason(selection, section.overflow[0].item)


def test_briefs_are_printed_newest_first_up_to_their_limit() -> None:
    wire = [
        brief(number, published_at=NOON - timedelta(minutes=number), first_seen_at=NOON)
        for number in range(1, MAX_BRIEFS + 3)
    ]
    selection = chosen(*reversed(wire))
    assert [story.item for story in selection.briefs] == list(range(1, MAX_BRIEFS + 1))
    assert len(selection.brief_overflow) == 2


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (item(1, theme=None), "unrouted"),
        (item(1, title=" "), "no title"),
        (item(1, theme="sport"), "theme sport is not in this newsletter"),
        (brief(1, theme="sport"), "theme sport is not in this newsletter"),
        (
            item(1, first_seen_at=NOON - timedelta(days=2), published_at=NOON - timedelta(days=2)),
            "before the last edition closed",
        ),
        (item(1, first_seen_at=NOON + timedelta(seconds=1)), "next edition"),
        (item(1, published_at=NOON + timedelta(days=3)), "not published before"),
        (item(1, first_gather=True, published_at=NOON - timedelta(days=9)), "for the first time"),
        (item(1, first_gather=True, published_at=None), "undated"),
        (item(1, published_at=NOON - timedelta(days=3)), "long before"),
    ],
)
def test_what_is_out_says_why(found: Item, words: str) -> None:
    selection = chosen(found)
    assert words in reason(selection, 1)
    assert selection.size == 0


def test_an_item_carried_before_never_returns_and_says_where_it_was() -> None:
    assert reason(chosen(item(1), carried={1: date(2026, 11, 20)}), 1) == "already carried on 2026-11-20"


def printed_reason(selection: Selection, number: int) -> str:
    (decision,) = [decision for decision in selection.decisions if decision.item == number]
    assert decision.included
    return decision.reason


ASKED = NOON - timedelta(hours=3)
OLD = {"first_seen_at": NOON - timedelta(days=40), "published_at": NOON - timedelta(days=40)}


def test_what_an_editor_asked_for_again_is_printed_though_it_was_carried_or_is_old() -> None:
    carried = {1: date(2026, 10, 14), 3: date(2026, 10, 14)}
    again = [replace(found, again_at=ASKED) for found in (item(1), item(2, **OLD), brief(3))]
    selection = chosen(item(9), *again, carried=carried)
    assert selection.lead.item == 9
    assert printed_reason(selection, 1) == "an editor asked for it again; section /profession/"
    assert printed_reason(selection, 2) == "an editor asked for it again; section /profession/"
    assert printed_reason(selection, 3) == "an editor asked for it again"


def test_it_has_room_before_what_is_new_and_leads_only_where_nothing_else_could() -> None:
    again = replace(item(1, image=PICTURE, **OLD), again_at=ASKED)
    selection = chosen(again, *(item(number) for number in range(2, 7)))
    assert selection.lead.item == 6
    assert [story.item for story in selection.sections[0].stories] == [1, 5]
    alone = chosen(again)
    assert alone.lead.item == 1
    assert printed_reason(alone, 1) == "lead: an editor asked for it again; section /profession/"


@pytest.mark.parametrize(
    "asked", [WINDOW.start, WINDOW.start - timedelta(days=3), NOON + timedelta(seconds=1)]
)
def test_a_wish_counts_once_for_the_edition_that_closes_after_it(asked: datetime) -> None:
    found = replace(item(1), again_at=asked)
    assert reason(chosen(found, carried={1: date(2026, 11, 20)}), 1) == "already carried on 2026-11-20"


def test_a_wish_for_what_is_new_anyway_changes_nothing() -> None:
    fresh = item(1)
    assert chosen(replace(fresh, again_at=ASKED), item(2, **OLD)) == chosen(fresh, item(2, **OLD))


def test_a_wish_breaks_no_embargo_and_brings_nothing_into_a_newsletter_without_its_theme() -> None:
    early = replace(item(1, published_at=NOON + timedelta(days=3)), again_at=ASKED)
    assert "not published before" in reason(chosen(early), 1)
    stranger = replace(item(1, theme="sport", **OLD), again_at=ASKED)
    assert "not in this newsletter" in reason(chosen(stranger), 1)


def test_an_article_that_an_editor_took_out_of_every_theme_says_so() -> None:
    pinned = replace(item(1, theme=None), theme_pinned=True)
    assert reason(chosen(pinned), 1) == "an editor took it out of every theme"


def test_an_item_that_the_feed_shows_late_is_not_lost() -> None:
    late = item(1, published_at=WINDOW.start - timedelta(hours=2))
    assert chosen(late).size == 1


def test_an_embargoed_item_enters_when_its_time_has_come() -> None:
    early = item(1, first_seen_at=NOON - timedelta(days=3), published_at=NOON - timedelta(hours=1))
    assert chosen(early).size == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, ""), (-1, ""), (-3, "long before"), (1, "not published before 2026-11-24 00:00")],
)
def test_a_mere_day_is_news_on_that_day_and_the_next(days: int, words: str) -> None:
    midnight = NOON.replace(hour=0) + timedelta(days=days)
    selection = chosen(item(1, published_at=midnight, published_precision=Precision.DAY))
    assert selection.size == (0 if words else 1)
    assert not words or words in reason(selection, 1)


def test_a_time_slightly_ahead_is_now_and_one_far_ahead_is_held() -> None:
    assert chosen(item(1, published_at=NOON + timedelta(hours=2))).size == 1
    assert "not published before" in reason(chosen(item(1, published_at=NOON + timedelta(hours=30))), 1)


def test_an_undated_item_counts_from_first_sight() -> None:
    assert chosen(item(1, published_at=None)).size == 1


@pytest.mark.parametrize(
    ("published_at", "precision", "printed"),
    [
        (NOON, Precision.MINUTE, Precision.MINUTE),
        (NOON, Precision.DAY, Precision.DAY),
        (None, Precision.MINUTE, None),
    ],
)
def test_a_story_knows_how_much_of_its_date_may_be_printed(
    published_at: datetime | None, precision: Precision, printed: Precision | None
) -> None:
    lead = chosen(item(1, published_at=published_at, published_precision=precision)).lead
    assert lead
    assert lead.published_precision is printed


@pytest.mark.parametrize(
    ("count", "least", "words"), [(0, 0, "nothing new"), (2, 3, "only 2 new"), (3, 3, "")]
)
def test_too_little_is_too_thin(count: int, least: int, words: str) -> None:
    selection = chosen(*(item(number) for number in range(1, count + 1)))
    found = too_thin(selection, newsletter(min_items=least))
    assert found.startswith(words)
    assert bool(found) is bool(words)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from([None, "profession", "ia", "sport"]),
            st.integers(-60, 2),
            st.integers(-60, 60),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_every_item_is_decided_once_and_printed_at_most_once(
    rows: list[tuple[bool, str | None, int, int, bool]],
) -> None:
    items = [
        (brief if is_brief else item)(
            number,
            theme=theme,
            first_seen_at=NOON + timedelta(hours=seen),
            published_at=NOON + timedelta(hours=published),
            first_gather=first,
        )
        for number, (is_brief, theme, seen, published, first) in enumerate(rows, start=1)
    ]
    selection = chosen(*items)
    assert sorted(decision.item for decision in selection.decisions) == [item.id for item in items]
    lead = [selection.lead.item] if selection.lead else []
    printed = [
        *lead,
        *(story.item for section in selection.sections for story in section.stories),
        *(story.item for story in selection.briefs),
    ]
    assert len(printed) == len(set(printed)) == selection.size
    assert printed == [decision.item for decision in selection.decisions if decision.included]
    assert all(decision.reason for decision in selection.decisions)
