"""Makes the bytes of a web page a tree that can be searched, whatever its size and however broken.

It knows no field of an article (see `page`).
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from digest.sources.encoding import decode_document
from digest.sources.links import web_address
from digest.sources.sanitise import text_of

MOST_CHARACTERS = 1_500_000
MOST_TAGS = 12_000
"""A page is cut here, whichever comes first: articles stand before what makes a page so long."""
LONGEST_TAG = 20_000
"""Characters of one tag: the parser compares every attribute with all others. A longer tag goes."""

_HTML_TYPE = re.compile(r"(?:text/html|application/xhtml\+xml|text/plain|)\s*(?:;|$)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
_PRESCAN = 4_096
_CHARSET_STATED = re.compile(r"charset\s*=", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z]")
_LONG_TAG = re.compile(rf"<[^<>]{{{LONGEST_TAG},}}+>?")
_SUBSIDIARY = re.compile(r"(?:www\d?|m|mobile|amp)\.")
_LONGEST_TEXT = 20_000

Element = Any
"""An element of lxml, which has no types of its own."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as a tree. url: what its links are relative to; found_at: its address in the end."""

    tree: Element
    url: str
    found_at: str

    def address(self, reference: str | None) -> str:
        """Return a reference on the page as an absolute web address, "" where it is none."""
        return web_address(self.url, reference or "")


def parse_page(body: bytes, content_type: str, url: str) -> WebPage | None:
    """Return the page, or None where the body is no HTML or holds nothing at all."""
    # Only a source whose pages are read needs the parser, and it is no small one.
    from lxml.etree import LxmlError  # noqa: PLC0415
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    if not _HTML_TYPE.match(content_type.strip()):
        return None
    text = _bounded(decode_page(body, content_type))
    if "<" not in text:
        return None
    parser = HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    base = next(iter(tree.xpath("//base/@href")), "")
    stated = web_address(url, base)
    return WebPage(tree=tree, url=stated if same_site(url, stated) else url, found_at=url)


def decode_page(body: bytes, content_type: str) -> str:
    """Return the text of a page; its own <meta charset> counts where the server states none (HTML §13.2.3)."""
    declared = _META_CHARSET.search(body[:_PRESCAN])
    if declared and not _CHARSET_STATED.search(content_type):
        content_type = f"text/html; charset={declared[1].decode('latin-1')}"
    return decode_document(body, content_type)


def _bounded(text: str) -> str:
    text = _LONG_TAG.sub("", text[:MOST_CHARACTERS].replace("\x00", ""))
    for number, tag in enumerate(_TAG.finditer(text)):
        if number == MOST_TAGS:
            return text[: tag.start()]
    return text


def words_in(element: Element) -> str:
    """Return the words of an element as one clean line, whatever the element itself is."""
    inside = html.escape(element.text or "") + "".join(map(_with_tail, element))
    return text_of(inside[:_LONGEST_TEXT])


def _with_tail(element: Element) -> str:
    from lxml.html import tostring  # noqa: PLC0415

    markup: str = tostring(element, encoding="unicode")
    return markup


def markup_of(element: Element) -> str:
    """Return an element as HTML, without what follows it."""
    from lxml.html import tostring  # noqa: PLC0415

    markup: str = tostring(element, encoding="unicode", with_tail=False)
    return markup


def title_of(page: WebPage) -> str:
    """Return what the page calls its window."""
    return next(map(words_in, page.tree.xpath("//head/title")), "")


def tokens(element: Element) -> frozenset[str]:
    """Return the class names and the id of an element, in lower case."""
    return frozenset(f"{element.get('class', '')} {element.get('id', '')}".lower().split())


def ancestors(element: Element) -> Iterator[Element]:
    """Yield an element and all that it lies in, from the inside out."""
    yield element
    yield from element.iterancestors()


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: the same host, or one of them lies in the other's domain.

    Neighbours (a.example.fr, b.example.fr) are strangers: they may be two tenants of one landlord.
    """
    mine, theirs = _host(one), _host(other)
    if not mine or not theirs:
        return False
    return mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}")


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _SUBSIDIARY.sub("", host, count=1) if _SUBSIDIARY.match(host) else host
