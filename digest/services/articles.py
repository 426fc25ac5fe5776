"""Completes a harvest by the pages of its new and edited articles, before anything of it is kept.

What is new is asked of the database first, and no transaction is open while a page is fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from digest.domain.content import Content, ItemKind
from digest.domain.gathering import Harvest, PageReading, Validators
from digest.domain.identity import Arrival, keys_to_look_up, recognise
from digest.domain.newsroom import Source, SourceKind
from digest.ports import Clock, SourceReader
from digest.storage.engine import Database
from digest.storage.items import known_items

MOST_PAGES = 30
"""Pages that are read in one reading of a source."""
RECENT = timedelta(days=2)
"""Of a feed, only articles as young as this are completed: what is older is not going to be printed."""
LONGEST = timedelta(minutes=2)
"""No new page is asked for after that, so that a slow site does not hold up an edition."""
MOST_MISSES = 3
"""After so many failures in a row the site has some trouble, and is left alone."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A harvest with its new articles completed. stated: for each of those, the hash of what the source
    itself said, by which an edit is told from what only the page knows.
    """

    harvest: Harvest
    stated: Mapping[Content, str]


def complete(
    harvest: Harvest, source: Source, *, database: Database, reader: SourceReader, clock: Clock, timezone: str
) -> Completed:
    """Read the pages of what is new or edited in `harvest`, the newest first, and add what stands there.

    A page that cannot be read costs a new article nothing but what it would have said. What there is no
    room for is kept as a feed has it; of a list and a sitemap, and of edits, it is left for the next reading.
    """
    arrivals = _to_complete(harvest.contents, source, database, clock.now())
    pages, faults, stopped = _read_pages(arrivals, source, reader, clock, timezone)
    left = {
        arrival.content
        for arrival in arrivals[len(pages) :]
        if arrival.is_edit or source.kind is not SourceKind.FEED
    }
    if left:
        what = "article is left" if len(left) == 1 else "articles are left"
        faults.append(f"{len(left)} {what} for the next reading: {stopped}")
    # An edit without its page would undo what the page had added.
    undone = {arrival.content for arrival in arrivals if arrival.is_edit and _failed(arrival.content, pages)}
    contents = [
        pages[content].content if content in pages else content
        for content in harvest.contents
        if content not in left | undone
    ]
    stated = {
        reading.content: content.content_hash for content, reading in pages.items() if not reading.fault
    }
    return Completed(
        harvest=replace(
            harvest,
            contents=tuple(contents),
            faults=(*harvest.faults, *faults),
            # The source must give all of it again, or what was left would never come.
            validators=Validators() if left else harvest.validators,
        ),
        stated=stated,
    )


def _to_complete(
    contents: Sequence[Content], source: Source, database: Database, now: datetime
) -> list[Arrival]:
    """Return what is new or edited and has a page worth reading, the newest first."""
    keys = keys_to_look_up(source.slug, contents, source.group)
    with database.read() as connection:
        known = known_items(connection, keys)
    found = [
        arrival
        for arrival in recognise(source.slug, contents, known, source.group)
        if arrival.content.url
        and arrival.content.kind is ItemKind.ARTICLE
        and (arrival.is_edit or (arrival.item is None and _is_worth_reading(arrival.content, source, now)))
    ]
    newest = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(found, key=lambda arrival: arrival.content.published_at or newest, reverse=True)


def _is_worth_reading(content: Content, source: Source, now: datetime) -> bool:
    dated = content.published_at
    return source.kind is not SourceKind.FEED or dated is None or dated >= now - RECENT


def _read_pages(
    arrivals: Sequence[Arrival], source: Source, reader: SourceReader, clock: Clock, timezone: str
) -> tuple[dict[Content, PageReading], list[str], str]:
    """Return what was read, by content, one sentence for each page that could not be, and why it ends there."""
    pages: dict[Content, PageReading] = {}
    faults: list[str] = []
    misses = 0
    started = clock.now()
    for arrival in arrivals[:MOST_PAGES]:
        if misses == MOST_MISSES:
            return pages, faults, f"{MOST_MISSES} pages in a row could not be read"
        if clock.now() - started > LONGEST:
            minutes = LONGEST.total_seconds() / 60
            return pages, faults, f"pages are read for {minutes:g} minutes at most"
        reading = _read_page(arrival.content, source, reader, timezone, clock.now())
        pages[arrival.content] = reading
        if not reading.fault:
            misses = 0
            continue
        # A page that is not for programs says nothing of how the site is.
        misses += not reading.forbidden
        _log.info("page.unreadable", source=source.slug, reason=reading.fault)
        faults.append(reading.fault)
    return pages, faults, f"we read at most {MOST_PAGES} pages at a time"


def _read_page(
    content: Content, source: Source, reader: SourceReader, timezone: str, now: datetime
) -> PageReading:
    try:
        return reader.read_page(content, source, timezone=timezone, now=now)
    except Exception as error:  # noqa: BLE001 - a gap in our reader costs one page, not the source
        _log.exception("page.reader_failed", source=source.slug, url=content.url)
        return PageReading(
            content=content, fault=f"{content.url} could not be read, by a fault of ours: {error!r}"
        )


def _failed(content: Content, pages: Mapping[Content, PageReading]) -> bool:
    return content in pages and bool(pages[content].fault)
