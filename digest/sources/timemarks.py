"""Finds on a page the elements that hold nothing but a time or a day: what the entries of a list hang on.

It does not say which entry a mark belongs to, nor which day a time is of (see `fil`).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from digest.domain.content import Precision
from digest.sources.dates import Stated, at_clock, read_date
from digest.sources.datewords import WEEKDAYS, after_update, fold_date, is_bare
from digest.sources.entry import Setting
from digest.sources.relative_dates import Mark, read_mark
from digest.sources.webpage import Element

MOST_MARKS = 1_000
_MOST_READ = 4_000
"""Texts of one page that are looked at as dates; reading one takes longer than anything else here."""
_LONGEST = 60
"""Characters of a text that is a date and nothing else."""

INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "time", "u"})
"""Elements that flow in a text."""
_NO_TIME = re.compile(r"dur(?:ation|ee|ée)|runtime|length|score", re.IGNORECASE)
"""Class names of what looks like a time: how long a film is, how a match ended."""
_HOURS = re.compile(r"\d\d?\s?h", re.IGNORECASE)
_FOR_TIME = re.compile(r"time|heure|hour|horaire|date|jour|publi", re.IGNORECASE)
_ANY_DAY = date(2001, 1, 15)
_MUTE = ("script", "style", "template", "noscript", "select", "textarea", "svg", "title")
_PROMISING = re.compile(
    rf"\d|hier|aujourd|today|yesterday|midi|noon|matin|soir|instant|now|ago|{'|'.join(WEEKDAYS)}",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\s*(?P<clock>(?:[01]?\d|2[0-3])\s?(?::|h|H)\s?[0-5]\d)(?![\d:])(?!\s*[-–à/]\s*\d)(?=\W|$)"
)
"""A text that begins with a time, but no span of time ("9h30-18h")."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TimeMark:
    """An element that holds a time, a day or both, or neither: that of an update. It holds nothing else.

    exact: the instant where the page states it for machines (<time datetime>). wall: the time that the
    clock of the source shows then ("07:30"), "" where it states none or only how long ago it was.
    is_introduced: the words before it ("publié à") belong to it.
    """

    element: Element
    mark: Mark
    exact: Stated | None = None
    wall: str = ""
    is_introduced: bool = False

    @property
    def states_time(self) -> bool:
        """Whether it tells more than a day."""
        return bool(self.exact or self.mark.clock or self.mark.ago)


def find_marks(tree: Element, setting: Setting, now: datetime) -> list[TimeMark]:
    """Return the marks of a page in its order, at most MOST_MARKS.

    What is not shown is taken out of the tree. Where more times begin a longer text than stand in elements of their own, they get such elements.
    """
    from lxml import etree  # noqa: PLC0415

    etree.strip_elements(tree, *_MUTE, with_tail=False)
    marks = _marks(tree, setting, now)
    leading = _leading(tree)
    if len(leading) <= sum(mark.states_time for mark in marks):
        return marks
    for element, clock in leading:
        _set_apart(element, clock)
    return _marks(tree, setting, now)


def _marks(tree: Element, setting: Setting, now: datetime) -> list[TimeMark]:
    lengths = _lengths(tree)
    marks: list[TimeMark] = []
    covered: set[Element] = set()
    read = 0
    for element in tree.iter():
        if element in covered or lengths[element] > 4 * _LONGEST:
            continue
        words = " ".join(" ".join(element.itertext()).split())
        is_time = element.tag == "time"
        if len(words) > _LONGEST or not (is_time or _PROMISING.search(words)):
            continue
        if not is_time and element.find(".//time") is not None:
            continue  # What is marked up as a time stands for it.
        read += 1
        if read > _MOST_READ or len(marks) == MOST_MARKS:
            break
        mark = _read(element, words, setting, now)
        if mark:
            covered.update(element.iter())
            marks.append(mark)
    return marks


def _lengths(tree: Element) -> dict[Element, int]:
    """Return for every element how many characters it holds."""
    lengths: dict[Element, int] = {}
    for element in reversed(list(tree.iter())):
        inside = sum(lengths[child] + len(child.tail or "") for child in element)
        lengths[element] = len(element.text or "") + inside
    return lengths


