"""Reads the dates that feeds and pages state, or says that it cannot: no date is better than a wrong one.

It does not judge whether a date is likely (see `digest.domain.content`), and what depends on the day of
reading ("yesterday", "22 Nov") is no date here (see `relative_dates`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from digest.domain.content import Precision
from digest.domain.schedule import instant_of
from digest.sources.datewords import CLOCK, FILLERS, MONTHS, ZONE, ZONES, fold_date, published_part

EARLIEST_YEAR, LATEST_YEAR = 1990, 2199
"""Feeds are younger, and what is dated later is a placeholder."""

_DAY_FIRST = re.compile(
    r"(?:fr|oc|br|co|de|lb|nl|es|ca|gl|pt|it|ro|cs|sk|pl|sl|hr|sr|bs|mk|bg|ru|uk|be|el|tr|da|nb|nn|no|fi|et|lv"
    r"|is|ga|cy|sq|ar|he|id|vi)\b"
)
"""Languages whose readers take 05/03 for the fifth of March. English is written both ways."""

_ISO_DATE = r"(?P<year>\d{4})(?P<dash>[-/]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
_ISO = re.compile(
    rf"{_ISO_DATE}(?:(?:t|[ ,]\s*)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?{ZONE})?"
)
"""ISO 8601 as W3C-DTF and RFC 3339 narrow it; a year or a month alone is too little to print."""
_YEAR_FIRST = re.compile(r"\b(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)\b")
MONTH_NAME = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_WORDED = (
    re.compile(
        rf"\b(?P<day>\d\d?)(?:\s?er\b|st|nd|rd|th|\.)?[\s-]*(?:of\s+)?{MONTH_NAME}[\s,-]*(?P<year>\d{{4}}|\d\d)\b"
    ),
    re.compile(rf"\b{MONTH_NAME}\s*(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"),
)
_NUMERIC = re.compile(r"\b(?P<first>\d\d?)(?P<mark>[/.-])(?P<second>\d\d?)(?P=mark)(?P<year>\d{4}|\d\d)\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that a text states. instant: aware, UTC; of a mere day its first instant in its zone."""

    instant: datetime
    precision: Precision


def parse_date(text: str, timezone_name: str, language: str = "") -> datetime | None:
    """Return the instant of `read_date`, or None."""
    stated = read_date(text, timezone_name, language)
    return stated.instant if stated else None


def read_date(text: str, timezone_name: str, language: str = "") -> Stated | None:
    """Return the publication date that `text` states, or None where it states none that we can be sure of.

    RFC 5322 §3.3 and §4.3, RFC 3339, W3C-DTF, asctime, English and French words; what a text says about
    an update is left out. timezone_name: IANA name for a time without a zone; language: BCP 47, to tell
    05/03 in May from 05/03 in March.
    """
    plain = fold_date(text)
    found = _ISO.fullmatch(plain)
    if found:
        day = calendar_day(int(found["year"]), int(found["month"]), int(found["day"]))
        return at_clock(day, found if found["hour"] else None, timezone_name) if day else None
    part = published_part(plain)
    if part is None:
        return None
    clock = CLOCK.search(part)
    stated = find_day(without(part, clock), language)
    if stated is None or not is_filling(stated[1]):
        return None
    return at_clock(stated[0], clock, timezone_name)


def find_day(text: str, language: str) -> tuple[date, str] | None:
    """Return the first full date in a folded text without a clock time, and the text around it."""
    for pattern in _WORDED:
        found = pattern.search(text)
        if found:
            day = calendar_day(full_year(found["year"]), MONTHS[found["name"]], int(found["day"]))
            return (day, without(text, found)) if day else None
    found = _YEAR_FIRST.search(text)
    if found:
        day = calendar_day(int(found["year"]), int(found["month"]), int(found["day"]))
        return (day, without(text, found)) if day else None
    found = _NUMERIC.search(text)
    order = day_and_month(int(found["first"]), int(found["second"]), language) if found else None
    if found is None or order is None:
        return None
    day = calendar_day(full_year(found["year"]), order[1], order[0])
    return (day, without(text, found)) if day else None


def day_and_month(first: int, second: int, language: str) -> tuple[int, int] | None:
    """Tell the day from the month in "18/01", or say that one cannot: None.

    Where both are possible the language decides; without one, and in English, it stays open.
    """
    if first > 12 >= second:
        return first, second
    if second > 12 >= first:
        return second, first
    return (first, second) if _DAY_FIRST.match(language.lower().replace("_", "-")) else None


def without(text: str, found: re.Match[str] | None) -> str:
    """Return `text` without what was found in it."""
    return f"{text[: found.start()]} {text[found.end() :]}" if found else text


def is_filling(rest: str) -> bool:
    """Tell whether a text holds nothing but words that change nothing about the date beside them."""
    return all(word in FILLERS for word in re.findall(r"\w+", rest))


def full_year(digits: str) -> int:
    """Complete a year of two digits (RFC 5322 §4.3)."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar within the years that we believe, else None."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def at_clock(day: date, clock: re.Match[str] | None, timezone_name: str) -> Stated | None:
    """Put day, time and zone together; None where they are impossible. 24:00 is the next midnight.

    A time without a zone is one of `timezone_name`: in the hour that a change of the clocks leaves out it
    is the first instant after it, in the hour that comes twice it is the first.
    """
    local = ZoneInfo(timezone_name)
    if clock is None:
        start = instant_of(day, time(), local)
        return Stated(start, Precision.DAY) if start else None
    part = clock.groupdict()
    hour, minute = int(part["hour"]), int(part["minute"] or part.get("after_h") or 0)
    second, fraction = min(int(part["second"] or 0), 59), (part["fraction"] or "")[:6]
    if part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if part["half"] == "p" else 0)
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    try:
        wall = time(hour, minute, second, int(fraction.ljust(6, "0")))
        offset = _offset(part)
    except ValueError:
        return None
    if offset is None:
        instant = instant_of(day, wall, local)
    else:
        instant = datetime.combine(day, wall, tzinfo=offset).astimezone(UTC)
    return Stated(instant, Precision.MINUTE) if instant else None


def _offset(part: dict[str, str | None]) -> timezone | None:
    """Return the zone that goes with a time. Raises ValueError for one that does not exist on Earth."""
    if part.get("sign"):
        hours, minutes = int(part.get("off_h") or 0), int(part.get("off_m") or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if part["sign"] == "-" else 1)
        if minutes > 59 or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
            raise ValueError(f"no zone is {offset} away from UTC")
        return timezone(offset)
    name = part.get("zone")
    return timezone(timedelta(hours=ZONES[name])) if name else None
