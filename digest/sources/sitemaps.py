"""Reads a source that is a sitemap, or an index of sitemaps: then over the network a few of those that it names.

What a sitemap says is read in `sitemap`.
"""

from dataclasses import replace
from datetime import datetime

from digest.domain.content import Content
from digest.domain.gathering import Harvest, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.sources.document import MOST_ENTRIES
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed
from digest.sources.fetch import Fetched, Fetcher, FetchFailed
from digest.sources.sitemap import SitemapIndex, read_sitemap

MOST_CHILDREN = 3
"""Sitemaps that are read of an index; an index inside an index is not followed."""


def read_fetched_sitemap(
    answer: Fetched, source: Source, fetcher: Fetcher, timezone: str, now: datetime
) -> Harvest | Unreadable:
    """Read what stood at the address of a source of kind sitemap; fetcher: for those that an index names.

    timezone: IANA name for times that state none. now: as in `digest.ports.SourceReader`.
    """
    placed = replace(source, timezone=timezone)
    found = _read(answer, placed)
    match found:
        case NoFeed():
            return Unreadable(reason=f"{source.url} {found.what}")
        case SitemapIndex():
            # An index that is not timed can be the same and its sitemaps not: it is read anew each time.
            kept = answer.validators if found.timed else Validators()
            return _read_children(fetcher, placed, found, kept, now)
        case Feed():
            return Harvest(
                contents=found.contents,
                validators=answer.validators,
                feed_title=found.title,
                faults=found.faults,
            )


def _read(answer: Fetched, source: Source) -> Feed | SitemapIndex | NoFeed:
    setting = Setting(kind=source.items, url=answer.base, timezone=source.timezone)
    return read_sitemap(answer.body, answer.content_type, setting)


def _read_children(
    fetcher: Fetcher,
    source: Source,
    index: SitemapIndex,
    validators: Validators,
    now: datetime,
) -> Harvest | Unreadable:
    """Read the first sitemaps of an index. One that cannot be read is a fault, unless none of them can.

    validators: of the index, to be kept if all of them could be read.
    """
    contents: dict[str, Content] = {}
    unreadable: list[str] = []
    faults: list[str] = []
    title = ""
    for address in index.children[:MOST_CHILDREN]:
        found = _read_child(fetcher, address, source, now)
        if isinstance(found, str):
            unreadable.append(found)
            continue
        title = title or found.title
        faults += found.faults
        for content in found.contents:
            contents.setdefault(content.url, content)
    if len(unreadable) == len(index.children[:MOST_CHILDREN]):
        reason = "; ".join(unreadable) or "it names no sitemap: open it in a browser"
        return Unreadable(reason=f"{source.url} is an index of sitemaps: {reason}")
    return Harvest(
        contents=tuple(contents.values())[:MOST_ENTRIES],
        validators=Validators() if unreadable else validators,
        feed_title=title,
        faults=(*unreadable, *faults),
    )


def _read_child(fetcher: Fetcher, address: str, source: Source, now: datetime) -> Feed | str:
    """Return what a sitemap of the index holds, or the sentence that says why it could not be read."""
    answer = fetcher.fetch(address, now=now)
    if isinstance(answer, FetchFailed):
        return answer.what
    # Asked without validators, no server may answer that nothing changed.
    assert isinstance(answer, Fetched)
    found = _read(answer, source)
    match found:
        case NoFeed():
            return f"{address} {found.what}"
        case SitemapIndex():
            return f"{address} is an index inside an index, which is not followed: give its address instead"
        case Feed():
            return found
