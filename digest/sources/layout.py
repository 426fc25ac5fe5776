"""Tells from where the marks of a page stand which words belong to which time, and which day is in force there.

It knows no markup by name: lists, tables and rows of paragraphs are all the same to it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from digest.sources.timemarks import INLINE, TimeMark
from digest.sources.webpage import Element, ancestors

_FEWEST = 2
"""Times that make a list, where no selector says that they are one."""
_LEVELS = 3
"""How far above a list the day that stands before it may be found."""
_LONGEST_BETWEEN = 40
"""Characters between the two: the date of an article is not that of the list beside it."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENTRIES = ("li", "tr", "article")
_OPENERS = frozenset({*HEADINGS, "dt", "p"})
"""Blocks whose entry may go on in the blocks after them."""
_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Part:
    """The words of one entry before they are taken out of the page. flows: the nodes' tails belong to it."""

    time: TimeMark
    box: Element
    lead: str
    nodes: list[Element]
    flows: bool
    closed: bool


def times_of_list(marks: Sequence[TimeMark], roots: Iterable[Element], *, found: bool) -> list[TimeMark]:
    """Return the marks that entries hang on: times, and the day of an entry that has no time.

    found: the roots hold the list and nothing else; else it is the largest group of marks in like places.
    """
    inside = {element for root in roots for element in root.iter()}
    timed = {_entry_of(mark.element) for mark in marks if mark.states_time}
    entries = (
        mark
        for mark in marks
        if mark.states_time or (mark.mark.states_day and _entry_of(mark.element) not in {None, *timed})
    )
    times = _without_twins([mark for mark in entries if mark.element in inside])
    if found or not times:
        return times
    places = Counter(map(_place, times))
    place, count = places.most_common(1)[0]
    return [mark for mark in times if _place(mark) == place] if count >= _FEWEST else []


def _place(mark: TimeMark) -> tuple[str, str, str]:
    """Return what the marks of one list have in common: element, first class name, element around it."""
    element, parent = mark.element, mark.element.getparent()
    return (
        element.tag,
        (element.get("class", "").split() or [""])[0],
        parent.tag if parent is not None else "",
    )


def _without_twins(times: list[TimeMark]) -> list[TimeMark]:
    """Leave one of two marks that state the time of the same entry, the one that states more."""
    kept: list[TimeMark] = []
    for mark in times:
        last = kept[-1] if kept else None
        if last and last.wall == mark.wall != "" and _stand_together(last.element, mark.element):
            kept[-1] = replace(last, mark=mark.mark, exact=mark.exact) if mark.exact else last
        else:
            kept.append(mark)
    return kept


def _stand_together(one: Element, other: Element) -> bool:
    entry = _entry_of(one)
    if entry is not None and entry is _entry_of(other):
        return True
    return other.getprevious() is one and other.tag in INLINE and not _WORD.search(one.tail or "")


def _entry_of(element: Element) -> Element | None:
    return next((around for around in ancestors(element) if around.tag in _ENTRIES), None)


def shared(elements: Sequence[Element]) -> Element:
    """Return the innermost element that holds all of `elements`; of a single one itself."""
    around = [list(ancestors(element))[::-1] for element in elements]
    depth = min(map(len, around))
    return next(around[0][at] for at in reversed(range(depth)) if len({path[at] for path in around}) == 1)


