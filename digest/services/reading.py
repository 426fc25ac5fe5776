"""Tries out how one page is read, for the editor who sets the selectors of a source. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from digest.domain.content import Content, ItemKind
from digest.domain.gathering import PageReading
from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.errors import UnknownName
from digest.ports import Clock, SourceReader
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsroom

_NOBODY = Source(slug="test", url="", kind=SourceKind.PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a page was read. timezone: IANA name of the zone in which its times were taken."""

    reading: PageReading
    timezone: str


def try_page(
    url: str,
    *,
    database: Database,
    reader: SourceReader,
    clock: Clock,
    source: str = "",
    selectors: Mapping[str, str] | None = None,
) -> Trial:
    """Read the page of an article as a gathering would that knew nothing but its address.

    source: slug of the source whose selectors and time zone count, "" for none; selectors: by field, in
    place of its own. Raises UnknownName for a slug that the newsroom does not have.
    """
    with database.read() as connection:
        newsroom = load_newsroom(connection)
    known = {each.slug: each for each in newsroom.sources}
    if source and source not in known:
        raise UnknownName("source", source, list(known))
    # Whatever the source is, nothing was said of this page before: only the page itself speaks.
    chosen = replace(known.get(source, _NOBODY), kind=SourceKind.PAGE, items=ItemKind.ARTICLE)
    own: Selectors = replace(chosen.selectors, **(selectors or {}))
    timezone = chosen.timezone or newsroom.publication.timezone
    reading = reader.read_page(
        Content(kind=ItemKind.ARTICLE, guid="", url=url, title=""),
        replace(chosen, selectors=own),
        timezone=timezone,
        now=clock.now(),
    )
    return Trial(reading=reading, timezone=timezone)
