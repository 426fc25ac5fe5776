"""Reads RSS, RDF, Atom and CDF with feedparser, and nothing of its result but what a feed states.

feedparser neither cleans HTML nor resolves links here, and is given nothing but text in memory: both are
done by our own rules (see `sanitise` and `links`), the same for every format.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import feedparser

from digest.sources.entry import Entry, Text
from digest.sources.pictures import Picture

NAMESPACE = "urn:digest:feed:1"
"""XML namespace of our own elements in an entry, for what no standard has an element for:
kicker, access (free or subscriber), reading-minutes, credit and alt (of the picture)."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_TEXT_TYPES = _HTML_TYPES | {"text/plain"}


@dataclass(frozen=True, slots=True)
class XmlFeed:
    """A feed as it states itself. version: feedparser's name of its format, "" for none that it knows."""

    version: str
    title: Text
    language: str
    entries: tuple[Entry, ...]


class Unparsable(Exception):
    """The parser gave up on the document."""


def read_xml(text: str) -> XmlFeed:
    """Parse a prepared document. Raises Unparsable for what even the lenient parser cannot read."""
    try:
        # BytesIO, because feedparser takes bare text for the name of a file or for an address.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise Unparsable(str(error)) from error
    feed = parsed.feed
    prefix = next((name for name, uri in parsed.namespaces.items() if uri == NAMESPACE and name), "")
    # RFC 4287 §4.2.1: an Atom entry without author has those of its feed. RSS has no such rule: its
    # managingEditor is responsible, not the author.
    inherited = tuple(_authors(feed)) if parsed.version.startswith("atom") else ()
    return XmlFeed(
        version=parsed.version,
        title=_text(feed, "title"),
        language=_string(feed, "language"),
        entries=tuple(_entry(raw, prefix, inherited) for raw in parsed.entries),
    )


def _entry(raw: Any, prefix: str, inherited: tuple[str, ...]) -> Entry:
    body = _body(raw)
    base = next((part["base"] for part in _list(raw, "content") if part.get("base")), "")
    return Entry(
        guid=_string(raw, "id"),
        links=tuple(_links(raw)),
        base=base or raw.get("summary_detail", {}).get("base", ""),
        title=_text(raw, "title"),
        summary=_summary(raw, body),
        body=body,
        authors=tuple(filter(None, _authors(raw))) or inherited,
        published=_published(raw),
        categories=tuple(_categories(raw)),
        pictures=tuple(_pictures(raw)),
        language=_language(raw),
        kicker=_string(raw, f"{prefix}_kicker"),
        access=_string(raw, f"{prefix}_access"),
        minutes=_string(raw, f"{prefix}_reading-minutes"),
        credit=_string(raw, f"{prefix}_credit"),
        alt=_string(raw, f"{prefix}_alt") or _string(raw, "media_text"),
    )


def _links(raw: Any) -> Iterator[str]:
    """Yield the candidates for the page: before a redirector took it; HTML alternates; any alternate.

    Of several the last one counts, as it does for feedparser. Where there is no link, feedparser takes
    the guid, unless RSS 2.0 says that it is no permanent link.
    """
    alternates = [link for link in reversed(_list(raw, "links")) if link.get("rel") == "alternate"]
    yield _string(raw, "feedburner_origlink")
    for link in alternates:
        if link.get("type", "text/html") in _HTML_TYPES:
            yield link.get("href", "")
    yield _string(raw, "link")
    for link in alternates:
        yield link.get("href", "")


def _published(raw: Any) -> str:
    """Return the time of publication as written.

    pubDate (RSS 2.0), published (RFC 4287 §4.2.9), issued (Atom 0.3, DCMI). feedparser files dc:date,
    which is all that RDF feeds have, under "updated". Where an Atom entry states nothing else, its
    updated time serves too: many feeds have no other, and it is required (§4.2.15). An updated time
    beside a published one is never looked at.
    """
    stated = (dict.get(raw, key) for key in ("published", "updated", "created"))
    return next((value for value in stated if isinstance(value, str) and value.strip()), "")


def _summary(raw: Any, body: Text) -> Text:
    """Return the summary; feedparser fills in the content where there is none, and that is no summary.

    Where an entry has no text of its own, as those of videos, the description of its medium is it.
    """
    if "summary_detail" in raw:
        return _text(raw, "summary")
    return Text() if body.value else Text(_string(raw, "summary") or _string(raw, "media_text"))


def _body(raw: Any) -> Text:
    """Return the longest content that is text (RFC 4287 §4.1.3, content:encoded)."""
    contents = [
        Text(part.get("value") or "", is_html=part.get("type") != "text/plain")
        for part in _list(raw, "content")
        if part.get("type", "text/html") in _TEXT_TYPES
    ]
    return max(contents, key=lambda text: len(text.value), default=Text())


def _text(raw: Any, key: str) -> Text:
    kind = raw.get(f"{key}_detail", {}).get("type", "text/html")
    return Text(_string(raw, key), is_html=kind != "text/plain")


def _authors(raw: Any) -> Iterator[str]:
    """Yield a name, or an address where there is no name: dc:creator, author, Atom persons."""
    *others, last = _list(raw, "authors") or [{}]
    for author in others:
        yield author.get("name") or author.get("email") or ""
    # Of the last one we have the text as written, which our own rule reads better than feedparser does.
    yield _string(raw, "author") or last.get("name") or last.get("email") or ""


def _categories(raw: Any) -> Iterator[str]:
    """Yield the label that is meant for readers (RFC 4287 §4.2.2.3), else the term."""
    for tag in _list(raw, "tags"):
        yield tag.get("label") or tag.get("term") or ""


def _pictures(raw: Any) -> Iterator[Picture]:
    """Yield pictures of Media RSS, enclosures (RSS 2.0) and itunes:image."""
    credit = next((part.get("content") or "" for part in _list(raw, "media_credit")), "")
    for part in _list(raw, "media_content"):
        yield _picture(part, part.get("medium") or part.get("type") or "", credit)
    for part in _list(raw, "media_thumbnail"):
        yield _picture(part, "image", credit)
    for link in _list(raw, "links"):
        if link.get("rel") == "enclosure" and link.get("type", "").startswith("image"):
            yield _picture(link, "image", credit)
    image = raw.get("image")
    if isinstance(image, dict):
        yield _picture(image, "image", credit)


def _picture(part: Any, media: str, credit: str) -> Picture:
    sizes = {side: str(part.get(side) or "") for side in ("width", "height")}
    return Picture(url=part.get("url") or part.get("href") or "", media=media, credit=credit, **sizes)


def _language(raw: Any) -> str:
    """Return dc:language or the xml:lang in force, as written."""
    details = (raw.get(key, {}) for key in ("title_detail", "summary_detail"))
    languages = (_string(raw, "language"), *(detail.get("language") or "" for detail in details))
    return next(filter(None, languages), "")


def _string(raw: Any, key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def _list(raw: Any, key: str) -> list[Any]:
    """Return a list of dictionaries; an unknown element of that name could have put something else there."""
    value = dict.get(raw, key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
