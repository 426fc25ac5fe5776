"""Reads what depends on the day of reading: "hier à 14:05", "2 hours ago", "22 Nov", a clock time alone.

It is of use only where that moment is known, and asks for it as `now`. Dates that need none are read by
`dates`. Of two readings neither is taken: no date is better than a wrong one.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.domain.content import CLOCK_SKEW, Precision
from digest.sources.dates import (
    MONTH_NAME,
    Stated,
    at_clock,
    calendar_day,
    day_and_month,
    find_day,
    is_filling,
    read_date,
    without,
)
from digest.sources.datewords import CLOCK, MONTHS, WEEKDAYS, fold_date, published_part

_YEARS_BACK = 8
"""How far the last 29 February may lie back (1900 and 2100 have none)."""
_EDGES = " ,;:.|–—•·-"

_DAY_WORD = re.compile(
    r"(?<![\w-])(?:(?P<before>avant[\s-]hier|(?:the\s+)?day\s+before\s+yesterday)|(?P<yesterday>hier|yesterday)"
    r"|aujourd'?\s?hui|today|ce\s+jour|(?=ce\s+matin\b|ce\s+soir\b|cet\s+apres|this\s+(?:morning|afternoon|evening)\b))"
    r"(?:\s*(?:(?:ce|cet|this)\s+)?(?:(?P<early>matin|morning)|(?P<late>soir|evening|apres[\s-]midi|afternoon))\b)?"
    r"(?![\w-])"
)
_YEARLESS = (
    re.compile(rf"\b(?P<day>\d\d?)(?:\s?er\b|st|nd|rd|th|\.)?[\s-]*(?:of\s+)?{MONTH_NAME}(?!\s*\d)"),
    re.compile(rf"\b{MONTH_NAME}\s*(?P<day>\d\d?)(?:st|nd|rd|th)?\b(?!\s*\d)"),
)
_YEARLESS_NUMERIC = re.compile(r"(?<![\d/])(?P<first>\d\d?)/(?P<second>\d\d?)(?![\d/])")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b")
_DATE_LIKE = re.compile(
    rf"(?=.*\d)(?=.*(?:/|\b(?:{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)})\b))"
    rf"(?:\s|[.,:|–—•·/-]|\b(?:\d{{1,4}}(?:er|st|nd|rd|th)?|le|the|of|on|du|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)})\b)+"
)
"""Words and figures that name a day, whichever; a figure alone counts comments or readers."""

_COUNT = r"(?P<count>\d{1,4}|une?|an?|one)"
_UNIT = (
    r"(?:(?P<seconds>s|sec(?:onde?s?)?|seconds?)|(?P<minutes>mn|mins?|minutes?)|(?P<hours>h|hrs?|heures?|hours?)"
    r"|(?P<days>j|jours?|jrs?|d|days?))\b\.?"
)
_AGO = re.compile(
    rf"(?:il\s+y\s+a\s+(?:environ\s+)?{_COUNT}\s*{_UNIT}(?:\s*(?P<more>\d\d?)(?:\s*(?:mn|min(?:ute)?s?))?)?\.?)"
)
_AGO_ENGLISH = re.compile(rf"(?:about\s+)?{_COUNT}\s*{_UNIT}(?P<more>(?!))?\s+ago\.?")
_JUST_NOW = re.compile(r"(?:a\s+l'instant(?:\s+meme)?|just\s+now|right\s+now)\.?")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a text that is nothing but a date, or a part of one, states.

    states_day: it names a day; day: which, None where that is open. clock: its time of the day.
    ago: the time
    that it counts back to from the moment of reading.
    """

    states_day: bool = False
    day: date | None = None
    clock: re.Match[str] | None = None
    ago: Stated | None = None


def read_date_at(text: str, now: datetime, timezone_name: str, language: str = "") -> Stated | None:
    """Return the publication date that `text` states to somebody who reads it at `now` (aware).

    As `read_date`, and beyond it relative words and days without a year, which are the latest such day.
    What would lie ahead of `now` is unknown: such a text was written on another day than it seems.
    """
    stated = read_date(text, timezone_name, language)
    if stated:
        return stated
    mark = read_mark(text, now, timezone_name, language)
    if mark is None:
        return None
    if mark.ago or mark.day is None:
        return mark.ago
    stated = at_clock(mark.day, mark.clock, timezone_name)
    return stated if stated and stated.instant <= now + CLOCK_SKEW else None


