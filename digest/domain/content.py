"""What a source published, in our own normal form: content, and the item that we keep of it.

It does not decide which contents are the same item (see `identity`) nor where one belongs (see `themes`).
"""

import hashlib
import html
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

CLOCK_SKEW = timedelta(minutes=10)
"""How far ahead of our clock a publication time may lie before we stop believing it."""
EMBARGO = timedelta(hours=24)
"""A time further ahead than this is meant: the item waits for it. A nearer one is a wrong clock."""

_TAG = re.compile(r"<[^>]*>")
_NOON = timedelta(hours=12)
_LAST_MINUTE = timedelta(hours=22, minutes=59)
"""Into a day: the one on which the clocks go forward has 23 hours."""


class ItemKind(StrEnum):
    """An article is featured (title, standfirst, picture); a brief is short and dated to the minute."""

    ARTICLE = "article"
    BRIEF = "brief"


class Precision(StrEnum):
    """How much of a publication time its source states."""

    MINUTE = "minute"
    DAY = "day"


class Access(StrEnum):
    """Who may read the whole item on the site."""

    FREE = "free"
    SUBSCRIBER = "subscriber"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that belongs to an item; sizes in pixels where the source states them."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One item as its source gives it today: plain texts, absolute addresses, sanitised HTML.

    guid: the source's own identifier, "" when it gives none.
    url: absolute address of the page, "" when there is none.
    standfirst: plain text, may be empty; body_html: sanitised fragment, may be empty.
    published_at: aware, UTC, or None when the source does not say; never an "updated" time. Of a time
    that is precise to the day it is the first instant of that day where the source lives.
    published_origin: where that was found: "feed", "json-ld", "meta", "selector", "page", "sitemap".
    aliases: further addresses of the same page, as the source itself names them; of a brief without any,
    what else of it stays when its words are corrected.
    language: BCP 47 tag, "" when unknown.
    """

    kind: ItemKind
    guid: str
    url: str
    title: str
    kicker: str = ""
    standfirst: str = ""
    body_html: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision = Precision.MINUTE
    published_origin: str = ""
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: Image | None = None
    access: Access = Access.UNKNOWN
    reading_minutes: int | None = None
    language: str = ""

    @property
    def body_text(self) -> str:
        """The words of the body without their markup, for comparing and counting."""
        return html.unescape(_TAG.sub(" ", self.body_html))

    @property
    def content_hash(self) -> str:
        """Hex SHA-256 of what a reader can see: a change of it is an edit, hence a new revision.

        Times and categories are left out: publishers move "updated" times without touching a word.
        """
        picture = self.image.url if self.image else ""
        seen = (self.title, self.kicker, self.standfirst, self.body_html, *self.authors, picture, self.access)
        return hashlib.sha256("\x1f".join(seen).encode()).hexdigest()


def dated_as_before(edit: Content, before: Content, now: datetime) -> Content:
    """Return an edit with the publication time that counts: the first one, for a later one dates the edit.

    What had lain ahead of `now` was an embargo or a slip and may be corrected; a mere day gives way to a
    minute of that day.
    """
    stated, anew = before.published_at, edit.published_at
    if stated is None:
        return edit
    corrected = anew is not None and stated > now
    mere_day = before.published_precision is Precision.DAY
    narrowed = anew is not None and mere_day and timedelta() <= anew - stated <= _LAST_MINUTE
    if corrected or narrowed:
        return edit
    return replace(
        edit,
        published_at=stated,
        published_precision=before.published_precision,
        published_origin=before.published_origin,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A content that we keep: its identity in our database, its place and its history.

    first_gather: it was already there when its source was read for the very first time.
    theme: slug, or None while no rule takes it; theme_reason: the printable reason for either.
    theme_pinned: an editor chose it, and no rule moves it. again_at: when an editor asked for it once more
    (aware, UTC), None if nobody did.
    """

    id: int
    source: str
    content: Content
    revision: int
    first_seen_at: datetime
    first_gather: bool
    theme: str | None
    theme_reason: str
    theme_pinned: bool = False
    again_at: datetime | None = None

    @property
    def published_at(self) -> datetime:
        """When the item counts as published (aware, UTC).

        An unknown time is the time at which we first saw the item, and so is one that lies slightly
        ahead of our clock; one far ahead is an embargo and is kept. Of a time that is precise to the day
        it is an instant of that day, as near as we know to when we first saw the item.
        """
        believed = self.dated_at
        if believed is None:
            return self.first_seen_at
        if self.content.published_precision is Precision.DAY:
            return max(believed, min(self.first_seen_at, believed + _LAST_MINUTE))
        return believed

    @property
    def printed_at(self) -> datetime:
        """The instant whose date is the one to print, where the newsroom lives (aware, UTC).

        Of a mere day it is the noon where the source lives: its first minute may be the evening before
        elsewhere.
        """
        if self.content.published_precision is Precision.DAY and self.content.published_at:
            return self.content.published_at + _NOON
        return self.published_at

    @property
    def dated_at(self) -> datetime | None:
        """The source's own time as far as we believe it (aware, UTC): None where it states none.

        One slightly ahead of our clock shows a wrong clock of theirs: we believe when we first saw the item.
        """
        stated = self.content.published_at
        if stated is None or self.content.published_precision is Precision.DAY:
            return stated
        ahead = stated - self.first_seen_at
        return self.first_seen_at if CLOCK_SKEW < ahead <= EMBARGO else stated
