"""The HTML part of a mail taken apart: elements, style sheets, links, pictures, and what a reader sees of it.

It judges nothing. What only Word reads stands in comments and is the affair of `mso`.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from lxml import html as parser
from lxml.etree import ParserError

from digest.render.preflight.stylesheet import Declaration, Rule, declarations, rules

_BLANKS = re.compile(r"[\s\u200b\ufeff\u034f]+")
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)px")
_UNSEEN = frozenset({"script", "style", "title", "head", "noscript", "template"})

Element = Any
"""An element of lxml, which has no types."""


class Page:
    """The HTML of one mail. source: as it is sent, personal links filled in."""

    def __init__(self, source: str) -> None:
        self.source = source
        try:
            self.root: Element = parser.document_fromstring(source)
        except ParserError:  # Nothing but blanks or comments.
            self.root = parser.document_fromstring("<html></html>")

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the document."""
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def shown(self) -> list[Element]:
        """The elements within the body that are not hidden, in the order of the document."""
        body = self.root.find("body")
        return [] if body is None else list(_shown(body))

    @cached_property
    def sheets(self) -> list[str]:
        """The style sheets that every client may read."""
        return [element.text or "" for element in self.elements if element.tag == "style"]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules of all style sheets, in their order."""
        return [rule for sheet in self.sheets for rule in rules(sheet)]

    @cached_property
    def links(self) -> list[Element]:
        """The links, in the order of the document."""
        return [element for element in self.shown if element.tag == "a" and element.get("href") is not None]

    @cached_property
    def pictures(self) -> list[Element]:
        """The pictures, in the order of the document."""
        return [element for element in self.shown if element.tag == "img"]

    @cached_property
    def text(self) -> str:
        """What a reader sees, on one line."""
        body = self.root.find("body")
        return "" if body is None else one_line(" ".join(_texts(body)))

    @property
    def title(self) -> str:
        """What stands in the title element."""
        return one_line(self.root.findtext(".//title") or "")


def style(element: Element) -> tuple[Declaration, ...]:
    """Return what stands in an element's style attribute."""
    return declarations(element.get("style", ""))


def style_value(element: Element, *names: str) -> str:
    """Return the value of the last declaration of one of these names in the style attribute, "" for none."""
    return next((found.value for found in reversed(style(element)) if found.name in names), "")


def letter_size(element: Element) -> float:
    """Return the size of an element's letters in pixels, from its own style or from one around it."""
    for place in (element, *element.iterancestors()):
        for declaration in reversed(style(place)):
            found = _PIXELS.search(declaration.value) if declaration.name in ("font", "font-size") else None
            if found:
                return float(found[1])
    return 16.0


def own_texts(element: Element) -> list[str]:
    """Return the texts that stand in an element itself, not in one within it."""
    texts = [element.text, *(child.tail for child in element)]
    return [text for text in texts if text and one_line(text)]


def one_line(text: str) -> str:
    """Return `text` with every run of blanks made one space."""
    return _BLANKS.sub(" ", text).strip()


def name_of(element: Element) -> str:
    """Return what an element is called by those who do not see it: its label, its text, its pictures' texts."""
    if element.get("aria-label"):
        return one_line(element.get("aria-label"))
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(child.get("alt", "") if child.tag == "img" else name_of(child))
        parts.append(child.tail or "")
    return one_line("".join(parts))


def is_hidden(element: Element) -> bool:
    """Say whether an element is one that nobody sees, with all that is within it."""
    return element.tag in _UNSEEN or style_value(element, "display") == "none"


def _shown(element: Element) -> Iterator[Element]:
    if is_hidden(element):
        return
    yield element
    for child in element:
        if isinstance(child.tag, str):
            yield from _shown(child)


def _texts(element: Element) -> Iterator[str]:
    if is_hidden(element):
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""
