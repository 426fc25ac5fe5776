"""Weekdays, wall-clock times, durations and time zones as people write them, and back.

When an edition is due is decided in `digest.domain.schedule`.
"""

import re
from datetime import date, time, timedelta
from difflib import get_close_matches
from zoneinfo import available_timezones

from digest.config.checks import Unexpected

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAY_LENGTH = len("2026-11-23")
_DURATION = re.compile(r"(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?")


def weekdays(value: object) -> frozenset[int]:
    """Accept days ("daily", "mon-fri", "mon,wed,fri") and return ISO weekdays, Monday being 1."""
    if not isinstance(value, str):
        raise Unexpected(_DAYS_EXPECTED)
    written = value.strip().lower()
    if written == "daily":
        return frozenset(range(1, 8))
    return frozenset(day for part in written.split(",") for day in _day_range(part))


_DAYS_EXPECTED = 'expected "daily", a range such as "mon-fri" or a list such as "mon,wed,fri"'


def _day_range(part: str) -> range:
    first, _, last = part.partition("-")
    try:
        start = DAY_NAMES.index(first.strip())
        end = DAY_NAMES.index(last.strip()) if "-" in part else start
    except ValueError:
        raise Unexpected(_DAYS_EXPECTED) from None
    if end < start:
        raise Unexpected(f"{_DAYS_EXPECTED}; a range runs from mon towards sun")
    return range(start + 1, end + 2)


def format_weekdays(days: frozenset[int]) -> str:
    """Return the shortest writing of `days` that `weekdays` reads back."""
    ordered = sorted(days)
    if len(ordered) == len(DAY_NAMES):
        return "daily"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{DAY_NAMES[ordered[0] - 1]}-{DAY_NAMES[ordered[-1] - 1]}"
    return ",".join(DAY_NAMES[day - 1] for day in ordered)


def clock(value: object) -> time:
    """Accept a wall-clock time "HH:MM"."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match:
        return time(int(match[1]), int(match[2]))
    raise Unexpected('expected a time from "00:00" to "23:59", in quotes')


def day(value: object) -> date:
    """Accept a date, in quotes or without."""
    # For Python an instant is a date, too: written out it is not one of ten characters.
    written = str(value)
    try:
        return date.fromisoformat(written if len(written) == _DAY_LENGTH else "")
    except ValueError:
        raise Unexpected("expected a day such as 2026-11-23") from None


def duration(value: object) -> timedelta:
    """Accept days, hours and minutes ("1d", "1h30m"), one minute at least: the scheduler's own step."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    if length := timedelta(days=days, hours=hours, minutes=minutes):
        return length
    raise Unexpected('expected a duration such as "90m", "3h", "1h30m" or "1d"')


def format_duration(length: timedelta) -> str:
    """Return the writing of `length`, to the minute, that `duration` reads back."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def time_zone(value: object) -> str:
    """Accept the IANA name of a time zone."""
    known = available_timezones()
    if isinstance(value, str) and value in known:
        return value
    near = get_close_matches(value, known, n=1) if isinstance(value, str) else []
    hint = f", did you mean {near[0]}?" if near else ""
    raise Unexpected(f'expected a time zone such as "Europe/Paris"{hint}')
