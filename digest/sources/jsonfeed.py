"""Reads JSON Feed, versions 1 and 1.1 (jsonfeed.org/version/1.1), believing no type that it claims.

It decodes no bytes and cleans no text.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digest.sources.document import MOST_ENTRIES
from digest.sources.entry import Entry, Text
from digest.sources.pictures import Picture

MOST_BRACKETS = 200_000
MOST_QUOTES = 1_000_000
"""In one document, those in its texts included: a parsed value takes up to thirty times the memory of the
three characters that it can be written in."""

EXTENSION = "_digest"
"""Our own object in an item, with the keys kicker, access, reading_minutes, credit and alt."""


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A feed as it states itself. surplus: entries left out because they are too many."""

    title: Text
    language: str
    entries: tuple[Entry, ...]
    surplus: int


class NotJsonFeed(Exception):
    """The text is not JSON, or JSON that is no feed; the message completes the sentence "it …"."""


def read_json(text: str) -> JsonFeed:
    """Parse a JSON Feed. Raises NotJsonFeed."""
    if text.count("{") + text.count("[") > MOST_BRACKETS or text.count('"') > MOST_QUOTES:
        raise NotJsonFeed("is JSON of too many values to be news")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotJsonFeed("begins like JSON but cannot be read as such") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotJsonFeed("is JSON, but no JSON Feed")
    inherited = tuple(_authors(document))
    return JsonFeed(
        title=Text(_string(document.get("title")), is_html=False),
        language=_string(document.get("language")),
        entries=tuple(_entry(item, inherited) for item in items[:MOST_ENTRIES] if isinstance(item, dict)),
        surplus=max(0, len(items) - MOST_ENTRIES),
    )


def _entry(item: dict[str, Any], inherited: tuple[str, ...]) -> Entry:
    html, plain = _string(item.get("content_html")), _string(item.get("content_text"))
    own = item.get(EXTENSION)
    ours = own if isinstance(own, dict) else {}
    return Entry(
        guid=_scalar(item.get("id")),
        links=tuple(_string(item.get(key)) for key in ("url", "external_url", "id")),
        title=Text(_string(item.get("title")), is_html=False),
        summary=Text(_string(item.get("summary")), is_html=False),
        body=Text(html) if html else Text(plain, is_html=False),
        authors=tuple(_authors(item)) or inherited,
        published=_string(item.get("date_published")),
        categories=tuple(map(_string, _list(item.get("tags")))),
        pictures=tuple(_pictures(item)),
        language=_string(item.get("language")),
        kicker=_string(ours.get("kicker")),
        access=_string(ours.get("access")),
        minutes=_scalar(ours.get("reading_minutes")),
        credit=_string(ours.get("credit")),
        alt=_string(ours.get("alt")),
    )


def _authors(holder: dict[str, Any]) -> Iterator[str]:
    """Yield names: authors of version 1.1, author of version 1."""
    for author in [*_list(holder.get("authors")), holder.get("author")]:
        if isinstance(author, dict):
            yield _string(author.get("name"))


def _pictures(item: dict[str, Any]) -> Iterator[Picture]:
    for key in ("image", "banner_image"):
        yield Picture(url=_string(item.get(key)), media="image")
    for part in _list(item.get("attachments")):
        if isinstance(part, dict):
            yield Picture(url=_string(part.get("url")), media=_string(part.get("mime_type")) or "unknown")


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _scalar(value: Any) -> str:
    """Return a text or a number as text, as the standard asks of readers for identifiers."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
