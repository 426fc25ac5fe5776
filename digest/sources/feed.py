"""Reads a fetched body as a feed: tells the format from the body itself, and each entry into a content.

It fetches nothing. What is no feed is a value that says what it is instead.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.domain.content import Content
from digest.sources.document import MOST_ENTRIES, DocumentRefused, is_page, prepare
from digest.sources.encoding import decode_document
from digest.sources.entry import LONGEST_TITLE, Entry, Setting, Text, content_of
from digest.sources.jsonfeed import NotJsonFeed, read_json
from digest.sources.links import web_address
from digest.sources.plaintext import shorten
from digest.sources.xmlfeed import Unparsable, read_xml

_MOST_FAULTS = 20
_LINK = re.compile(r"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"""type\s*=\s*["']?application/(?:rss|atom|feed)\+(?:xml|json)""", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds; title: as it calls itself, faults: one sentence each."""

    title: str
    contents: tuple[Content, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoFeed:
    """The body is no feed; what: completes the sentence "the address …"."""

    what: str


def read_feed(body: bytes, content_type: str, setting: Setting) -> Feed | NoFeed:
    """Read a body as RSS, RDF, Atom or JSON Feed, whatever the content type calls it."""
    text = decode_document(body, content_type).strip("\ufeff\x00 \t\r\n")
    if not text:
        return NoFeed("answered with an empty document: open it in a browser")
    return _read_json(text, setting) if text[0] in "{[" else _read_xml(text, setting)


def _read_json(text: str, setting: Setting) -> Feed | NoFeed:
    try:
        feed = read_json(text)
    except NotJsonFeed as error:
        return NoFeed(f"{error}: look for the feed's own address")
    return feed_of(feed.title, feed.language, feed.entries, _too_many(feed.surplus), setting)


def _read_xml(text: str, setting: Setting) -> Feed | NoFeed:
    if is_page(text):
        return NoFeed(_about_page(text, setting.url))
    try:
        document = prepare(text)
        if not document.root:
            return NoFeed("is no XML, not a feed: look for the feed's own address")
        feed = read_xml(document.text)
    except DocumentRefused as error:
        return NoFeed(f"{error}, and we read no such document: is it a feed?")
    except Unparsable:
        return NoFeed("is damaged beyond reading: open it in a browser")
    if not feed.version and not feed.entries:
        root = shorten(document.root, 40)
        return NoFeed(f"is an XML document <{root}>, not a feed: look for the feed's own address")
    faults = _too_many(document.surplus)
    if document.oversized:
        faults.append(f"{document.oversized:,} entries were left out: they are too long to be news")
    return feed_of(feed.title, feed.language, feed.entries, faults, setting)


def _too_many(surplus: int) -> list[str]:
    if not surplus:
        return []
    return [f"the document holds {MOST_ENTRIES + surplus:,} entries: we read the first {MOST_ENTRIES:,}"]


def feed_of(
    title: Text, language: str, entries: Sequence[Entry], faults: Sequence[str], setting: Setting
) -> Feed:
    """Turn the entries of any document into a feed. faults: what is known to be wrong with it already."""
    within = Setting(kind=setting.kind, url=setting.url, timezone=setting.timezone, language=language)
    contents = tuple(content_of(entry, within) for entry in entries)
    undated = [
        f"“{content.title or content.guid}” has a date that we cannot read ({shorten(entry.published, 60)!r}):"
        " it counts as published when we first saw it"
        for entry, content in zip(entries, contents, strict=True)
        if entry.published and content.published_at is None
    ]
    return Feed(
        title=shorten(title.plain, LONGEST_TITLE),
        contents=contents,
        faults=(*faults, *undated)[:_MOST_FAULTS],
    )


def _about_page(text: str, url: str) -> str:
    """Say that this is a web page, and which feed it names, where it does (RSS autodiscovery)."""
    for link in _LINK.findall(text[:200_000]):
        href = _HREF.search(link)
        if href and _FEED_TYPE.search(link):
            address = web_address(url, html.unescape(next(filter(None, href.groups()), "")))
            if address:
                return f"is a web page (HTML), not a feed: its feed seems to be {address}"
    return "is a web page (HTML), not a feed: look for its feed address"
