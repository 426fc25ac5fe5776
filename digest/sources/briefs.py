"""Finds the briefs of a page: which words belong to which time, and under which day they stand.

It resolves no day (see `fil`) and knows no markup by name: it goes by where the times stand.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.domain.identity import canonical_url
from digest.sources.entry import Setting
from digest.sources.plaintext import is_tail
from digest.sources.sanitise import text_of
from digest.sources.selected import select
from digest.sources.timemarks import INLINE, TimeMark, find_marks
from digest.sources.webpage import Element, WebPage, ancestors, same_site, words_in

_FEWEST = 2
"""Times that make a list, where no selector says that they are one."""
_LEVELS = 3
"""How far above a list the day that stands before it may be found."""
_LONGEST_HEADING = 200

_ENTRIES = ("li", "tr", "article")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OPENERS = frozenset({*_HEADINGS, "dt", "p"})
"""Blocks whose entry may go on in the blocks after them."""
_PLAIN = {"li": "div", "tr": "div", "td": "div", "th": "div", "dd": "div", "dt": "div"}
"""What such elements become outside of their list or table."""
_WORD = re.compile(r"\w")
_AFTER_TITLE = re.compile(r"\s*(?:[:–—|·•.(-]|$)")
_SEPARATORS = " \t\r\n\u00a0\u202f:|·•–—-.,])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One entry of a list. time: its mark; title: "" where the first sentence is one; markup: HTML, hostile.

    under: the mark whose day is in force, None above the first; above: the first, for entries above it.
    link: its own address, "" for none; anchor: the id of its element.
    """

    time: TimeMark
    under: TimeMark | None
    above: TimeMark | None
    title: str
    markup: str
    link: str
    anchor: str


@dataclass(slots=True)
class _Part:
    """The words of one entry before they are taken out of the page. flows: the nodes' tails belong to it."""

    time: TimeMark
    box: Element
    lead: str
    nodes: list[Element]
    flows: bool
    closed: bool


def find_briefs(page: WebPage, setting: Setting, selector: str, now: datetime) -> list[Brief]:
    """Return the briefs that a page lists, in its order. The page's tree is used up.

    selector: CSS, what holds them; "" for the list with the most times. Entries without words are none.
    """
    marks = find_marks(page.tree, setting, now)
    roots = select(page, selector)
    times = _times(marks, roots if selector else (page.tree,), found=bool(selector))
    if not times:
        return []
    layout = _Layout(page.tree, marks, times, _shared(roots or [mark.element for mark in times]))
    parts = layout.parts()
    for mark in marks:
        _blank(mark)
    briefs = (_brief(page, part, layout) for part in parts)
    return [brief for brief in briefs if brief.title or _WORD.search(text_of(brief.markup))]


def _times(marks: Sequence[TimeMark], roots: Iterable[Element], *, found: bool) -> list[TimeMark]:
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


def _shared(elements: Sequence[Element]) -> Element:
    """Return the innermost element that holds all of `elements`; of a single one itself."""
    around = [list(ancestors(element))[::-1] for element in elements]
    depth = min(map(len, around))
    return next(around[0][at] for at in reversed(range(depth)) if len({path[at] for path in around}) == 1)


class _Layout:
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

    def parts(self) -> list[_Part]:
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

    def _part(self, time: TimeMark) -> _Part:
        box = self._box(time.element)
        speaks = box in self._speaking
        if speaks and box.tag not in _OPENERS:
            return _Part(time, box, "", [box], flows=False, closed=True)
        if box.tag in INLINE:
            nodes, _ = self._following(box)
            return _Part(time, box, box.tail or "", nodes, flows=True, closed=True)
        nodes, closed = (
            self._preceding(box) if not speaks and self._is_above(box.getparent()) else self._following(box)
        )
        return _Part(time, box, "", [box, *nodes] if speaks else nodes, flows=False, closed=closed)

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
    """Return the day that stands close before a list, with no other time between them."""
    levels = list(ancestors(region))[: _LEVELS + 1]
    order = {element: place for place, element in enumerate(tree.iter())}
    before = [mark for mark in marks if order[mark.element] < order[region] and mark.element not in inside]
    last = before[-1] if before else None
    if last is None or not last.mark.states_day or last.states_time:
        return None
    shared = _shared([last.element, region])
    near = shared in levels and (shared.tag not in ("body", "html") or shared is region.getparent())
    return last if near else None


