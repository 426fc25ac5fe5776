"""The words of dates in French and English, and how a text is prepared before a date is read in it.

It reads no date (see `dates` and `relative_dates`).
"""

import re
import unicodedata

_LONGEST = 200
"""Characters of a text that are looked at: a date stands at its beginning or not at all."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juill juillet",
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
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday lun lundi",
            "tue tues tuesday mar mardi",
            "wed weds wednesday mer mercredi",
            "thu thur thurs thursday jeu jeudi",
            "fri friday ven vendredi",
            "sat saturday sam samedi",
            "sun sunday dim dimanche",
        )
    )
    for name in names.split()
}
"""Numbers as `datetime.date.weekday` counts: Monday is 0."""
FILLERS = frozenset(
    word
    for words in (
        "at on the a an le la du de ce date heure",
        "first initially originally online premiere fois initialement en ligne",
    )
    for word in words.split()
) | frozenset(WEEKDAYS)
"""Words beside a date that change nothing about it. Any other word makes us doubt."""
ZONES = {
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

_ZONE_NAME = "|".join(sorted(ZONES, key=len, reverse=True))
_OFFSET = rf"(?:gmt|utc)?\s*(?P<sign>[+-])(?P<off_h>\d\d?):?(?P<off_m>\d\d)?(?:\s+(?:{_ZONE_NAME}))?"
ZONE = rf"(?:\s*(?:{_OFFSET}|(?:etc/)?(?P<zone>{_ZONE_NAME}))(?![\w:]))?"
CLOCK = re.compile(
    r"(?<![\d:/.-])(?P<hour>\d\d?)(?:"
    r"\s*:\s*(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r"|\s*h(?:eures?\b)?\s*(?P<after_h>\d\d)?"
    rf"|(?=\s*[ap]\.?m\b))(?![\d:])(?:\s*(?P<half>[ap])\.?m\b\.?)?{ZONE}"
)
"""A time of the day, with its zone where it states one: 7:30, 07:30:15 +0100, 16 h 30, 9h, 3 pm."""

_UPDATED = (
    r"(?:dernieres?\s+|last\s+)?(?:mis(?:e|es)?\s+a\s+jour|maj\b|m\.a\.j\b|actualis\w+|modifi\w+|corrig\w+"
    r"|updat(?:e|ed)\b|edited\b|amended\b|corrected\b|revised\b)"
)
_PUBLISHED = (
    r"(?:publi(?:e|ee|es|ees|shed|cation)|post(?:ed|e|ee)|mis(?:e|es)?\s+en\s+ligne|par(?:u|ue|ution)"
    r"|diffuse|diffusee|issued)\b"
)
_MARKER = re.compile(rf"\b(?:(?P<updated>{_UPDATED})|{_PUBLISHED})")
_STATES_TIME = re.compile(r"\d|\b(?:hier|aujourd|today|yesterday|ago|instant|now)\b")
_READING_TIME = re.compile(
    r"\b(?:temps\s+de\s+)?lecture\s*:?\s*(?:de\s+|en\s+)?\d{1,3}\s*(?:mn|min(?:ute)?s?)\b\.?"
    r"|\b\d{1,3}[\s-]*(?:mn|min(?:ute)?s?)\b\.?\s*(?:de\s+lecture|read(?:ing)?)\b(?:\s+time\b)?"
    r"|\bread(?:ing)?\s+time\s*:?\s*\d{1,3}\s*min(?:ute)?s?\b\.?"
)
_BYLINE_BEFORE = re.compile(r"\s*(?:par|by)\b[^\d|,]*?(?:[|,]|\s[-–—•·]\s|\b(?:le|on)\b)")
_BYLINE_AFTER = re.compile(r"[\s|,–—•·-]*\b(?:par|by)\b[^\d]*$")
_JOINED = re.compile(r"\s(?:et|and|puis)[\s,]*$")
_COMMENT = re.compile(r"\(([^()]*)\)")
_STATES_ZONE = re.compile(rf"(?:[+-]\d\d:?\d\d|\b(?:{_ZONE_NAME}))\s*$")
_ZONE_ALONE = re.compile(rf"(?:{_ZONE_NAME}|(?:gmt|utc)?\s*[+-]\d\d?:?(?:\d\d)?)")
_ABOUT_ZONE = re.compile(r"\b(?:heure|time)\b")
_NOON = re.compile(r"(?<![\w-])(?:midi|noon)(?![\w-])")
"""12:00 without doubt; midnight may be either end of the day, and stays a word that we do not know."""


def fold_date(text: str) -> str:
    """Return `text` in lower case, without accents, comments (RFC 5322 §3.2.2) and doubled spaces.

    A comment stays where it says something about the date: its zone, or that it is that of an update.
    """
    bare = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = bare.replace("\N{MINUS SIGN}", "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _NOON.sub("12:00", " ".join(_COMMENT.sub(_comment, bare).split()))


def _comment(found: re.Match[str]) -> str:
    words = found[1].strip()
    speaks = _MARKER.search(words)
    if not speaks and not _STATES_ZONE.search(found.string, 0, found.start()):
        speaks = _ZONE_ALONE.fullmatch(words) or _ABOUT_ZONE.search(words)
    return f" {words} " if speaks else " "


def published_part(plain: str) -> str | None:
    """Return of a folded text what it says about the publication, without bylines and reading times.

    None where it only speaks of an update, or where one cannot tell what it speaks of: two publications,
    or an "updated" that is not followed by a time of its own.
    """
    plain = _READING_TIME.sub(" ", plain)
    markers = list(_MARKER.finditer(plain))
    ends = [*(marker.start() for marker in markers[1:]), len(plain)]
    stated = (
        [(marker, plain[marker.end() : end]) for marker, end in zip(markers, ends, strict=True)]
        if markers
        else []
    )
    lead = plain[: markers[0].start()] if markers else plain
    published = [part for marker, part in stated if not marker["updated"]]
    if any(marker["updated"] and not _STATES_TIME.search(part) for marker, part in stated):
        return None
    if len(published) > 1 or (published and _STATES_TIME.search(lead)):
        return None
    part = (
        published[0]
        if published
        else _BYLINE_BEFORE.sub("", lead, count=1)
        if _BYLINE_BEFORE.match(lead)
        else lead
    )
    part = _BYLINE_AFTER.sub("", _JOINED.sub("", part)).strip(" ,;:.|–—•·-")
    return part or None


def after_update(plain: str) -> str:
    """Return what a folded text says of an update, where it begins with that word; else ""."""
    bare = plain.lstrip(" ,;:.|–—•·-([")
    found = _MARKER.match(bare)
    return bare[found.end() :] if found and found["updated"] else ""


def is_bare(plain: str) -> bool:
    """Tell whether a folded text names neither an author nor an update."""
    return not _BYLINE_AFTER.search(plain) and not any(found["updated"] for found in _MARKER.finditer(plain))
