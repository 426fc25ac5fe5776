"""Looks a site over, from its front page on, and proposes a newsroom that reads it.

A front page that cannot be read ends it; anything else that cannot be read is left out, with the reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from digest.domain.content import ItemKind
from digest.domain.gathering import Harvest, Unreadable, Validators
from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.domain.proposal import (
    FoundSource,
    FrontPage,
    Guess,
    Proposal,
    holds_briefs,
    holds_comments,
    propose,
    source_slug,
    timezone_of,
)
from digest.domain.sections import PageLink
from digest.domain.wires import names_wire
from digest.errors import SiteUnreadable
from digest.ports import Clock
from digest.render.colour import AA_CONTRAST, contrast
from digest.sources.discovery import USUAL_FEEDS, USUAL_SITEMAPS, read_front_page, read_robots
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed, read_feed
from digest.sources.fetch import Fetched, Fetcher, FetchFailed
from digest.sources.fil import read_briefs
from digest.sources.links import web_address
from digest.sources.reader import WebReader

MOST_ANNOUNCED = 8
"""Announced feeds that are read; each costs the site a request."""
MOST_SITEMAPS = 3
_PAPER = "#ffffff"

Tell = Callable[[str], None]
"""Takes a line about what was just found, for whoever waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What a site was found to have. left_out: addresses that make no source, with the reason."""

    url: str
    sources: tuple[FoundSource, ...]
    left_out: tuple[tuple[str, str], ...]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Discoverer:
    """Looks sites over with the fetcher that reads the sources."""

    fetcher: Fetcher
    clock: Clock

    def discover(self, address: str, tell: Tell) -> Discovered:
        """Return what the site at `address` has, a front page or a feed. Raises SiteUnreadable."""
        written = address if "://" in address else f"https://{address}"
        url = web_address(written, written)
        if not url:
            raise SiteUnreadable(f"{address!r} is no web address: write it as in https://www.example.org")
        visit = _Visit(self.fetcher, self.clock, tell)
        given = visit.fetch(url)
        if isinstance(given, str):
            raise SiteUnreadable(given)
        visit.find_sources(given)
        accent = visit.page.accent if _is_readable(visit.page.accent) else Guess()
        return Discovered(
            url=visit.page.url,
            sources=tuple(visit.found),
            left_out=tuple(visit.left_out.items()),
            proposal=propose(replace(visit.page, accent=accent), visit.found),
        )


def _is_readable(colour: Guess) -> bool:
    return colour.value != "" and contrast(colour.value, _PAPER) >= AA_CONTRAST


@dataclass(slots=True)
class _Visit:
    """One look at one site. found: the sources so far; left_out: what makes none, and why."""

    fetcher: Fetcher
    clock: Clock
    tell: Tell
    page: FrontPage = field(init=False)
    found: list[FoundSource] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def fetch(self, url: str) -> Fetched | str:
        """Return what stands at an address, or why nothing does."""
        answer = self.fetcher.fetch(url, now=self.clock.now())
        if isinstance(answer, Fetched):
            return answer
        # Asked without validators, no server may answer that nothing changed.
        assert isinstance(answer, FetchFailed)
        return answer.what

    def find_sources(self, given: Fetched) -> None:
        """Find the best sources of each kind; what only repeats another is left out."""
        feed = _feed(given)
        front = self.fetch(web_address(given.url, "/")) if isinstance(feed, Feed) else given
        page = _front_page(front)
        if isinstance(feed, Feed):
            self.page = page or FrontPage(url=web_address(given.url, "/"))
            self._take_feed(given.url, "the address that was given", feed)
        elif page:
            self.page = page
        else:
            raise SiteUnreadable(
                f"{given.url} is neither a web page nor a feed: give the address of the front page"
            )
        self.tell(f"front page: {self.page.url}, {self.page.name.value or 'without a name'}")
        self._find_feeds()
        if not self._has(ItemKind.BRIEF):
            self._find_wire()
        if not self._has(ItemKind.ARTICLE):
            self._find_sitemap()
        if not self._has(ItemKind.ARTICLE):
            self._take(
                Source(slug="site", url=self.page.url, kind=SourceKind.PAGE),
                "no feed and no news sitemap was found: the front page itself lists the articles",
            )

    def _has(self, kind: ItemKind) -> bool:
        return any(one.source.items is kind for one in self.found)

    def _find_feeds(self) -> None:
        for link in self.page.feeds[:MOST_ANNOUNCED]:
            self._try_feed(link, "announced by the front page", must_be=True)
        for path in USUAL_FEEDS:
            if self._has(ItemKind.ARTICLE):
                return
            address = web_address(self.page.url, path)
            self._try_feed(PageLink(url=address, text=""), "at a usual address", must_be=False)

    def _try_feed(self, link: PageLink, origin: str, *, must_be: bool) -> bool:
        """Read a feed and take it if it is one. must_be: somebody says so, and it is worth a word if not."""
        if any(one.source.url == link.url for one in self.found):
            return False
        answer = self.fetch(link.url)
        feed = answer if isinstance(answer, str) else _feed(answer)
        if isinstance(feed, Feed):
            # WordPress has a feed of comments, mostly empty, behind the address of any page.
            if holds_comments(link.url, feed.title) or not (must_be or feed.contents):
                return False
            return self._take_feed(link.url, origin, feed, link.text)
        if must_be:
            self._leave(link.url, feed if isinstance(feed, str) else f"{link.url} {feed.what}")
        return False

    def _take_feed(self, url: str, origin: str, feed: Feed, name: str = "") -> bool:
        kind = ItemKind.ARTICLE
        if holds_briefs(url, f"{name} {feed.title}", feed.contents):
            kind = ItemKind.BRIEF
        addresses = {content.url for content in feed.contents}
        for one in self.found:
            if one.source.items is kind and addresses <= {content.url for content in one.contents}:
                self._leave(url, f"it brings nothing that {one.source.url} does not bring")
                return False
        language = self._language()
        taken = [one.source.slug for one in self.found]
        slug = source_slug(name or feed.title, kind, language, taken)
        found = FoundSource(
            source=Source(slug=slug, url=url, items=kind),
            origin=f"{origin}; {len(feed.contents)} entries",
            title=feed.title,
            contents=feed.contents,
        )
        self.found.append(found)
        self.tell(f"feed: {url}, {len(feed.contents)} entries{', briefs' if kind is ItemKind.BRIEF else ''}")
        return True

    def _language(self) -> str:
        return "fr" if self.page.language.value.lower().startswith("fr") else "en"

    def _find_wire(self) -> None:
        """Look for le fil: the feed of its page, that page, a block of the front page."""
        links = (link.url for link in self.page.links if _is_wire(link.url, self.page.url))
        for url in list(dict.fromkeys(links))[:1]:
            feed = PageLink(url=f"{url.partition('?')[0].rstrip('/')}/feed/", text="fil")
            if self._try_feed(feed, "feed of the page of short news", must_be=False):
                return
            answer = self.fetch(url)
            page = _front_page(answer)
            if (page and page.wire) or self._lists_briefs(answer):
                self._take_wire(url, page.wire if page else "", "a page of short news with their times")
                return
        if self.page.wire:
            self._take_wire(self.page.url, self.page.wire, "a block of the front page with times")

    def _lists_briefs(self, answer: Fetched | str) -> bool:
        """Tell whether a page that is called so is read as briefs without anybody pointing at a part of it."""
        if isinstance(answer, str):
            return False
        setting = Setting(kind=ItemKind.BRIEF, url=answer.base, timezone="UTC")
        briefs = read_briefs(answer.body, answer.content_type, setting, selector="", now=self.clock.now())
        return isinstance(briefs, Feed) and bool(briefs.contents)

    def _take_wire(self, url: str, selector: str, origin: str) -> None:
        slug = source_slug("", ItemKind.BRIEF, self._language(), [one.source.slug for one in self.found])
        source = Source(
            slug=slug,
            url=url,
            kind=SourceKind.PAGE,
            items=ItemKind.BRIEF,
            selectors=Selectors(briefs=selector),
        )
        self._take(source, origin)

    def _find_sitemap(self) -> None:
        robots = self.fetch(web_address(self.page.url, "/robots.txt"))
        named: Sequence[str] = ()
        if isinstance(robots, Fetched):
            named = read_robots(robots.body, robots.content_type, robots.url)
        usual = (web_address(self.page.url, path) for path in USUAL_SITEMAPS)
        for url in dict.fromkeys(chain(named[:MOST_SITEMAPS], usual)):
            if self._try_sitemap(url, must_be=url in named):
                return

    def _try_sitemap(self, url: str, *, must_be: bool) -> bool:
        """Take a sitemap that says when its pages were published: only then it is one of news."""
        source = Source(slug="site", url=url, kind=SourceKind.SITEMAP)
        timezone = timezone_of(self.page.url, self._language())
        reader = WebReader(self.fetcher)
        reading = reader.read(source, Validators(), timezone=timezone, now=self.clock.now())
        if not isinstance(reading, Harvest):
            if must_be and isinstance(reading, Unreadable):
                self._leave(url, reading.reason)
            return False
        if not any(content.published_at for content in reading.contents):
            self._leave(url, "it does not say when its pages were published")
            return False
        origin = "named by robots.txt" if must_be else "at a usual address"
        self.found.append(
            FoundSource(
                source=source,
                origin=f"{origin}; {len(reading.contents)} pages",
                title=reading.feed_title,
                contents=reading.contents,
            )
        )
        self.tell(f"sitemap: {url}, {len(reading.contents)} pages")
        return True

    def _take(self, source: Source, origin: str) -> None:
        self.found.append(FoundSource(source=source, origin=origin))
        self.tell(f"page: {source.url}, {source.items}s")

    def _leave(self, url: str, reason: str) -> None:
        self.left_out[url] = reason
        self.tell(f"left out: {url}: {reason}")


def _front_page(answer: Fetched | str) -> FrontPage | None:
    if isinstance(answer, str):
        return None
    return read_front_page(answer.body, answer.content_type, answer.url)


def _feed(answer: Fetched) -> Feed | NoFeed:
    # Only whether there are dates and texts counts here, and no time of them is ever kept.
    setting = Setting(kind=ItemKind.ARTICLE, url=answer.base, timezone="UTC")
    return read_feed(answer.body, answer.content_type, setting)


def _is_wire(url: str, home: str) -> bool:
    """Tell whether an address of the same site ends in the name of the short news."""
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return url.startswith(web_address(home, "/")) and names_wire(last)
