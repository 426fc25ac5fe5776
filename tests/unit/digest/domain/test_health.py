from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.health import HISTORY, OVERDUE, Health, Record, judge

PARIS = ZoneInfo("Europe/Paris")
QUARTER = timedelta(minutes=15)
WEDNESDAY = date(2026, 11, 25)
WORKING_DAY = (9, 10, 11, 14, 15, 16)
"""Hours at which a diligent source publishes."""


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    """An instant on the clocks of Paris."""
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


def published(
    *hours: int, days: int = 30, silent: int = 0, weekend: Sequence[int] = (), until: date = WEDNESDAY
) -> dict[datetime, int]:
    """One item at each of these hours of each working day; the last `silent` days, `until` among them, none."""
    dates = (until - timedelta(days=ago) for ago in range(silent, days))
    return {at(hour, day=day): 1 for day in dates for hour in (hours if day.isoweekday() <= 5 else weekend)}


def record(arrivals: dict[datetime, int], now: datetime, **changes: object) -> Record:
    """A source that has been read for long, and was a moment ago."""
    values: dict[str, object] = {
        "arrivals": {instant: count for instant, count in arrivals.items() if instant <= now},
        "first_gathered_at": now - timedelta(days=400),
        "last_success_at": now - timedelta(minutes=5),
        "waits_until": None,
        "failures": 0,
        "gone": False,
        "paused": False,
    }
    return Record(**{**values, **changes})  # type: ignore[arg-type]


def judged(arrivals: dict[datetime, int], now: datetime, **changes: object) -> Health:
    return judge(record(arrivals, now, **changes), now, PARIS, QUARTER)


def test_a_source_that_does_what_it_usually_does_raises_no_alarm() -> None:
    assert judged(published(*WORKING_DAY), at(18)) == Health(state="ok", items_today=6, usual=6, alarm="")


def test_none_today_where_there_usually_are_some_is_an_alarm() -> None:
    silent = judged(published(*WORKING_DAY, silent=1), at(18))
    assert silent == Health(state="silent", items_today=0, usual=6, alarm="0 today, usually 6 by this time")


def test_the_day_is_compared_only_as_far_as_it_has_come() -> None:
    arrivals = published(*WORKING_DAY, silent=1)
    assert (judged(arrivals, at(9, 30)).usual, judged(arrivals, at(9, 30)).alarm) == (1, "")
    assert judged(arrivals, at(10, 30)).alarm == "0 today, usually 2 by this time"
    assert judged(published(*WORKING_DAY), at(8)) == Health(state="ok", items_today=0, usual=0, alarm="")


def test_early_in_the_morning_the_silence_of_the_day_before_is_told() -> None:
    arrivals = published(*WORKING_DAY, silent=2)
    found = judged(arrivals, at(6, 15))
    assert (found.state, found.usual, found.alarm) == ("silent", 0, "0 in 24 hours, usually 6")
    assert judged(published(*WORKING_DAY, silent=1), at(6, 15)).alarm == ""


def test_a_quiet_sunday_is_no_alarm_on_monday_morning() -> None:
    monday = date(2026, 11, 23)
    arrivals = published(*WORKING_DAY, until=monday)
    assert judged(arrivals, at(6, 15, monday)).alarm == ""
    for day in (monday - timedelta(days=1), monday - timedelta(days=2)):
        for hour in (6, 12, 23):
            assert judged(arrivals, at(hour, day=day)).alarm == ""


def test_a_source_of_weekends_is_missed_on_a_weekend() -> None:
    sunday = date(2026, 11, 22)
    arrivals = published(9, weekend=(9, 10, 11), silent=1, until=sunday)
    assert judged(arrivals, at(12, day=sunday)).alarm == "0 today, usually 3 by this time"


def test_a_young_source_has_no_habit() -> None:
    arrivals = published(*WORKING_DAY, silent=1, days=6)
    began = at(18) - timedelta(days=6, hours=23)
    found = judged(arrivals, at(18), first_gathered_at=began)
    assert (found.usual, found.alarm, found.state) == (None, "", "ok")
    assert judged({}, at(18), first_gathered_at=None, last_success_at=None).state == "new"


def test_before_three_equal_weekdays_are_known_days_in_midweek_are_compared_with_one_another() -> None:
    arrivals = published(*WORKING_DAY, days=8, silent=1)
    began = at(8) - timedelta(days=8)
    assert judged(arrivals, at(18), first_gathered_at=began).alarm == "0 today, usually 6 by this time"
    monday = WEDNESDAY + timedelta(days=5)
    later = published(*WORKING_DAY, days=13, silent=1, until=monday)
    assert judged(later, at(18, day=monday), first_gathered_at=began).usual is None


def test_the_same_weekday_has_the_word_once_there_are_three() -> None:
    busy = published(9, 10)
    busy |= {
        at(hour, day=WEDNESDAY - timedelta(weeks=back)): 1 for back in (1, 2, 3) for hour in range(8, 17)
    }
    assert judged(busy, at(18)).usual == 9