class Layout:
    """How the marks of a page lie to one another, and so to the words between them."""

    def __init__(self, tree: Element, marks: list[TimeMark], times: list[TimeMark], region: Element) -> None:
        self._region = region
        self._times = times
        self._marks = {mark.element for mark in marks}
        stating = [mark for mark in marks if mark.states_time or mark.mark.states_day]
        self._bounds = {around for mark in stating for around in ancestors(mark.element)}
        self._speaking = _speaking(tree, self._marks)
        self._count = Counter(around for mark in times for around in ancestors(mark.element))
        self._above: dict[Element, bool] = {}
        self.under = _days(tree, marks, times, region, self._count)
        self.above = next((mark for mark in self.under.values() if mark), None)

    def parts(self) -> list[Part]:
        """Return for each time the words that belong to it."""
        parts = [self._part(time) for time in self._times]
        for part in parts:
            if not part.closed and not part.flows and part.nodes:
                parent = part.nodes[0].getparent()
                like = [
                    len(other.nodes) for other in parts if other.closed and other.box.getparent() is parent
                ]
                del part.nodes[max(like, default=1) :]
        return parts

    def _part(self, time: TimeMark) -> Part:
        box = self._box(time.element)
        speaks = box in self._speaking
        if speaks and box.tag not in _OPENERS:
            return Part(time, box, "", [box], flows=False, closed=True)
        if box.tag in INLINE:
            nodes, _ = self._following(box)
            return Part(time, box, box.tail or "", nodes, flows=True, closed=True)
        nodes, closed = (
            self._preceding(box) if not speaks and self._is_above(box.getparent()) else self._following(box)
        )
        return Part(time, box, "", [box, *nodes] if speaks else nodes, flows=False, closed=closed)

    def _box(self, element: Element) -> Element:
        """Return the largest element that holds this time and no other: all of the entry, or its beginning."""
        box = element
        while box.tag not in _ENTRIES:
            parent = box.getparent()
            if box is self._region or parent is None or parent is self._region or self._count[parent] > 1:
                break
            box = parent
        return box

    def _following(self, box: Element) -> tuple[list[Element], bool]:
        """Return the elements up to the next mark, and whether there is one."""
        return self._up_to_bound(box.itersiblings())

    def _preceding(self, box: Element) -> tuple[list[Element], bool]:
        nodes, _ = self._up_to_bound(box.itersiblings(preceding=True))
        return nodes[::-1], True

    def _up_to_bound(self, siblings: Iterable[Element]) -> tuple[list[Element], bool]:
        nodes: list[Element] = []
        for sibling in siblings:
            if sibling in self._bounds:
                return nodes, True
            if sibling in self._speaking:
                nodes.append(sibling)
        return nodes, False

    def _is_above(self, parent: Element) -> bool:
        """Tell whether in this row of elements words stand above their time: the last has none after it."""
        if parent not in self._above:
            row = [child for child in parent if self._count[child]]
            self._above[parent] = bool(self._preceding(row[0])[0]) and not self._following(row[-1])[0]
        return self._above[parent]


def _speaking(tree: Element, marks: set[Element]) -> set[Element]:
    """Return the elements that hold words beside marks."""
    speaking: set[Element] = set()
    for element in reversed(list(tree.iter())):
        texts = (element.text, *(child.tail for child in element))
        if element not in marks and (
            any(_WORD.search(text or "") for text in texts) or any(child in speaking for child in element)
        ):
            speaking.add(element)
    return speaking


def _days(
    tree: Element, marks: list[TimeMark], times: list[TimeMark], region: Element, count: Counter[Element]
) -> dict[Element, TimeMark | None]:
    """Return for the element of each time the mark whose day is in force there."""
    by_element = {time.element: time for time in times}
    inside = set(region.iter())
    within = [mark for mark in marks if mark.element in inside]
    days: dict[Element, list[TimeMark]] = {}
    for mark in within:
        if mark.mark.states_day and mark.element not in by_element:
            for around in ancestors(mark.element):
                days.setdefault(around, []).append(mark)
    current = _day_before(tree, marks, region, inside)
    under: dict[Element, TimeMark | None] = {}
    for mark in within:
        time = by_element.get(mark.element)
        if (time or mark).mark.states_day:
            current = time or mark
        if time:
            under[mark.element] = current if time.mark.states_day else _own_day(time, days, count) or current
    return under


def _own_day(time: TimeMark, days: dict[Element, list[TimeMark]], count: Counter[Element]) -> TimeMark | None:
    """Return the day that stands in the same entry or line as a time, before or after it."""
    scope = _entry_of(time.element)
    scope = time.element.getparent() if scope is None else scope
    own = days.get(scope, [])
    return own[0] if count[scope] == len(own) == 1 else None


def _day_before(
    tree: Element, marks: Sequence[TimeMark], region: Element, inside: set[Element]
) -> TimeMark | None:
    """Return the day that stands close before a list, with no other time and hardly a word between them."""
    order = list(tree.iter())
    places = {element: place for place, element in enumerate(order)}
    before = [mark for mark in marks if places[mark.element] < places[region] and mark.element not in inside]
    last = before[-1] if before else None
    if last is None or not last.mark.states_day or last.states_time:
        return None
    around = list(ancestors(region))
    is_near = shared([last.element, region]) in around[: _LEVELS + 1]
    own = set(last.element.iter())
    between = [element for element in order[places[last.element] : places[region]] if element not in around]
    texts = [element.text for element in between if element not in own]
    words = sum(len((text or "").strip()) for text in (*texts, *(element.tail for element in between)))
    return last if is_near and words <= _LONGEST_BETWEEN else None