def _read(element: Element, words: str, setting: Setting, now: datetime) -> TimeMark | None:
    """Read one element, with the words that introduce it: "publié hier à"."""
    if _NO_TIME.search(element.get("class", "")):
        return None
    before = _text_before(element) if element.tag in INLINE else ""
    whole = f"{before} {words or '00:00'}"
    if _is_of_update(element, whole, setting, now):
        return TimeMark(element=element, mark=Mark(), is_introduced=bool(before))
    text = _mark(words, setting, now)
    introduced = _mark(whole, setting, now) if before else None
    if before and not introduced and not _closes_entry(element):
        return None  # It flows in a sentence: "la réunion de 14:30".
    found = _found(element, introduced if introduced and text else text, setting)
    return replace(found, is_introduced=introduced is not None) if found else None


def _mark(words: str, setting: Setting, now: datetime) -> Mark | None:
    if not is_bare(fold_date(words)):
        return None
    if _HOURS.fullmatch(words) and not setting.language.lower().startswith("fr"):
        return None  # "9h" is nine o'clock in French, and nine hours ago elsewhere.
    return read_mark(words, now, setting.timezone, setting.language)


def _found(element: Element, text: Mark | None, setting: Setting) -> TimeMark | None:
    """Return the mark that an element is; what it states for machines is believed first."""
    stated = read_date(element.get("datetime", ""), setting.timezone) if element.tag == "time" else None
    clock = text.clock if text else None
    wall = _wall(clock, setting.timezone)
    if stated is None:
        return TimeMark(element=element, mark=text, wall=wall) if text else None
    here = stated.instant.astimezone(ZoneInfo(setting.timezone))
    if stated.precision is Precision.DAY or (here.time() == time() and clock):
        return TimeMark(element=element, mark=Mark(states_day=True, day=here.date(), clock=clock), wall=wall)
    exact = Mark(states_day=True, day=here.date())
    return TimeMark(element=element, mark=exact, exact=stated, wall=f"{here:%H:%M}")


def _wall(clock: re.Match[str] | None, timezone_name: str) -> str:
    """Return a clock time as the source's clocks show it, on a day on which none of them changes."""
    stated = at_clock(_ANY_DAY, clock, timezone_name) if clock else None
    return f"{stated.instant.astimezone(ZoneInfo(timezone_name)):%H:%M}" if stated else ""


def _text_before(element: Element) -> str:
    """Return the words that stand directly before an element in the text that it flows in."""
    previous, parent = element.getprevious(), element.getparent()
    text = previous.tail if previous is not None else parent.text if parent is not None else ""
    words = " ".join((text or "")[-_LONGEST:].split())
    return words if re.search(r"\w", words) else ""


def _closes_entry(element: Element) -> bool:
    """Tell whether an element that is meant for a time stands at the end of the text that it flows in."""
    ends = element.getnext() is None and not (element.tail or "").strip()
    return ends and bool(element.tag == "time" or _FOR_TIME.search(element.get("class", "")))


def _is_of_update(element: Element, whole: str, setting: Setting, now: datetime) -> bool:
    """Tell whether an element holds nothing but the time of an update, by its words or its names."""
    names = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    named = bool(re.search(r"updated|modified|\bmaj\b", names)) and "publi" not in names
    update = whole if named else after_update(fold_date(whole))
    return bool(update) and read_mark(update, now, setting.timezone, setting.language) is not None


def _leading(tree: Element) -> list[tuple[Element, re.Match[str]]]:
    """Return the elements whose own text begins with a time and goes on, and line breaks before such text."""
    found = []
    for element in tree.iter():
        if element.tag in INLINE and _text_before(element):
            continue
        text = (element.tail if element.tag == "br" else element.text) or ""
        clock = _LEADING.match(text[:_LONGEST])
        if clock and (element.tag == "br" or len(element) or re.search(r"\w", text[clock.end() :])):
            found.append((element, clock))
    return found[:MOST_MARKS]


def _set_apart(element: Element, clock: re.Match[str]) -> None:
    """Put the time at the beginning of a text into an element of its own."""
    span = element.makeelement("span")
    span.text = clock["clock"]
    if element.tag == "br":
        rest, element.tail = element.tail[clock.end() :], None
        element.addnext(span)
    else:
        rest, element.text = element.text[clock.end() :], None
        element.insert(0, span)
    span.tail = rest
