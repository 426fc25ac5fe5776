"""What one reading of a source can end in.

It does not fetch or parse: `digest.sources` makes these values and `services.gather` acts on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.domain.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server gave us to ask "has it changed?" (RFC 9110 §8.8), kept byte for byte.

    host: who gave them, where redirects led to another host than that of the source's address; else "".
    """

    etag: str = ""
    last_modified: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """The source answered; contents in the order of the document, which may be empty.

    faults: entries that could not be used, one sentence each. feed_title: as the document calls itself.
    fresh_for: how long the server says that nothing changes (RFC 9111 §5.2.2.1), zero where it does not.
    moved_to: where permanent redirects, and only such, led to the document, "" for nowhere.
    """

    contents: tuple[Content, ...]
    validators: Validators
    feed_title: str = ""
    faults: tuple[str, ...] = ()
    fresh_for: timedelta = timedelta()
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The source answered that nothing changed since the validators we sent (304); see `Harvest`."""

    validators: Validators
    fresh_for: timedelta = timedelta()
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """The source could not be read; `reason` says what came back and what to do about it.

    gone: the server says that the address is gone for good (410).
    retry_after: how long the server asked us to stay away, where it said so.
    """

    reason: str
    gone: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What the page of an article added to what was known of it.

    origins: for each field of the content, where its value was found, for people ("json-ld", "meta
    og:title", "selector .chapo", "feed"). fault: why the page could not be used, "" when it could.
    forbidden: the site keeps programs off this page, and is in no trouble for it.
    """

    content: Content
    origins: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    forbidden: bool = False


Reading = Harvest | Unchanged | Unreadable
"""What `SourceReader.read` returns."""


RETRY_LONGEST = timedelta(hours=6)
"""The longest that we leave a failing source alone, unless its server asks for more."""
ASKED_LONGEST = timedelta(hours=24)
"""The longest that we stay away because a server asks us to."""
FRESH_LONGEST = timedelta(hours=1)
"""The longest that we take a server's word that nothing is new: max-age is set for visitors of a site, often
to a day and by a default, and a newsroom that closes its edition at half past six wants the news of six."""
ADOPTED_AFTER = 3
"""Readings in a row that led the same way for good before that is the source's address. One may be a slip
of a server that is being moved, and browsers that believed one such slip never find back."""


def next_try(
    now: datetime, failures: int, interval: timedelta, asked: timedelta | None, spread: float
) -> datetime:
    """Return when to read a failing source again: the interval, doubled with each failure in a row.

    failures: in a row, this one included. asked: what the server's Retry-After says. spread: a number in
    [0, 1) that adds up to 20 % so that the sources of one server do not all return at one instant.
    """
    doublings = min(failures - 1, 10)
    wait = min(interval * float(2**doublings), RETRY_LONGEST) * (1 + 0.2 * spread)
    return now + max(wait, min(asked or wait, ASKED_LONGEST))


def asked_until(now: datetime, asked: timedelta | None) -> datetime | None:
    """Return until when a server wants to be left alone, None where it did not say so."""
    return now + min(asked, ASKED_LONGEST) if asked else None


def fresh_until(now: datetime, fresh_for: timedelta) -> datetime | None:
    """Return until when a source that answered need not be read again, None where it may be at any time."""
    return now + min(fresh_for, FRESH_LONGEST) if fresh_for else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where permanent redirects lead, "" for nowhere, and in how many readings in a row they did."""

    to: str = ""
    readings: int = 0

    def after(self, moved_to: str) -> "Move":
        """Return what is known after one more reading, which led to `moved_to`."""
        if not moved_to:
            return Move()
        return Move(to=moved_to, readings=self.readings + 1 if moved_to == self.to else 1)

    @property
    def is_certain(self) -> bool:
        """Whether the source has moved, and is to be read there from now on."""
        return self.readings >= ADOPTED_AFTER