def _blank(mark: TimeMark) -> None:
    """Take a mark out of the text, with what introduces it: a template is nothing to the sanitiser."""
    element = mark.element
    previous = element.getprevious()
    if mark.is_introduced and previous is not None:
        previous.tail = None
    elif mark.is_introduced:
        element.getparent().text = None
    element.tail = (element.tail or "").lstrip(_SEPARATORS)
    element.tag = "template"


def _brief(page: WebPage, part: _Part, layout: _Layout) -> Brief:
    from lxml import html as markup  # noqa: PLC0415

    lead = part.lead.lstrip(_SEPARATORS)
    heading, link = ("", "") if _WORD.search(lead) else _heading(page, part)
    anchors = (element.get("id") for element in (part.box, part.time.element, *part.nodes[:1]))
    address = _permalink(page, part) or link or _only_link(page, part)
    for node in part.nodes:
        for element in node.iter(*_PLAIN):
            element.tag = _PLAIN[element.tag]
    pieces = (markup.tostring(node, encoding="unicode", with_tail=part.flows) for node in part.nodes)
    under = layout.under[part.time.element]
    return Brief(
        time=part.time,
        under=under,
        above=None if under else layout.above,
        title=heading,
        markup=html.escape(lead) + "".join(pieces),
        link=address,
        anchor=next(filter(None, anchors), ""),
    )


def _heading(page: WebPage, part: _Part) -> tuple[str, str]:
    """Return the title of an entry and the address that it leads to; takes the title out of the text.

    It is the heading or the link that the entry begins with. A link that a sentence goes on from is none.
    """
    first, node = _first_words(part.nodes)
    if first is None:
        return "", ""
    around = []
    for element in ancestors(first):
        around.append(element)
        if element is node:
            break
    heading = next((element for element in around if element.tag in _HEADINGS), None)
    link = next((element for element in around if element.get("href")), None)
    if heading is not None and link is None:
        link = heading.find(".//a[@href]")
    address = _address(page, link)
    title = heading if heading is not None else link
    if title is None or (heading is None and not _AFTER_TITLE.match(title.tail or "")):
        return "", ""
    words = words_in(title)
    if len(words) > _LONGEST_HEADING or (heading is None and title.find(".//p") is not None):
        return "", address
    title.tail = (title.tail or "").lstrip(_SEPARATORS)
    title.tag = "template"
    return words, address


def _first_words(nodes: Sequence[Element]) -> tuple[Element | None, Element | None]:
    """Return the element that holds the first words of an entry, and the node that it lies in."""
    for node in nodes:
        for element in node.iter():
            if any(around.tag == "template" for around in ancestors(element)):
                continue
            if _WORD.search(element.text or ""):
                return element, node
            if any(_WORD.search(child.tail or "") and child.tag == "template" for child in element):
                return None, None  # A sentence goes on directly after the time.
    return None, None


def _permalink(page: WebPage, part: _Part) -> str:
    """Return the address that the time itself leads to, or all of the entry."""
    element = part.time.element
    links = [
        *element.iter(),
        *(around for around in ancestors(element) if around not in part.box.iterancestors()),
    ]
    return next(filter(None, (_address(page, link) for link in links if link.get("href"))), "")


def _only_link(page: WebPage, part: _Part) -> str:
    """Return where the one link of the entry leads that stands for itself ("Lire la suite")."""
    links = [link for node in part.nodes for link in node.iter("a")]
    alone = (link for link in links if _stands_alone(link))
    found = {address for link in alone if (address := _address(page, link)) and same_site(page.url, address)}
    return found.pop() if len(found) == 1 else ""


def _stands_alone(link: Element) -> bool:
    previous, parent = link.getprevious(), link.getparent()
    before = previous.tail if previous is not None else parent.text
    if _WORD.search(link.tail or ""):
        return False
    return not _WORD.search(before or "") or is_tail(words_in(link))


def _address(page: WebPage, link: Element | None) -> str:
    """Return where a link leads, "" for one that leads nowhere but to the page itself."""
    address = page.address(link.get("href")) if link is not None else ""
    here = canonical_url(page.url, keep_fragment=True)
    return address if canonical_url(address, keep_fragment=True) != here else ""
