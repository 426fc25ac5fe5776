"""How our own words are set: French spaces, dates and times in words, numbers, names, short forms.

It never touches what a source wrote: a newsroom's titles are printed as its editors typed them.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time

from digest.domain.newsroom import Clock

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"
ELLIPSIS = "…"
SEPARATOR = f"{NO_BREAK_SPACE}· "
"""Between the parts of a line. It stays with the part before: no line begins with a dot."""

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_BLANKS = "[ \u00a0\u202f]*"
_HIGH_SIGNS = re.compile(rf"(?<=[^\s:;!?]){_BLANKS}([;!?]+)")
_COLON = re.compile(rf"(?<=[^\s:;!?]){_BLANKS}:(?=\s|$)")
# After fewer than four letters a full stop may be that of an abbreviation; what goes on in small letters goes on.
_SENTENCE_END = re.compile(
    r"(?:(?<=\w{4})\.|(?<=[^\w\s.])\.|[!?…])[.!?…]*(?:\s?[»”)])*(?=\s+[^\sa-zà-öø-ÿœ])"
)
_OVERSHOOT = 20
"""Characters by which a text may pass its limit: to cut it there would spare no line."""
_OPENING = re.compile(f"«{_BLANKS}")
_CLOSING = re.compile(f"{_BLANKS}»")


def french(text: str) -> str:
    """Return `text` with the spaces and the apostrophes of French print (Imprimerie nationale).

    A narrow no-break space stands before ; ! ? and a no-break space before a colon and inside « ».
    Applying it twice changes nothing more.
    """
    text = text.replace("'", "’")
    text = _CLOSING.sub(f"{NO_BREAK_SPACE}»", _OPENING.sub(f"«{NO_BREAK_SPACE}", text))
    text = _COLON.sub(f"{NO_BREAK_SPACE}:", text)
    return _HIGH_SIGNS.sub(rf"{NARROW_NO_BREAK_SPACE}\1", text)


def number(value: int, language: str) -> str:
    """Return a whole number with its thousands set apart: 12 500 in French, 12,500 in English."""
    return f"{value:,}".replace(",", NARROW_NO_BREAK_SPACE if language == "fr" else ",")


def weekday(day: date, language: str) -> str:
    """Return the name of the day: "lundi", "Monday"."""
    return _WEEKDAYS[language][day.weekday()]


def day_and_month(day: date, language: str) -> str:
    """Return "23 novembre", "1er décembre" or "23 November"; the number never parts from its month."""
    figure = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{figure}{NO_BREAK_SPACE}{_MONTHS[language][day.month - 1]}"


def date_in_words(day: date, language: str) -> str:
    """Return the full date: "lundi 23 novembre 2026", "Monday 23 November 2026"."""
    return f"{weekday(day, language)} {day_and_month(day, language)} {day.year}"


def time_in_words(moment: time, language: str, clock: Clock = Clock.HOURS) -> str:
    """Return a time as it stands in a sentence and in a column: "7 h 30" or "7 h" in French, "7:30" in English.

    clock: what the publication writes in French.
    """
    if language != "fr" or clock is Clock.COLON:
        return f"{moment.hour}:{moment.minute:02}"
    minutes = f"{NO_BREAK_SPACE}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK_SPACE}h{minutes}"


def together(text: str) -> str:
    """Return `text` with spaces at which no line ends."""
    return text.replace(" ", NO_BREAK_SPACE)


def dotted(parts: Iterable[str]) -> str:
    """Return "A · B · C" of the parts that are not empty."""
    return SEPARATOR.join(filter(None, parts))


def listed(names: Sequence[str], conjunction: str) -> str:
    """Return "A", "A et B" or "A, B et C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def capitalised(text: str) -> str:
    """Return `text` with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut after a whole word and closed by an ellipsis.

    A single word that is too long is cut where no accent or joined emoji is torn apart.
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head if text[limit - 1].isspace() else head[: head.rfind(" ") + 1]
    if not cut.strip():
        cut = _whole_characters(head, text[limit - 1])
    return cut.rstrip(" \u00a0\u202f,;:.!?–—-·«(") + ELLIPSIS


def abridged(text: str, limit: int) -> str:
    """Return `text` in about `limit` characters: whole where that is a few more, else after a whole sentence.

    Where no sentence ends near the limit, it is cut as `shorten` does.
    """
    if len(text) <= limit + _OVERSHOOT:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, limit * 2 // 3, limit + 1)]
    return text[: ends[-1]] if ends else shorten(text, limit)


def wrapped(text: str, indent: str = "", width: int = 72) -> str:
    """Return `text` on lines of at most `width` columns, each led by `indent`; words are never cut."""
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _whole_characters(head: str, following: str) -> str:
    """Drop from the end of `head` what only has a meaning together with `following`."""
    while head and (_joins(following) or head[-1] == "\u200d"):
        head, following = head[:-1], head[-1]
    return head


def _joins(character: str) -> bool:
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0e\ufe0f"
