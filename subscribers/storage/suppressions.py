"""Standing reasons not to write to an address, and the log of consent.

A suppression stands until its person comes back or is erased; the log is only ever added to, and removed with
its person. It does not decide what either means (see `subscribers.policy`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, literal, select

from subscribers.model import Event, EventKind, Reason, Suppression
from subscribers.storage.tables import Instant, events, people, suppressions


def standing(connection: Connection, address_key: str) -> list[Suppression]:
    """Return every suppression of one address, the oldest first."""
    return standing_among(connection, [address_key])[address_key]


def standing_among(connection: Connection, keys: Sequence[str]) -> dict[str, list[Suppression]]:
    """Return the suppressions of at most `people.CHUNK` addresses, by address, the oldest first."""
    found: defaultdict[str, list[Suppression]] = defaultdict(list)
    query = select(suppressions).where(suppressions.c.address_key.in_(keys)).order_by(suppressions.c.id)
    for row in connection.execute(query).mappings():
        found[row["address_key"]].append(_suppression(row))
    return found


def erased(connection: Connection) -> dict[str, Suppression]:
    """Return the suppressions of erased people by keyed hash."""
    query = select(suppressions).where(suppressions.c.reason == Reason.ERASED.value)
    return {row["address_key"]: _suppression(row) for row in connection.execute(query).mappings()}


def add(connection: Connection, found: Iterable[Suppression]) -> None:
    """Add suppressions that do not stand yet."""
    rows = [
        {
            "address_key": suppression.address,
            "newsletter": suppression.newsletter,
            "reason": suppression.reason.value,
            "evidence": suppression.evidence,
            "created_at": suppression.created_at,
        }
        for suppression in found
    ]
    if rows:
        connection.execute(insert(suppressions), rows)


def lift_unsubscribe(connection: Connection, address_key: str, newsletters: Collection[str]) -> None:
    """Remove the unsubscriptions of one address from these newsletters ("" is the one from all)."""
    connection.execute(
        delete(suppressions).where(
            suppressions.c.address_key == address_key,
            suppressions.c.reason == Reason.UNSUBSCRIBE.value,
            suppressions.c.newsletter.in_(newsletters),
        )
    )


def forget(connection: Connection, address_key: str) -> None:
    """Remove every suppression of one address."""
    connection.execute(delete(suppressions).where(suppressions.c.address_key == address_key))


def page(connection: Connection, *, after: int, limit: int) -> list[tuple[int, Suppression]]:
    """Return up to `limit` suppressions with row ids above `after`, each with its row id."""
    query = select(suppressions).where(suppressions.c.id > after).order_by(suppressions.c.id).limit(limit)
    return [(row["id"], _suppression(row)) for row in connection.execute(query).mappings()]


def log(connection: Connection, keys: Sequence[str], kind: EventKind, at: datetime, evidence: str) -> None:
    """Add one line to the log of each person with one of at most `people.CHUNK` addresses."""
    whom = people.c.address_key.in_(keys)
    line = select(people.c.id, literal(kind.value), literal(at, Instant), literal(evidence)).where(whom)
    connection.execute(insert(events).from_select(["subscriber_id", "event", "at", "evidence"], line))


def history(connection: Connection, address_key: str) -> Iterator[Event]:
    """Yield what happened to one person, the oldest first."""
    query = (
        select(events.c.event, events.c.at, events.c.evidence)
        .join(people, people.c.id == events.c.subscriber_id)
        .where(people.c.address_key == address_key)
        .order_by(events.c.id)
    )
    for kind, at, evidence in connection.execute(query):
        yield Event(kind=EventKind(kind), at=at, evidence=evidence)


def forget_history(connection: Connection, subscriber_id: int) -> None:
    """Remove somebody's log, before their row."""
    connection.execute(delete(events).where(events.c.subscriber_id == subscriber_id))


def _suppression(row: RowMapping) -> Suppression:
    return Suppression(
        address=row["address_key"],
        newsletter=row["newsletter"],
        reason=Reason(row["reason"]),
        evidence=row["evidence"],
        created_at=row["created_at"],
    )
