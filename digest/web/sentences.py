"""Says our own sentences in the language of the desk, whoever wrote them down in English.

Reasons, findings and alarms are made in English and kept so: the command line and the API are English. Here
they are known again by their templates. What is nobody's template (an editor's own reason) stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.domain.moments import read_at, told_at
from digest.render.typography import (
    NARROW_NO_BREAK_SPACE,
    NO_BREAK_SPACE,
    day_and_month,
    listed,
    number,
    time_in_words,
)
from digest.web.sentences_fr import IN_FRENCH

_JOINT, _FRENCH_JOINT = "; ", f"{NARROW_NO_BREAK_SPACE}; "
_SCHEMES = {"light": "de jour", "dark": "de nuit", "dark in Outlook": "de nuit, dans Outlook"}
_INVERSIONS = {"full": "toutes", "partial": "en partie"}
_CLIENTS = {"apps": "applications", "other accounts": "autres comptes", "new": "nouveau"}
_PLACES = {"title": "le titre", "standfirst": "le chapô", "text": "le texte"}

_WALL = r"\d{4}-\d\d-\d\d \d\d:\d\d"
_PLACE = f"(?:{'|'.join(_PLACES)})"
# No quote within a quoted word: whatever matches does so in one way only, and at once.
_KEYWORD = re.compile(rf"“([^“”]+)” in the ({_PLACE}(?: and {_PLACE})*)")
_MORE = re.compile(r", (\d+) more$")
_OPENING, _CLOSING = re.compile(r"«\s?"), re.compile(r"\s?»")


def in_words_of(language: str, sentence: str, zone: ZoneInfo) -> str:
    """Return `sentence` in the language, its instants by the clocks of `zone`.

    It comes back unchanged where we do not know it. In English, which it is in, only its instants change.
    """
    french = _all_in_french(sentence, zone)
    if not french:
        return sentence
    return french if language == "fr" else told_at(sentence, zone)


def _all_in_french(sentence: str, zone: ZoneInfo) -> str:
    """Return a sentence, or the two that a reason is made of, in French; "" where it is none of ours."""
    said = _in_french(sentence, zone)
    head, joint, rest = sentence.partition(_JOINT)
    if said or not joint:
        return said
    # Why an item is printed, and then why it is in its theme.
    first, second = _in_french(head, zone), _in_french(rest, zone)
    return f"{first}{_FRENCH_JOINT}{second}" if first and second else ""


def _in_french(sentence: str, zone: ZoneInfo) -> str:
    """Return one sentence in French, "" when no template is its own."""
    for template in _TEMPLATES:
        if found := template.pattern.fullmatch(sentence):
            try:
                filled = {name: _hole(name).say(text, zone) for name, text in found.groupdict().items()}
            except (ValueError, OverflowError):
                return ""  # Figures like those of a date, and no date.
            return template.french.format_map(filled)
    return ""


def _as_written(text: str, _: ZoneInfo) -> str:
    return text


def _day(text: str, _: ZoneInfo) -> str:
    day = date.fromisoformat(text)
    return f"{day_and_month(day, 'fr')} {day.year}"


def _wall(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text)
    return f"{_day(moment.date().isoformat(), zone)} à {time_in_words(moment.time(), 'fr')}"


def _instant(text: str, zone: ZoneInfo) -> str:
    return _wall(f"{read_at(text, zone):%Y-%m-%d %H:%M}", zone)


def _number(text: str, _: ZoneInfo) -> str:
    return number(int(text), "fr")


def _decimal(text: str, _: ZoneInfo) -> str:
    return text.replace(".", ",")


def _title(text: str, _: ZoneInfo) -> str:
    """Return a title as it stands within « »: what it quotes itself has the quotes of a second rank."""
    return _CLOSING.sub("”", _OPENING.sub("“", text))


def _client_names(text: str, _: ZoneInfo) -> str:
    """Return names of mail clients with what stands in their brackets in French."""
    for english, french in _CLIENTS.items():
        text = text.replace(f"({english})", f"({french})")
    return text


def _keywords(text: str, _: ZoneInfo) -> str:
    return _MORE.sub(r" et \1 de plus", _KEYWORD.sub(_keyword, text))


def _keyword(found: re.Match[str]) -> str:
    places = [_PLACES[place] for place in found[2].split(" and ")]
    return f"«{NO_BREAK_SPACE}{found[1]}{NO_BREAK_SPACE}» dans {listed(places, 'et')}"


@dataclass(frozen=True, slots=True)
class _Hole:
    """What may stand in a hole of that name, and how it is said."""

    pattern: str
    say: Callable[[str, ZoneInfo], str]


_COUNT = _Hole(r"\d{1,9}", _number)
_HOLES: Mapping[str, _Hole] = {
    "day": _Hole(r"\d{4}-\d\d-\d\d", _day),
    "instant": _Hole(f"{_WALL} UTC", _instant),
    "wall": _Hole(_WALL, _wall),
    "keywords": _Hole(rf"{_KEYWORD.pattern}(?:, {_KEYWORD.pattern})*(?:, \d+ more)?", _keywords),
    "address": _Hole(r"\S+", _as_written),
    "ratio": _Hole(r"\d+\.\d", _decimal),
    "scheme": _Hole("|".join(_SCHEMES), lambda text, _: _SCHEMES[text]),
    "kind": _Hole("|".join(_INVERSIONS), lambda text, _: _INVERSIONS[text]),
    **dict.fromkeys(("client", "clients"), _Hole(".+", _client_names)),
    "title": _Hole(".+", _title),
    "minutes": _Hole(r"\d\d", _as_written),
    **dict.fromkeys(
        ("count", "found", "hours", "kilobytes", "least", "length", "most", "score", "usual"), _COUNT
    ),
}
_ANYTHING = _Hole(".+", _as_written)


def _hole(name: str) -> _Hole:
    return _HOLES.get(name, _ANYTHING)


@dataclass(frozen=True, slots=True)
class _Template:
    """A sentence with holes: what it looks like in English, what it is in French."""

    pattern: re.Pattern[str]
    french: str

    @classmethod
    def of(cls, english: str, french: str) -> "_Template":
        texts_and_holes = re.split(r"\{(\w+)\}", english)
        parts = [
            f"(?P<{part}>{_hole(part).pattern})" if place % 2 else re.escape(part)
            for place, part in enumerate(texts_and_holes)
        ]
        return cls(re.compile("".join(parts), re.ASCII | re.DOTALL), french)


_TEMPLATES = tuple(_Template.of(*sentences) for sentences in IN_FRENCH.items())
