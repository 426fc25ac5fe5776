"""A subscriber and what is known about them, as frozen values.

It decides nothing (see `policy`) and reads no file or table.
"""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Protocol

LANGUAGES = ("fr", "en")
"""Languages in which editions and pages are written."""
NAME_LONGEST = 200
"""Characters of the longest name that is kept: it stands in a header line of every mail."""

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Clock(Protocol):
    """The only origin of the present time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class Status(StrEnum):
    """Where a subscriber stands. Only an active one is written to; the others stay distinct for ever."""

    ACTIVE = "active"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Reason(StrEnum):
    """Why a suppression stands."""

    UNSUBSCRIBE = "unsubscribe"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"
    ERASED = "erased"


class EventKind(StrEnum):
    """What the log of consent records."""

    ADDED = "added"
    IMPORTED = "imported"
    UPDATED = "updated"
    PREFERENCES = "preferences"
    UNSUBSCRIBED = "unsubscribed"
    RETURNED = "returned"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a subscriber told us, or a file told of them.

    name: one line, may be empty. language: "fr", "en" or "" for the publication's own.
    timezone: IANA name or "" for the publication's own. themes, newsletters: slugs, empty for all.
    attributes: further columns of a file, kept as they came.
    """

    name: str = ""
    language: str = ""
    timezone: str = ""
    themes: frozenset[str] = frozenset()
    newsletters: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber(Profile):
    """One person on the list. Times are aware, in UTC; `updated_at` is the last change of anything else."""

    id: int
    address: str
    status: Status
    created_at: datetime
    updated_at: datetime

    @property
    def address_key(self) -> str:
        """The canonical form of the address (see `subscribers.address`)."""
        return self.address.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A standing reason not to write.

    address: its canonical form, or for an erased person "erased:" and a keyed hash of it.
    newsletter: slug, "" for all of them. evidence: what showed it to us, in words.
    """

    address: str
    newsletter: str
    reason: Reason
    evidence: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line in the log of consent: what happened to a subscriber, when, and what shows it."""

    kind: EventKind
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether we may write to somebody; `reason` says why not, "" when we may."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file that was not imported. line: physical line, from 1, on which the row begins."""

    line: int
    address: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done; every row is in exactly one of the four."""

    added: int
    updated: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a file, not yet judged. cells: only what the row has, by canonical column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What the newsroom offers today: the slugs that a subscriber can choose from."""

    themes: frozenset[str]
    newsletters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Preferences:
    """A subscriber as their own page shows them. received: the newsletters that they get today."""

    subscriber: Subscriber
    received: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person ticked on their preferences page: here an empty set means none, not all."""

    name: str
    language: str
    themes: frozenset[str]
    newsletters: frozenset[str]


def join_slugs(slugs: Iterable[str]) -> str:
    """Return slugs in the one spelling in which they are stored and compared: sorted, ";" between them."""
    return ";".join(sorted(slugs))


@lru_cache(maxsize=4096)
def split_slugs(text: str) -> frozenset[str]:
    """Read slugs separated by ";", in any case and order, with blanks around them or not.

    A list of a million people knows only a few different choices: each is read once.
    """
    return frozenset(slug for part in text.split(";") if (slug := part.strip().lower()))


def one_line(text: str) -> str:
    """Return `text` on one line: blanks, control characters and direction marks become single spaces.

    A name goes into a mail header, where a line break would begin another header.
    """
    return _UNPRINTABLE.sub(" ", text).strip()


def is_timezone(name: str) -> bool:
    """Tell whether `name` is an IANA time zone such as "Europe/Paris"."""
    return name in _timezones()


@cache
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
