"""Reads the dates that feeds state, or says that it cannot: no date is better than a wrong one.

It does not judge whether a date is likely (see `digest.domain.content`), and relative dates ("yesterday")
are no dates.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

EARLIEST_YEAR, LATEST_YEAR = 1990, 2199
"""Feeds are younger, and what is dated later is a placeholder."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august aou aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_FILLERS = frozenset(
    word
    for words in (
        "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday",
        "lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche",
        "at on the posted published a le du publie",
    )
    for word in words.split()
)
"""Words beside a date that change nothing about it. Any other word makes us doubt ("updated on …")."""
_ZONES = {
    name: hours
    for hours, names in (
        (0, "z ut utc gmt wet"),
        (1, "bst west cet met"),
        (2, "cest mest eet"),
        (3, "eest msk"),
        (9, "jst kst"),
        (10, "aest"),
        (11, "aedt"),
        (12, "nzst"),
        (13, "nzdt"),
        (-3, "adt"),
        (-4, "ast edt"),
        (-5, "est cdt"),
        (-6, "cst mdt"),
        (-7, "mst pdt"),
        (-8, "pst"),
    )
    for name in names.split()
}
"""Hours ahead of UTC: the names of RFC 5322 §4.3 and those that European and Pacific feeds use."""

_ZONE_NAME = "|".join(sorted(_ZONES, key=len, reverse=True))
_OFFSET = rf"(?:gmt|utc)?\s*(?P<sign>[+-])(?P<off_h>\d\d?):?(?P<off_m>\d\d)?(?:\s+(?:{_ZONE_NAME}))?"
_ZONE = rf"(?:\s*(?:{_OFFSET}|(?:etc/)?(?P<zone>{_ZONE_NAME}))(?![\w:]))?"
_TIME = re.compile(
    r"(?<![\d:/-])(?P<hour>\d\d?)\s*(?::\s*(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?|h\s*(?P<after_h>\d\d)?)"
    rf"(?![\d:])(?:\s*(?P<half>[ap])\.?m\b\.?)?{_ZONE}"
)
_ISO_DATE = r"(?P<year>\d{4})(?P<dash>[-/]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
_ISO = re.compile(
    rf"{_ISO_DATE}(?:(?:t|[ ,]\s*)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?{_ZONE})?"
)
"""ISO 8601 as W3C-DTF and RFC 3339 narrow it; a year or a month alone is too little to print."""
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_WORDED = (
    re.compile(
        rf"\b(?P<day>\d\d?)(?:er|st|nd|rd|th|\.)?[\s-]*(?:of\s+)?{_NAME}[\s,-]*(?P<year>\d{{4}}|\d\d)\b"
    ),
    re.compile(rf"\b{_NAME}\s*(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"),
)
_NUMERIC = re.compile(r"\b(?P<first>\d\d?)(?P<mark>[/.-])(?P<second>\d\d?)(?P=mark)(?P<year>\d{4}|\d\d)\b")


def parse_date(text: str, timezone_name: str, language: str = "") -> datetime | None:
    """Return the instant that `text` states, in UTC, or None where it states none that we can be sure of.

    RFC 5322 §3.3 and §4.3, RFC 3339, W3C-DTF, asctime, English and French words. timezone_name: IANA
    name for a time without a zone; language: BCP 47, to tell 05/03 in May from 05/03 in March.
    """
    plain = _fold(text)
    found = _ISO.fullmatch(plain)
    if found:
        date = (int(found["year"]), int(found["month"]), int(found["day"]))
        return _instant(date, found, timezone_name)
    time = _TIME.search(plain)
    rest = plain[: time.start()] + " " + plain[time.end() :] if time else plain
    stated = _worded(rest) or _numeric(rest, language)
    if stated is None:
        return None
    date, rest = stated
    if any(word not in _FILLERS for word in re.findall(r"\w+", rest)):
        return None
    return _instant(date, time, timezone_name)


def _fold(text: str) -> str:
    """Return `text` in lower case, without accents, comments (RFC 5322 §3.2.2) and doubled spaces."""
    bare = unicodedata.normalize("NFKD", text[:200]).casefold()
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.sub(r"\([^()]*\)", " ", bare).replace("\N{MINUS SIGN}", "-").split())


def _worded(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return (year, month, day) of a date with the month in letters, and the text around it."""
    for pattern in _WORDED:
        found = pattern.search(text)
        if found:
            date = (_full_year(found["year"]), _MONTHS[found["name"]], int(found["day"]))
            return date, text[: found.start()] + " " + text[found.end() :]
    return None


def _numeric(text: str, language: str) -> tuple[tuple[int, int, int], str] | None:
    """Return the same for "18/01/2019". Where the order of day and month is open, the language decides.

    Without a language, and in English, which is written both ways, it stays open: None.
    """
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, second = int(found["first"]), int(found["second"])
    day_first = second <= 12 and (first > 12 or (language != "" and not language.lower().startswith("en")))
    if not day_first and not (first <= 12 < second):
        return None
    day, month = (first, second) if day_first else (second, first)
    return (_full_year(found["year"]), month, day), text[: found.start()] + " " + text[found.end() :]


def _full_year(digits: str) -> int:
    """Complete a year of two digits (RFC 5322 §4.3)."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def _instant(date: tuple[int, int, int], time: re.Match[str] | None, timezone_name: str) -> datetime | None:
    """Put date, time and zone together; None where they are impossible. 24:00 is the next midnight."""
    part = time.groupdict() if time else {}
    hour, minute = int(part.get("hour") or 0), int(part.get("minute") or part.get("after_h") or 0)
    second, fraction = min(int(part.get("second") or 0), 59), (part.get("fraction") or "")[:6]
    if part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if part["half"] == "p" else 0)
    midnight = hour == 24 and minute == second == 0
    try:
        zone = _zone(part, timezone_name)
        hour = 0 if midnight else hour
        local = datetime(*date, hour, minute, second, int(fraction.ljust(6, "0")), tzinfo=zone)
        instant = (local + timedelta(days=midnight)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if EARLIEST_YEAR <= date[0] <= LATEST_YEAR else None


def _zone(part: dict[str, str | None], timezone_name: str) -> tzinfo:
    """Return the zone that goes with a time. Raises ValueError for one that does not exist on Earth."""
    if part.get("sign"):
        hours, minutes = int(part.get("off_h") or 0), int(part.get("off_m") or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if part["sign"] == "-" else 1)
        if minutes > 59 or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
            raise ValueError(f"no zone is {offset} away from UTC")
        return timezone(offset)
    name = part.get("zone")
    return timezone(timedelta(hours=_ZONES[name])) if name else ZoneInfo(timezone_name)