def read_mark(text: str, now: datetime, timezone_name: str, language: str = "") -> Mark | None:
    """Return what a text states that is nothing but a day, a clock time, both, or a time ago; else None."""
    part = published_part(fold_date(text))
    if part is None:
        return None
    ago = _read_ago(part, now, timezone_name)
    if ago:
        return Mark(ago=ago)
    clock = CLOCK.search(part)
    rest = without(part, clock).strip(_EDGES)
    if is_filling(rest) and not _WEEKDAY.search(rest):
        return Mark(clock=clock) if clock else None
    return _read_day(rest, clock, now.astimezone(ZoneInfo(timezone_name)), language)


def _read_ago(part: str, now: datetime, timezone_name: str) -> Stated | None:
    """Read "il y a 2 heures", "5 min ago". Days ago are a day; of weeks and months one cannot tell which."""
    if _JUST_NOW.fullmatch(part):
        return Stated(now.astimezone(UTC), Precision.MINUTE)
    found = _AGO.fullmatch(part) or _AGO_ENGLISH.fullmatch(part)
    if not found or (found["more"] and not found["hours"]):
        return None
    count = int(found["count"]) if found["count"].isdecimal() else 1
    if found["days"]:
        return at_clock(
            now.astimezone(ZoneInfo(timezone_name)).date() - timedelta(days=count), None, timezone_name
        )
    unit = next(unit for unit in ("seconds", "minutes", "hours") if found[unit])
    back = timedelta(**{unit: count}) + timedelta(minutes=int(found["more"] or 0))
    return Stated((now - back).astimezone(UTC), Precision.MINUTE)


def _read_day(rest: str, clock: re.Match[str] | None, here: datetime, language: str) -> Mark | None:
    """Return the mark for a text that names a day. here: the moment of reading on the source's clock."""
    word = _DAY_WORD.search(rest)
    if word:
        around = without(rest, word)
        if not is_filling(around) or _WEEKDAY.search(around):
            return None
        back = 2 if word["before"] else 1 if word["yesterday"] else 0
        day = here.date() - timedelta(days=back) if _fits(word, clock) else None
        return Mark(states_day=True, day=day, clock=clock)
    found = find_day(rest, language) or _yearless(rest, (here + CLOCK_SKEW).date(), language)
    if found:
        return Mark(states_day=True, day=found[0], clock=clock) if is_filling(found[1]) else None
    return Mark(states_day=True, clock=clock) if _DATE_LIKE.fullmatch(rest) else None


def _fits(word: re.Match[str], clock: re.Match[str] | None) -> bool:
    """Tell whether a time can be one of "hier soir": "hier soir à 9 h" is nine or twenty-one o'clock."""
    if clock is None or not (word["early"] or word["late"]):
        return True
    hour = int(clock["hour"])
    return hour <= 12 if word["early"] else hour >= 12 or bool(clock["half"])


def _yearless(text: str, latest: date, language: str) -> tuple[date | None, str] | None:
    """Return the last day up to `latest` that is called "22 Nov", "22/11" or "Tuesday", and the text around it."""
    for pattern in _YEARLESS:
        found = pattern.search(text)
        if found:
            around = without(text, found)
            return latest_day(MONTHS[found["name"]], int(found["day"]), latest, _weekday(around)), around
    found = _YEARLESS_NUMERIC.search(text)
    order = day_and_month(int(found["first"]), int(found["second"]), language) if found else None
    if order:
        around = without(text, found)
        return latest_day(order[1], order[0], latest, _weekday(around)), around
    weekday = _weekday(text)
    if weekday is None or not is_filling(text):
        return None
    # On its own day the name may mean today as well as a week ago.
    back = (latest.weekday() - weekday) % 7
    return (latest - timedelta(days=back) if back else None), text


def _weekday(text: str) -> int | None:
    found = _WEEKDAY.search(text)
    return WEEKDAYS[found[0]] if found else None


def latest_day(month: int, day: int, latest: date, weekday: int | None = None) -> date | None:
    """Return the last such day up to `latest`. None where there is none, or it is another day of the week."""
    for year in range(latest.year, latest.year - _YEARS_BACK - 1, -1):
        found = calendar_day(year, month, day)
        if found and found <= latest:
            return found if weekday in (None, found.weekday()) else None
    return None
