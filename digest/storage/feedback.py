"""What came of mail that came back: one row for each recipient that a report spoke of.

It decides nothing (see `digest.domain.feedback`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from digest.domain.delivery import DELIVERY_TRANSITIONS, DeliveryEvent, Reply, delivery_after, message_id
from digest.domain.edition import EditionId
from digest.domain.feedback import Action, Consequence
from digest.storage.editions import edition_row
from digest.storage.tables import deliveries, editions, feedback

_OURS = re.compile(r"<(\d{4})(\d\d)(\d\d)\.[0-9a-f]{24}@([^<>@\s]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is kept of one finding. subscriber, edition: None where nothing is proven."""

    kind: str
    action: Action
    cause: str
    consequence: Consequence
    subscriber: int | None = None
    edition: EditionId | None = None
    status: str = ""
    reply: str = ""
    diagnostic: str = ""


def is_known(connection: Connection, fingerprint: str) -> bool:
    """Tell whether a mail was dealt with before."""
    query = select(feedback.c.id).where(feedback.c.fingerprint == fingerprint).limit(1)
    return connection.execute(query).first() is not None


def record(connection: Connection, fingerprint: str, entries: Sequence[Entry], now: datetime) -> None:
    """Write down what a mail came to. Never twice: see `is_known`."""
    rows = [
        {
            "fingerprint": fingerprint,
            "position": position,
            "received_at": now,
            "day": now.date(),
            "subscriber_id": entry.subscriber,
            "edition_id": edition_row(connection, entry.edition) if entry.edition else None,
            "kind": entry.kind,
            "action": entry.action,
            "cause": entry.cause,
            "consequence": entry.consequence,
            "status": entry.status[:16],
            "reply": entry.reply[:8],
            "diagnostic": entry.diagnostic,
        }
        for position, entry in enumerate(entries)
    ]
    connection.execute(insert(feedback), rows)


def scored_days(connection: Connection, subscriber: int, since: date) -> set[date]:
    """Return the days on which something counted against a reader."""
    query = select(feedback.c.day).where(
        feedback.c.subscriber_id == subscriber,
        feedback.c.day >= since,
        feedback.c.consequence == Consequence.SCORED,
    )
    return set(connection.execute(query).scalars())


def edition_of(connection: Connection, written: str, subscriber: int) -> EditionId | None:
    """Return the edition of which this is the Message-ID for this subscriber, None where there is none."""
    found = _OURS.fullmatch(written)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    delivered = (
        select(editions.c.newsletter)
        .join(deliveries, deliveries.c.edition_id == editions.c.id)
        .where(editions.c.local_date == day, deliveries.c.subscriber_id == subscriber)
    )
    candidates = [EditionId(newsletter, day) for newsletter in connection.execute(delivered).scalars()]
    return next((one for one in candidates if message_id(one, subscriber, found[4]) == written), None)


def step_delivery(
    connection: Connection,
    edition: EditionId,
    subscriber: int,
    event: DeliveryEvent,
    *,
    reply: Reply,
    now: datetime,
) -> bool:
    """Take a later fact into the ledger, where the delivery's state allows it; return whether it did."""
    before = {state for state, step in DELIVERY_TRANSITIONS if step is event}
    (after,) = {delivery_after(state, event) for state in before}
    changed = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            deliveries.c.subscriber_id == subscriber,
            deliveries.c.status.in_(before),
        )
        .values(status=after, code=reply.code, enhanced=reply.enhanced[:16], reply=reply.text, updated_at=now)
    )
    return changed.rowcount > 0


def actions_since(connection: Connection, since: datetime) -> Counter[Action]:
    """Count what was proven to be about our mail since an instant, by whose business it is."""
    query = (
        select(feedback.c.action, func.count())
        .where(feedback.c.received_at >= since, feedback.c.subscriber_id.is_not(None))
        .group_by(feedback.c.action)
    )
    return Counter({Action(action): count for action, count in connection.execute(query)})
