"""Reads the ledger for people and for the services: counts, lists, who holds what.

It changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from digest.domain.delivery import Accounts, DeliveryStatus, Reply
from digest.domain.edition import EditionId
from digest.storage.editions import edition_row
from digest.storage.outbox import slugs
from digest.storage.tables import deliveries, editions


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """A delivery as people read it."""

    subscriber: int
    address: str
    status: DeliveryStatus
    attempts: int
    reply: Reply


def accounts(connection: Connection, edition: EditionId) -> Accounts:
    """Count the deliveries of an edition by state."""
    key = edition_row(connection, edition)
    recipients = connection.execute(select(editions.c.recipients).where(editions.c.id == key)).scalar_one()
    counts = connection.execute(
        select(deliveries.c.status, func.count())
        .where(deliveries.c.edition_id == key)
        .group_by(deliveries.c.status)
    )
    return Accounts(recipients=recipients, **dict(counts.all()))


def segments(connection: Connection, edition: EditionId) -> list[tuple[str, frozenset[str]]]:
    """Return the distinct (language, chosen themes) among the deliveries of an edition."""
    rows = connection.execute(
        select(deliveries.c.language, deliveries.c.themes)
        .where(deliveries.c.edition_id == edition_row(connection, edition))
        .distinct()
    )
    return [(language, slugs(themes)) for language, themes in rows]


def lease_owners(connection: Connection, edition: EditionId) -> set[str]:
    """Return who holds leases on deliveries of an edition."""
    rows = connection.execute(
        select(deliveries.c.lease_owner)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            deliveries.c.lease_owner.is_not(None),
        )
        .distinct()
    )
    return set(rows.scalars())


def records(
    connection: Connection, edition: EditionId, status: DeliveryStatus | None = None
) -> Iterator[DeliveryRecord]:
    """Yield the deliveries of an edition by address."""
    query = (
        select(deliveries)
        .where(deliveries.c.edition_id == edition_row(connection, edition))
        .order_by(deliveries.c.address)
    )
    if status:
        query = query.where(deliveries.c.status == status)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield DeliveryRecord(
            subscriber=row.subscriber_id,
            address=row.address,
            status=DeliveryStatus(row.status),
            attempts=row.attempts,
            reply=Reply(code=row.code, enhanced=row.enhanced, text=row.reply),
        )


def has_work(connection: Connection, edition: EditionId, now: datetime) -> bool:
    """Tell whether a run over this edition would find something to do at `now`."""
    time_has_come = or_(deliveries.c.next_attempt_at.is_(None), deliveries.c.next_attempt_at <= now)
    later = deliveries.c.status.in_((DeliveryStatus.DEFERRED, DeliveryStatus.UNCERTAIN)) & time_has_come
    at_once = (DeliveryStatus.QUEUED, DeliveryStatus.LEASED, DeliveryStatus.ATTEMPTING)
    work = or_(deliveries.c.status.in_(at_once), later)
    found = connection.execute(
        select(deliveries.c.id)
        .where(deliveries.c.edition_id == edition_row(connection, edition), work)
        .limit(1)
    )
    return found.first() is not None