def test_a_habit_that_is_weak_raises_no_alarm() -> None:
    assert judged(published(9, silent=1), at(18)) == Health(state="ok", items_today=0, usual=1, alarm="")
    every_other_week = {
        instant: 6 for instant in published(9, silent=1) if instant.isocalendar().week % 2 == 0
    }
    assert judged(every_other_week, at(18)).alarm == ""


@pytest.mark.parametrize("today", [WEDNESDAY, WEDNESDAY - timedelta(days=2)])
def test_a_long_silence_does_not_become_a_habit_before_four_weeks_are_over(today: date) -> None:
    for days in range(1, 28):
        arrivals = published(*WORKING_DAY, silent=days, until=today)
        assert judged(arrivals, at(18, day=today)).state == "silent", days
    assert judged(published(*WORKING_DAY, silent=29, until=today), at(18, day=today)).state == "ok"


def test_an_evening_counts_for_the_day_of_the_publication_s_own_clocks() -> None:
    late = {at(0, 30): 4}
    assert judged(late, at(6)).items_today == 4
    assert judge(record(late, at(6)), at(6), ZoneInfo("Etc/GMT"), QUARTER).items_today == 0


@pytest.mark.parametrize(
    ("changed", "usual_by_three"),
    [(date(2026, 10, 25), 2), (date(2026, 3, 29), 2)],
    ids=["clocks go back", "clocks go forward"],
)
def test_the_change_of_the_clocks_moves_no_habit(changed: date, usual_by_three: int) -> None:
    """Items of 01:00 and 03:10, and a look at 03:15, by the clocks of each day."""
    weeks = (changed - timedelta(weeks=back) for back in range(1, 5))
    arrivals = {
        datetime.combine(day, moment, PARIS).astimezone(UTC): 1
        for day in weeks
        for moment in (time(1), time(3, 10))
    }
    found = judged(arrivals, at(3, 15, changed))
    assert (found.usual, found.alarm) == (usual_by_three, "0 today, usually 2 by this time")
    assert judged(arrivals, at(3, 5, changed)).usual == 1


def test_an_item_of_the_repeated_hour_counts_although_the_clocks_say_later() -> None:
    first_time = datetime(2026, 10, 25, 2, 50, tzinfo=PARIS).astimezone(UTC)
    again = datetime(2026, 10, 25, 2, 10, tzinfo=PARIS, fold=1).astimezone(UTC)
    assert again > first_time
    assert judged({first_time: 1}, again).items_today == 1


def test_three_failures_in_a_row_are_an_alarm_and_two_are_not() -> None:
    found = judged(published(*WORKING_DAY), at(18), failures=2)
    assert (found.state, found.alarm) == ("failing", "")
    assert judged({}, at(18), failures=3).alarm == "could not be read 3 times in a row"


def test_a_source_that_is_gone_says_what_to_do() -> None:
    found = judged({}, at(18), failures=1, gone=True)
    assert found.state == "gone"
    assert "another address" in found.alarm


def test_a_source_that_nobody_reads_any_more_is_an_alarm() -> None:
    long_ago = at(18) - OVERDUE * QUARTER
    assert judged({}, at(18), last_success_at=long_ago).alarm == ""
    late = long_ago - timedelta(minutes=1)
    assert judged({}, at(18), last_success_at=late).alarm == "not read since 2026-11-25 15:59"


def test_a_server_that_asked_to_be_left_alone_excuses_the_wait_and_a_failure_does_not() -> None:
    old, later = at(12), at(23)
    assert judged({}, at(18), last_success_at=old, waits_until=later).alarm == ""
    failing = judged({}, at(18), last_success_at=old, waits_until=later, failures=1)
    assert failing.alarm == "not read since 2026-11-25 12:00"
    assert judged({}, at(18), last_success_at=old, waits_until=at(17)).alarm


@pytest.mark.parametrize("trouble", [{}, {"failures": 9}, {"gone": True}, {"last_success_at": at(1)}])
def test_a_paused_source_raises_no_alarm_whatever_is_wrong(trouble: dict[str, object]) -> None:
    found = judged(published(*WORKING_DAY, silent=1), at(18), paused=True, **trouble)
    assert (found.state, found.alarm) == ("paused", "")


INSTANTS = st.dictionaries(
    st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 25, 18), timezones=st.just(UTC)),
    st.integers(1, 9),
    max_size=60,
)


@given(arrivals=INSTANTS, days=st.integers(0, 40))
def test_whatever_came_an_alarm_of_silence_means_nothing_came_today_or_in_24_hours(
    arrivals: dict[datetime, int], days: int
) -> None:
    now = datetime(2026, 11, 25, 18, tzinfo=UTC)
    found = judged(arrivals, now, first_gathered_at=now - timedelta(days=days))
    if found.alarm:
        assert days >= 7
        assert found.items_today == 0 or not any(now - instant < timedelta(days=1) for instant in arrivals)
    assert found.items_today == sum(
        count for instant, count in arrivals.items() if instant >= datetime(2026, 11, 24, 23, tzinfo=UTC)
    )


def test_what_lies_before_the_history_is_not_looked_at() -> None:
    ancient = {at(9) - HISTORY - timedelta(days=back): 9 for back in range(7, 90, 7)}
    assert judged(ancient, at(18)).usual is None
    assert judged({}, at(18)).usual == 0
