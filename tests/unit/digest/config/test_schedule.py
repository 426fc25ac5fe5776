from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import schedule
from digest.config.checks import Unexpected


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("daily", {1, 2, 3, 4, 5, 6, 7}),
        ("mon-sun", {1, 2, 3, 4, 5, 6, 7}),
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("mon,wed,fri", {1, 3, 5}),
        ("MON - WED , fri", {1, 2, 3, 5}),
        ("sun", {7}),
        ("sat-sat", {6}),
        ("fri,fri,mon", {1, 5}),
    ],
)
def test_days_are_names_ranges_or_lists(value: str, days: set[int]) -> None:
    assert schedule.weekdays(value) == days


@pytest.mark.parametrize(
    "value",
    ["", ",", "monday", "lun", "mon-", "-fri", "mon-fri-sun", "mon,", "1-5", "daily,mon", None, 1, ["mon"]],
)
def test_what_are_no_days_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match='expected "daily", a range'):
        schedule.weekdays(value)


def test_a_range_of_days_does_not_run_backwards() -> None:
    with pytest.raises(Unexpected, match="from mon towards sun"):
        schedule.weekdays("fri-mon")


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ({1, 2, 3, 4, 5, 6, 7}, "daily"),
        ({1, 2, 3, 4, 5}, "mon-fri"),
        ({6, 7}, "sat,sun"),
        ({1, 3, 5}, "mon,wed,fri"),
        ({2}, "tue"),
    ],
)
def test_days_are_written_shortly(days: set[int], written: str) -> None:
    assert schedule.format_weekdays(frozenset(days)) == written


@given(st.frozensets(st.integers(1, 7), min_size=1))
def test_written_days_are_read_back(days: frozenset[int]) -> None:
    assert schedule.weekdays(schedule.format_weekdays(days)) == days


@pytest.mark.parametrize(
    ("value", "expected"), [("00:00", time(0, 0)), ("06:30", time(6, 30)), ("23:59", time(23, 59))]
)
def test_times_are_hours_and_minutes(value: str, expected: time) -> None:
    assert schedule.clock(value) == expected


@pytest.mark.parametrize(
    "value", ["7:00", "24:00", "12:60", "07:00:00", "7h", "", "07:00\n", "٠٧:٠٠", time(7, 0), 700, None]
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match='from "00:00" to "23:59", in quotes'):
        schedule.clock(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3h", timedelta(hours=3)),
        ("90m", timedelta(minutes=90)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
        ("2d1h1m", timedelta(days=2, hours=1, minutes=1)),
    ],
)
def test_durations_count_days_hours_and_minutes(value: str, expected: timedelta) -> None:
    assert schedule.duration(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0m",
        "0h0m",
        "3",
        "3 h",
        "30s",
        "1.5h",
        "-1h",
        "30m1h",
        "1h1h",
        "3H",
        "99999d",
        "3h\n",
        3,
        True,
        None,
    ],
)
def test_what_is_no_duration_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected a duration"):
        schedule.duration(value)


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(hours=3), "3h"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=1), "1d"),
        (timedelta(minutes=15), "15m"),
    ],
)
def test_durations_are_written_shortly(length: timedelta, written: str) -> None:
    assert schedule.format_duration(length) == written


@given(st.integers(1, 60 * 24 * 400))
def test_written_durations_are_read_back(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert schedule.duration(schedule.format_duration(length)) == length


@pytest.mark.parametrize("value", ["Europe/Paris", "UTC", "Indian/Reunion"])
def test_time_zones_have_iana_names(value: str) -> None:
    assert schedule.time_zone(value) == value


@pytest.mark.parametrize("value", ["", "Paris", "GMT+25", "../../etc/passwd", "Europe", None, 1])
def test_what_is_no_time_zone_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match='expected a time zone such as "Europe/Paris"'):
        schedule.time_zone(value)


def test_a_slip_in_a_time_zone_gets_a_suggestion() -> None:
    with pytest.raises(Unexpected, match=r"did you mean Europe/Paris\?"):
        schedule.time_zone("Europe/Pari")


@pytest.mark.parametrize("value", ["2026-11-23", date(2026, 11, 23)])
def test_a_day_stands_in_quotes_or_without(value: object) -> None:
    assert schedule.day(value) == date(2026, 11, 23)


@pytest.mark.parametrize("value", ["", "23/11/2026", "2026-11-31", datetime(2026, 11, 23, 7), 20261123, None])
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected a day such as 2026-11-23"):
        schedule.day(value)
