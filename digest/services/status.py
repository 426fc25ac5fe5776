"""Says how things stand: editions with their accounts, sources with their health.

Everything is derived from rows at the moment of asking; nothing is counted in a second place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from digest.domain.delivery import Accounts
from digest.domain.edition import Edition
from digest.domain.newsroom import Newsletter
from digest.domain.schedule import WAITING, Slot, Standing, awaits_closing, next_slot
from digest.ports import Clock
from digest.services.health import SourceStanding, source_standings
from digest.storage.accounts import accounts
from digest.storage.editions import list_editions, standings
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How things stand. upcoming: the next slot of each newsletter, by slug; subscribers not counted."""

    editions: tuple[tuple[Edition, Accounts], ...]
    sources: tuple[SourceStanding, ...]
    upcoming: dict[str, Slot | None]
    timezone: str
    at: datetime


def status(database: Database, clock: Clock, interval: timedelta, *, limit: int = 20) -> Status:
    """Return the latest `limit` editions, every source, and what comes next.

    interval: how often a source is read. Raises NotReady while no newsroom was applied.
    """
    now = clock.now()
    with database.read() as connection:
        newsroom = load_newsroom(connection)
        zone = ZoneInfo(newsroom.publication.timezone)
        return Status(
            editions=_editions(connection, limit),
            sources=source_standings(connection, newsroom, now, interval),
            upcoming={
                newsletter.slug: _upcoming(connection, newsletter, now, zone)
                for newsletter in newsroom.newsletters
            },
            timezone=newsroom.publication.timezone,
            at=now,
        )


def _editions(connection: Connection, limit: int) -> tuple[tuple[Edition, Accounts], ...]:
    return tuple(
        (edition, accounts(connection, edition.id)) for edition in list_editions(connection, limit=limit)
    )


def _upcoming(connection: Connection, newsletter: Newsletter, now: datetime, zone: ZoneInfo) -> Slot | None:
    """Return the next slot whose edition nobody has sent or decided against yet."""
    today = now.astimezone(zone).date()
    known = standings(connection, newsletter.slug, today)
    slot = next_slot(newsletter, now, zone)
    while slot and (standing := known.get(slot.date)) and _is_settled(standing, slot):
        slot = next_slot(newsletter, slot.send, zone)
    return slot


def _is_settled(standing: Standing, slot: Slot) -> bool:
    return standing.status not in WAITING and not awaits_closing(standing, slot)
