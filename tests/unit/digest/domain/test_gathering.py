from datetime import timedelta

import pytest

from digest.domain.gathering import (
    ASKED_LONGEST,
    FRESH_LONGEST,
    RETRY_LONGEST,
    Move,
    asked_until,
    fresh_until,
    next_try,
)
from tests.factories import NOON

QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("failures", "asked", "wait"),
    [
        (1, None, QUARTER),
        (3, None, 4 * QUARTER),
        (99, None, RETRY_LONGEST),
        (1, timedelta(hours=1), timedelta(hours=1)),
        (4, timedelta(minutes=1), 8 * QUARTER),
        (1, timedelta(days=400), ASKED_LONGEST),
    ],
)
def test_a_failing_source_is_left_alone_longer_each_time(
    failures: int, asked: timedelta | None, wait: timedelta
) -> None:
    assert next_try(NOON, failures, QUARTER, asked, spread=0) == NOON + wait


def test_sources_that_fail_together_do_not_come_back_together() -> None:
    waits = [next_try(NOON, 3, QUARTER, None, spread) - NOON for spread in (0, 0.5, 0.999)]
    assert waits[0] == 4 * QUARTER
    assert waits[0] < waits[1] < waits[2] < 1.2 * 4 * QUARTER
    asked = timedelta(hours=2)
    assert next_try(NOON, 1, QUARTER, asked, 0.5) == NOON + asked, "never sooner than the server wants"


def test_a_server_is_left_alone_for_a_day_at_most() -> None:
    assert asked_until(NOON, timedelta(minutes=2)) == NOON + timedelta(minutes=2)
    assert asked_until(NOON, timedelta(days=400)) == NOON + ASKED_LONGEST
    assert asked_until(NOON, timedelta(0)) is asked_until(NOON, None) is None


def test_what_is_fresh_need_not_be_read_again_for_an_hour_at_most() -> None:
    assert fresh_until(NOON, timedelta(minutes=20)) == NOON + timedelta(minutes=20)
    assert fresh_until(NOON, timedelta(days=1)) == NOON + FRESH_LONGEST
    assert fresh_until(NOON, timedelta(0)) is None


@pytest.mark.parametrize(
    ("readings", "certain"),
    [
        ("aaa", True),
        ("aaaa", True),
        ("aa", False),
        ("aabaa", False),
        ("aa aa", False),
        ("abbb", True),
        ("aaa ", False),
        ("", False),
    ],
)
def test_a_source_has_moved_when_three_readings_in_a_row_say_so(readings: str, certain: bool) -> None:
    move = Move()
    for moved_to in readings:
        move = move.after(moved_to.strip())
    assert move.is_certain is certain
