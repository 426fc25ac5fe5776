"""Finds the briefs of a page: time, title, address and text of each, as the page shows them.

It resolves no day (see `fil`); which words belong to which time is the affair of `layout`.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.domain.identity import canonical_url
from digest.sources.entry import Setting
from digest.sources.layout import HEADINGS, Layout, Part, shared, times_of_list
from digest.sources.plaintext import is_tail
from digest.sources.sanitise import text_of
from digest.sources.selected import select
from digest.sources.timemarks import TimeMark, find_marks
from digest.sources.webpage import Element, WebPage, ancestors, same_site, words_in

_LONGEST_HEADING = 200
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


def find_briefs(page: WebPage, setting: Setting, selector: str, now: datetime) -> list[Brief]:
    """Return the briefs that a page lists, in its order. The page's tree is used up.

    selector: CSS, what holds them; "" for the list with the most times. Entries without words are none.
    """
    marks = find_marks(page.tree, setting, now)
    roots = select(page, selector)
    times = times_of_list(marks, roots if selector else (page.tree,), found=bool(selector))
    if not times:
        return []
    layout = Layout(page.tree, marks, times, shared(roots or [mark.element for mark in times]))
    parts = layout.parts()
    for mark in marks:
        _blank(mark)
    briefs = (_brief(page, part, layout) for part in parts)
    return [brief for brief in briefs if brief.title or _WORD.search(text_of(brief.markup))]


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


def _brief(page: WebPage, part: Part, layout: Layout) -> Brief:
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


def _heading(page: WebPage, part: Part) -> tuple[str, str]:
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
    heading = next((element for element in around if element.tag in HEADINGS), None)
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
    """Return the element that holds the first words of an entry, and the node that it lies in.

    Where a sentence goes on directly after the time it is the element around both, if that is a heading.
    """
    for node in nodes:
        for element in node.iter():
            if any(around.tag == "template" for around in ancestors(element)):
                continue
            if _WORD.search(element.text or ""):
                return element, node
            if any(_WORD.search(child.tail or "") and child.tag == "template" for child in element):
                return (element, node) if element.tag in HEADINGS else (None, None)
    return None, None


def _permalink(page: WebPage, part: Part) -> str:
    """Return the address that the time itself leads to, or all of the entry."""
    element = part.time.element
    links = [
        *element.iter(),
        *(around for around in ancestors(element) if around not in part.box.iterancestors()),
    ]
    return next(filter(None, (_address(page, link) for link in links if link.get("href"))), "")


def _only_link(page: WebPage, part: Part) -> str:
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
