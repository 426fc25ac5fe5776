"""Reads the ledger for people and for the services: counts, lists, who holds what.

It changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from digest.domain.delivery import Accounts, DeliveryStatus, Reply
from digest.domain.edition import EditionId
from digest.storage.editions import edition_row
from digest.storage.outbox import slugs, to_resend
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


def edition_of(connection: Connection, delivery: int, subscriber: int) -> EditionId | None:
    """Return the edition that a delivery is of, None when it is gone or not this subscriber's.

    A database may give the number of a row that is gone to a new one: both have to agree.
    """
    row = connection.execute(
        select(editions.c.newsletter, editions.c.local_date)
        .join(deliveries, deliveries.c.edition_id == editions.c.id)
        .where(deliveries.c.id == delivery, deliveries.c.subscriber_id == subscriber)
    ).one_or_none()
    return EditionId(*row) if row else None


def has_work(connection: Connection, edition: EditionId, now: datetime) -> bool:
    """Tell whether a run over this edition would find something to do at `now`.

    Finishing an edition of which nothing is open any more is something to do, too: a process may have
    ended between its last outcome and that step.
    """
    of_edition = deliveries.c.edition_id == edition_row(connection, edition)
    at_once = deliveries.c.status.in_(
        (DeliveryStatus.QUEUED, DeliveryStatus.LEASED, DeliveryStatus.ATTEMPTING)
    )
    later = or_(deliveries.c.status == DeliveryStatus.DEFERRED, to_resend())
    time_has_come = or_(deliveries.c.next_attempt_at.is_(None), deliveries.c.next_attempt_at <= now)

    def any_of(condition: ColumnElement[bool]) -> bool:
        query = select(deliveries.c.id).where(of_edition, condition).limit(1)
        return connection.execute(query).first() is not None

    return any_of(at_once) or any_of(later & time_has_come) or not any_of(later)


def waits_for_resend(connection: Connection, edition: EditionId) -> bool:
    """Tell whether a delivery whose reply was lost is to be handed over again."""
    query = select(deliveries.c.id).where(
        deliveries.c.edition_id == edition_row(connection, edition), to_resend()
    )
    return connection.execute(query.limit(1)).first() is not None
