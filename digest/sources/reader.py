"""Reads a source: the `SourceReader` that works over the network.

It joins `fetch` with what reads a feed, a page that lists, and the page of an article, and decides nothing
by itself.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.domain.content import Content, ItemKind
from digest.domain.gathering import Harvest, PageReading, Reading, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source, SourceKind
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed, read_feed
from digest.sources.fetch import Fetched, Fetcher, FetchFailed, NotModified
from digest.sources.fil import read_briefs
from digest.sources.listing import read_listing, shows_one_article
from digest.sources.page import read_page
from digest.sources.robots import Refusal, Robots
from digest.sources.sitemaps import read_fetched_sitemap
from digest.sources.webpage import parse_page


class WebReader:
    """Reads sources of every kind over the network; may be shared between threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher, self._robots = fetcher, Robots(fetcher, fetcher.user_agent)

    def read(self, source: Source, validators: Validators, *, timezone: str, now: datetime) -> Reading:
        """Fetch and parse `source`; see `digest.ports.SourceReader`."""
        answer = self._fetcher.fetch(source.url, validators, now=now)
        match answer:
            case FetchFailed():
                return Unreadable(reason=answer.reason, gone=answer.gone, retry_after=answer.retry_after)
            case NotModified():
                return Unchanged(
                    validators=answer.validators, fresh_for=answer.fresh_for, moved_to=answer.moved_to
                )
            case Fetched():
                reading = self._parsed(answer, source, source.timezone or timezone, now)
        if isinstance(reading, Harvest):
            return replace(reading, fresh_for=answer.fresh_for, moved_to=answer.moved_to)
        return reading

    def _parsed(self, answer: Fetched, source: Source, timezone: str, now: datetime) -> Reading:
        setting = Setting(kind=source.items, url=answer.base, timezone=timezone)
        match source.kind, source.items:
            case SourceKind.FEED, _:
                return _harvested(read_feed(answer.body, answer.content_type, setting), answer, source)
            case SourceKind.SITEMAP, _:
                return read_fetched_sitemap(answer, source, self._fetcher, timezone, now)
            case SourceKind.PAGE, ItemKind.ARTICLE:
                return _listed(answer, source, timezone)
        part = source.selectors.briefs
        briefs = read_briefs(answer.body, answer.content_type, setting, selector=part, now=now)
        return _harvested(briefs, answer, source)

    def read_page(self, content: Content, source: Source, *, timezone: str, now: datetime) -> PageReading:
        """Complete `content` by its page, if the site lets machines read it; see `digest.ports.SourceReader`."""
        refusal = self._robots.refusal(content.url, now=now)
        if refusal:
            fault = _told(refusal, content.url, timezone)
            return PageReading(content=content, fault=fault, forbidden=not refusal.trouble)
        answer = self._fetcher.fetch(content.url, now=now)
        match answer:
            case FetchFailed():
                return PageReading(content=content, fault=answer.what)
            case NotModified():
                return PageReading(content=content, fault=f"{content.url} answered 304 to nobody's question")
            case Fetched():
                return read_page(
                    answer.body,
                    answer.content_type,
                    answer.url,
                    content=content,
                    source=source,
                    timezone=source.timezone or timezone,
                )


def _told(refusal: Refusal, url: str, timezone: str) -> str:
    """Return why the page at `url` was not read, and what happens next."""
    if not refusal.trouble:
        return (
            f"{url} was not read: {refusal.file} keeps programs off this page, so that its article is kept with what the source says of it;"
            " ask the site to let our User-Agent through"
        )
    if refusal.until is None:
        return refusal.trouble
    until = refusal.until.astimezone(ZoneInfo(timezone))
    return (
        f"{url} was not read: {refusal.trouble}, and pages of this site wait until we know what it allows. It is asked again from"
        f" {until:%Y-%m-%d %H:%M} ({timezone}) on; meanwhile articles are kept with what the source says of them"
    )


def _harvested(feed: Feed | NoFeed, answer: Fetched, source: Source) -> Reading:
    if isinstance(feed, NoFeed):
        return Unreadable(reason=f"{source.url} {feed.what}")
    return Harvest(
        contents=feed.contents,
        validators=answer.validators,
        feed_title=feed.title,
        faults=feed.faults,
    )


def _listed(answer: Fetched, source: Source, timezone: str) -> Reading:
    """Return the articles that a page lists; where it is an article itself, that one."""
    page = parse_page(answer.body, answer.content_type, answer.url)
    if page is None:
        return Unreadable(reason=f"{source.url} is no web page, or an empty one: open it in a browser")
    if not source.selectors.links and shows_one_article(page):
        stub = Content(kind=source.items, guid="", url=answer.url, title="")
        reading = read_page(
            answer.body, answer.content_type, answer.url, content=stub, source=source, timezone=timezone
        )
        return Harvest(contents=(reading.content,), validators=answer.validators)
    contents = read_listing(page, source)
    if contents:
        return Harvest(contents=contents, validators=answer.validators)
    if source.selectors.links:
        reason = f"has nothing where its selector {source.selectors.links!r} points: correct selectors.links"
    else:
        reason = "shows no links to articles that we can tell from others: point at them with selectors.links"
    return Unreadable(reason=f"{source.url} {reason}")
