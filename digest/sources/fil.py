"""Reads le fil: a page, or a part of one, that lists briefs with a time each and says now and then which day it is.

It fetches nothing. Where the day of a time is open, the brief has no date: no date is better than a wrong one.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.domain.content import CLOCK_SKEW, Content, Precision
from digest.domain.folding import fold
from digest.domain.identity import canonical_url
from digest.sources.briefs import Brief, find_briefs
from digest.sources.dates import Stated, at_clock
from digest.sources.entry import LONGEST_TITLE, Entry, Setting, Text, content_of
from digest.sources.feed import Feed, NoFeed
from digest.sources.plaintext import shorten
from digest.sources.relative_dates import Mark
from digest.sources.timemarks import TimeMark
from digest.sources.webpage import parse_page, words_in

_MOST_FAULTS = 20
_AT_WORK = timedelta(hours=6)
"""How old the newest brief of a list without days may be: beyond that nobody knows since when it has stood still."""


def read_briefs(
    body: bytes, content_type: str, setting: Setting, *, selector: str, now: datetime
) -> Feed | NoFeed:
    """Read a web page as a list of briefs. Nothing on a page can make this fail.

    selector: CSS, the part of the page that holds le fil; without one ("") it is the list with the most
    times. now: when the page was fetched (aware); setting.timezone is that of its times.
    """
    page = parse_page(body, content_type, setting.url)
    if page is None:
        return NoFeed("is no web page, or an empty one: open it in a browser")
    within = replace(setting, url=page.url, language=setting.language or page.tree.get("lang", ""))
    title = next((words_in(element) for element in page.tree.iter("title")), "")
    found = find_briefs(page, within, selector, now)
    if not found:
        return NoFeed(_nothing(selector))
    contents = _contents(found, within, now)
    undated = [
        f"“{shorten(content.title, 60)}” has a time, but its day is not certain: it counts as published when we"
        " first saw it"
        for content in contents
        if content.published_at is None
    ]
    return Feed(title=shorten(title, LONGEST_TITLE), contents=contents, faults=tuple(undated[:_MOST_FAULTS]))


def _nothing(selector: str) -> str:
    if selector:
        return f"has no briefs (texts with a time) where {selector!r} points: correct selectors.briefs"
    return (
        "shows no list of briefs (texts with a time) that we can find by ourselves: name the part of the page"
        ' that holds them, selectors = { briefs = "…" }'
    )


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a brief was published. day: as the page states it, None where it leaves it open."""

    day: date | None
    stated: Stated | None


class _Days:
    """Tells which day the times of a list are of, one after the other in the order of the page.

    The day in force decides, and order alone nothing: within a day a later time may stand above or below.
    """

    def __init__(self, timezone_name: str, now: datetime) -> None:
        self._timezone = timezone_name
        self._now = now
        self._today = now.astimezone(ZoneInfo(timezone_name)).date()
        self._outrun: set[TimeMark] = set()
        self._lowest: datetime | None = None
        self._is_lost = False

    def moment(self, brief: Brief) -> _Moment:
        """Return when the next brief of the list was published."""
        time, under = brief.time, brief.under
        if time.exact:
            return _Moment(time.mark.day, time.exact)
        if time.mark.ago:
            return _Moment(under.mark.day if under else None, time.mark.ago)
        if under:
            return _Moment(under.mark.day, self._under(under, time.mark))
        stated = self._above(brief.above, time.mark) if brief.above else self._without_day(time.mark)
        return _Moment(self._day_of(stated) if stated and brief.above else None, stated)

    def _under(self, under: TimeMark, mark: Mark) -> Stated | None:
        """Put a time under the day in force.

        One that is still to come shows that the list has run into an earlier day without saying so.
        """
        stated = at_clock(under.mark.day, mark.clock, self._timezone) if under.mark.day else None
        if stated and stated.instant > self._now + CLOCK_SKEW:
            self._outrun.add(under)
        return None if under in self._outrun else stated

    def _above(self, first: TimeMark, mark: Mark) -> Stated | None:
        """Put a time that stands above the first day of the list: it is of a later day than that one.

        Where only one day is left it is that; where the time fits more, it is as if the list had no days.
        """
        stated, ceiling = self._latest(mark), first.mark.day
        if stated is None or ceiling is None:
            return self._without_day(mark)
        days = (self._day_of(stated) - ceiling).days
        if days < 1:
            return None
        return stated if days == 1 else self._without_day(mark)

    def _without_day(self, mark: Mark) -> Stated | None:
        """Take a time of a list that is being written for the latest there was, as far down as can be known.

        The list is being written where its newest brief is hours old: a list that rested for the weekend has
        one of Friday evening. It can be known until a time would lie after one above it: the list may have
        gone on to the day before there.
        """
        stated = self._latest(mark)
        if stated is None or self._is_lost:
            return None
        if self._lowest is None:
            self._is_lost = stated.instant < self._now - _AT_WORK
        else:
            self._is_lost = stated.instant > self._lowest
        self._lowest = stated.instant
        return None if self._is_lost else stated

    def _latest(self, mark: Mark) -> Stated | None:
        """Return the last instant at which a clock showed this time, None where that is not certain."""
        stated = at_clock(self._today, mark.clock, self._timezone)
        if stated and self._now < stated.instant <= self._now + CLOCK_SKEW:
            return None  # The site's clock is ahead of ours, or the brief is nearly a day old.
        if stated and stated.instant > self._now:
            return at_clock(self._today - timedelta(days=1), mark.clock, self._timezone)
        return stated

    def _day_of(self, stated: Stated) -> date:
        return stated.instant.astimezone(ZoneInfo(self._timezone)).date()


def _contents(briefs: Sequence[Brief], setting: Setting, now: datetime) -> tuple[Content, ...]:
    days = _Days(setting.timezone, now)
    used = Counter(brief.link for brief in briefs)
    return tuple(
        _content(brief, setting, days.moment(brief), is_alone=used[brief.link] == 1) for brief in briefs
    )


def _content(brief: Brief, setting: Setting, moment: _Moment, *, is_alone: bool) -> Content:
    """Return the content of a brief. is_alone: no other one leads to the same address."""
    address = brief.link or (
        f"{setting.url.partition('#')[0]}#{brief.anchor}" if brief.anchor else setting.url
    )
    entry = Entry(links=(address,), title=Text(brief.title, is_html=False), body=Text(brief.markup))
    content = content_of(entry, setting)
    own = is_alone and canonical_url(brief.link) not in ("", canonical_url(setting.url))
    return replace(
        content,
        guid=content.url if own else _guid(moment.day, brief.time.wall, content.title),
        aliases=() if own else _minute(brief, moment),
        published_at=moment.stated.instant if moment.stated else None,
        published_precision=moment.stated.precision if moment.stated else Precision.MINUTE,
        published_origin="page" if moment.stated else "",
    )


def _minute(brief: Brief, moment: _Moment) -> tuple[str, ...]:
    """Return the name by which a brief without an address is known again once its title was corrected.

    It is no guid: two briefs of one minute share it, and then it names neither.
    """
    stated = moment.stated
    if stated is None or stated.precision is not Precision.MINUTE or brief.time.mark.ago:
        return ()
    return (f"minute:{stated.instant.astimezone(UTC):%Y-%m-%dT%H:%M}",)


def _guid(day: date | None, wall: str, title: str) -> str:
    """Return what identifies a brief without an address: nothing that depends on its place or on today."""
    return hashlib.sha256(f"{day or ''} {wall} {fold(title)}".encode()).hexdigest()
