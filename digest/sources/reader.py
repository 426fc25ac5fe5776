"""Reads a source: the `SourceReader` that works over the network.

It joins `fetch` and `feed` and decides nothing by itself.
"""

from datetime import datetime

from digest.domain.content import Content
from digest.domain.gathering import Harvest, PageReading, Reading, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source, SourceKind
from digest.sources.entry import Setting
from digest.sources.feed import NoFeed, read_feed
from digest.sources.fetch import Fetched, Fetcher, FetchFailed, NotModified


class WebReader:
    """Reads sources of every kind over the network; may be shared between threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def read(self, source: Source, validators: Validators, *, timezone: str, now: datetime) -> Reading:
        """Fetch and parse `source`; see `digest.ports.SourceReader`."""
        if source.kind is not SourceKind.FEED:
            return Unreadable(reason=f"{source.url} is a {source.kind}, which is not read yet")
        answer = self._fetcher.fetch(source.url, validators, now=now)
        match answer:
            case FetchFailed():
                return Unreadable(reason=answer.reason, gone=answer.gone, retry_after=answer.retry_after)
            case NotModified():
                return Unchanged(validators=answer.validators)
            case Fetched():
                setting = Setting(kind=source.items, url=answer.base, timezone=timezone)
                feed = read_feed(answer.body, answer.content_type, setting)
        if isinstance(feed, NoFeed):
            return Unreadable(reason=f"{source.url} {feed.what}")
        return Harvest(
            contents=feed.contents,
            validators=answer.validators,
            feed_title=feed.title,
            faults=feed.faults,
        )

    def read_page(self, content: Content, source: Source, *, timezone: str, now: datetime) -> PageReading:
        """Complete `content` by its page; see `digest.ports.SourceReader`."""
        del timezone, now
        return PageReading(content=content, fault=f"{content.url or source.url} is not read yet")
