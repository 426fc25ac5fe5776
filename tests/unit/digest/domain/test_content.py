from datetime import UTC, datetime, timedelta

import pytest

from digest.domain.content import Access, Precision, dated_as_before
from tests.factories import NOON, PICTURE, content, item


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x"},
        {"kicker": "x"},
        {"standfirst": "x"},
        {"body_html": "<p>x</p>"},
        {"authors": ("x",)},
        {"image": PICTURE},
        {"access": Access.SUBSCRIBER},
    ],
)
def test_what_a_reader_can_see_changes_the_hash(changes: dict[str, object]) -> None:
    assert content(**changes).content_hash != content().content_hash


@pytest.mark.parametrize("changes", [{"published_at": None}, {"categories": ("x",)}, {"guid": "x"}])
def test_what_a_reader_cannot_see_does_not(changes: dict[str, object]) -> None:
    assert content(**changes).content_hash == content().content_hash


@pytest.mark.parametrize(
    ("ahead", "believed"),
    [
        (timedelta(hours=-9), True),
        (timedelta(minutes=9), True),
        (timedelta(minutes=11), False),
        (timedelta(hours=24), False),
        (timedelta(hours=25), True),
    ],
)
def test_a_time_slightly_ahead_is_a_wrong_clock_and_one_far_ahead_an_embargo(
    ahead: timedelta, believed: bool
) -> None:
    found = item(first_seen_at=NOON, published_at=NOON + ahead).published_at
    assert found == (NOON + ahead if believed else NOON)


def test_an_undated_item_counts_as_published_when_it_was_first_seen() -> None:
    undated = item(first_seen_at=NOON, published_at=None)
    assert (undated.published_at, undated.dated_at) == (NOON, None)


@pytest.mark.parametrize(
    ("ahead", "precision", "dated"),
    [
        (timedelta(hours=2), Precision.MINUTE, timedelta()),
        (timedelta(hours=25), Precision.MINUTE, timedelta(hours=25)),
        (timedelta(hours=-9), Precision.MINUTE, timedelta(hours=-9)),
        (timedelta(hours=11), Precision.DAY, timedelta(hours=11)),
        (timedelta(hours=-13), Precision.DAY, timedelta(hours=-13)),
    ],
)
def test_what_is_shown_as_the_source_s_time_is_what_we_believe_of_it(
    ahead: timedelta, precision: Precision, dated: timedelta
) -> None:
    found = item(first_seen_at=NOON, published_at=NOON + ahead, published_precision=precision)
    assert found.dated_at == NOON + dated


@pytest.mark.parametrize(
    ("day", "seen", "published"),
    [
        # today, yesterday, last week, tomorrow: midnight in Paris is 23:00 UTC of the day before
        ("2026-11-22T23:00", "2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-21T23:00", "2026-11-23T12:00", "2026-11-22T21:59"),
        ("2026-11-15T23:00", "2026-11-23T12:00", "2026-11-16T21:59"),
        ("2026-11-23T23:00", "2026-11-23T12:00", "2026-11-23T23:00"),
        # the day of 23 hours, which ends at 22:00 UTC, and the day of 25
        ("2026-03-28T23:00", "2026-03-29T12:00", "2026-03-29T12:00"),
        ("2026-03-28T23:00", "2026-03-30T12:00", "2026-03-29T21:59"),
        ("2026-10-24T22:00", "2026-10-26T12:00", "2026-10-25T20:59"),
    ],
)
def test_a_mere_day_counts_from_the_instant_of_it_that_we_know_best(
    day: str, seen: str, published: str
) -> None:
    stated, first_seen, expected = (
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (day, seen, published)
    )
    found = item(first_seen_at=first_seen, published_at=stated, published_precision=Precision.DAY)
    assert found.published_at == expected


HOUR, MINUTE, DAY = timedelta(hours=1), Precision.MINUTE, Precision.DAY


@pytest.mark.parametrize(
    ("before", "edit", "kept"),
    [
        ((NOON - HOUR, MINUTE), (NOON, MINUTE), (NOON - HOUR, MINUTE)),
        ((NOON - HOUR, MINUTE), (None, MINUTE), (NOON - HOUR, MINUTE)),
        ((None, MINUTE), (NOON, DAY), (NOON, DAY)),
        ((NOON + HOUR, MINUTE), (NOON, MINUTE), (NOON, MINUTE)),
        ((NOON + HOUR, MINUTE), (None, MINUTE), (NOON + HOUR, MINUTE)),
        ((NOON - 12 * HOUR, DAY), (NOON, MINUTE), (NOON, MINUTE)),
        ((NOON - 12 * HOUR, DAY), (NOON + 24 * HOUR, MINUTE), (NOON - 12 * HOUR, DAY)),
        ((NOON - HOUR, MINUTE), (NOON - 12 * HOUR, DAY), (NOON - HOUR, MINUTE)),
    ],
)
def test_an_edit_keeps_the_time_of_the_first_publication(
    before: tuple[datetime | None, Precision],
    edit: tuple[datetime | None, Precision],
    kept: tuple[datetime | None, Precision],
) -> None:
    first = content(published_at=before[0], published_precision=before[1], published_origin="feed")
    later = content(
        title="Corrigé", published_at=edit[0], published_precision=edit[1], published_origin="meta"
    )
    found = dated_as_before(later, first, NOON)
    assert (found.title, found.published_at, found.published_precision) == ("Corrigé", *kept)
    assert found.published_origin == ("meta" if kept == edit else "feed")
