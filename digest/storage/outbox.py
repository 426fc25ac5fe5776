"""The ledger: one row for each (edition, subscriber), from the freeze to the last reply.

It does not speak to a relay and does not decide what a reply means. Every statement names the states it
starts from, so that a second process, a retry or a crash in between can never take a step twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from digest.domain.delivery import MOST_UNANSWERED, DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionId
from digest.storage import statements
from digest.storage.documents import document
from digest.storage.editions import edition_row
from digest.storage.tables import deliveries, editions, feedback

LEASE = timedelta(seconds=60)
"""How long a claimed delivery stays its owner's without a sign of life."""
_S = DeliveryStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is ours for the length of a lease. attempts: earlier ones."""

    delivery: int
    subscriber: int
    address: str
    name: str
    language: str
    themes: frozenset[str]
    attempts: int


def freeze_audience(
    connection: Connection, edition: EditionId, audience: Select[tuple[object, ...]], now: datetime
) -> int:
    """Create a delivery for everybody in `audience`, in one statement; return how many there are.

    audience: columns subscriber_id, address, name, language, themes, excluded ("" or the reason why
    this person must not be written to).
    """
    people = audience.subquery()
    key = edition_row(connection, edition)
    excluded = people.c.excluded != ""
    rows = select(
        literal(key),
        people.c.subscriber_id,
        people.c.address,
        people.c.name,
        people.c.language,
        people.c.themes,
        case((excluded, _S.EXCLUDED.value), else_=_S.QUEUED.value),
        people.c.excluded,
        literal(0),
        literal(0),
        literal(0),
        literal(""),
        literal(now, deliveries.c.updated_at.type),
    )
    columns = (
        "edition_id",
        "subscriber_id",
        "address",
        "name",
        "language",
        "themes",
        "status",
        "reply",
        "attempts",
        "unanswered",
        "code",
        "enhanced",
        "updated_at",
    )
    connection.execute(insert(deliveries).from_select(columns, rows))
    count: int = connection.execute(
        select(func.count()).select_from(deliveries).where(deliveries.c.edition_id == key)
    ).scalar_one()
    connection.execute(update(editions).where(editions.c.id == key).values(recipients=count))
    return count


def claim(connection: Connection, edition: EditionId, owner: str, limit: int, now: datetime) -> list[Claimed]:
    """Lease up to `limit` queued deliveries to `owner`; two owners never get the same one."""
    dialect = connection.dialect.name
    rows = connection.execute(
        statements.free(dialect), {"edition": edition_row(connection, edition), "most": limit}
    ).scalar()
    claimed = [
        Claimed(
            delivery=delivery,
            subscriber=subscriber,
            address=address,
            name=name,
            language=language,
            themes=slugs(themes),
            attempts=attempts,
        )
        for delivery, subscriber, address, name, language, themes, attempts in rows or ()
    ]
    if claimed:
        # They are locked (on SQLite nobody else writes): each of them still is as it was read.
        named = document((one.delivery,) for one in claimed)
        connection.execute(
            statements.lease(dialect), {"named": named, "owner": owner, "until": now + LEASE, "now": now}
        )
    return claimed


def mark_attempting(connection: Connection, owner: str, ids: Sequence[int], now: datetime) -> set[int]:
    """Write down that these leased deliveries are about to be handed over; return those still ours."""
    dialect, named = connection.dialect.name, document((delivery,) for delivery in ids)
    marked = connection.execute(
        statements.mark(dialect), {"named": named, "owner": owner, "until": now + LEASE, "now": now}
    )
    if marked.rowcount == len(ids):
        return set(ids)
    # An attempt of ours is marked once: those that are, were marked just now.
    ours = connection.execute(statements.attempting(dialect), {"named": named, "owner": owner}).scalar()
    return {delivery for (delivery,) in ours or ()}


def settle(
    connection: Connection,
    owner: str,
    outcomes: Sequence[Outcome],
    retry: dict[int, datetime],
    now: datetime,
) -> None:
    """Write down how attempts ended. retry: when to try again, where the attempt was not the last."""
    final = [outcome for outcome in outcomes if outcome.delivery not in retry]
    if final:
        connection.execute(
            statements.settle(connection.dialect.name),
            {"ended": document(map(_as_row, final)), "owner": owner, "now": now},
        )
    again = [outcome for outcome in outcomes if outcome.delivery in retry]
    if again:
        _settle_for_now(connection, owner, again, retry, now)


def _as_row(outcome: Outcome) -> tuple[object, ...]:
    reply = outcome.reply
    return outcome.delivery, outcome.status, reply.code, reply.enhanced[:16], reply.text


def _settle_for_now(
    connection: Connection,
    owner: str,
    outcomes: Sequence[Outcome],
    retry: dict[int, datetime],
    now: datetime,
) -> None:
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == bindparam("row"),
            deliveries.c.status == _S.ATTEMPTING,
            deliveries.c.lease_owner == owner,
        )
        .values(
            status=bindparam("after"),
            code=bindparam("reply_code"),
            enhanced=bindparam("reply_enhanced"),
            reply=bindparam("reply_text"),
            next_attempt_at=bindparam("retry_at"),
            unanswered=deliveries.c.unanswered + bindparam("lost_replies"),
            lease_owner=None,
            lease_until=None,
            updated_at=now,
        ),
        [
            {
                "row": outcome.delivery,
                "after": outcome.status,
                "reply_code": outcome.reply.code,
                "reply_enhanced": outcome.reply.enhanced[:16],
                "reply_text": outcome.reply.text,
                "retry_at": retry[outcome.delivery],
                "lost_replies": int(outcome.status is _S.UNCERTAIN),
            }
            for outcome in outcomes
        ],
    )


def exclude(connection: Connection, owner: str, reasons: dict[int, str], now: datetime) -> None:
    """Leave out leased deliveries whose readers may no longer be written to."""
    if not reasons:
        return
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == bindparam("row"),
            deliveries.c.status == _S.LEASED,
            deliveries.c.lease_owner == owner,
        )
        .values(
            status=_S.EXCLUDED, reply=bindparam("why"), lease_owner=None, lease_until=None, updated_at=now
        ),
        [{"row": row, "why": reason} for row, reason in reasons.items()],
    )


def give_back(connection: Connection, owner: str, ids: Sequence[int], now: datetime) -> None:
    """Queue deliveries of `owner` again of which the relay has nothing; an attempt not made counts as none."""
    free = {"status": _S.QUEUED, "lease_owner": None, "lease_until": None, "updated_at": now}
    mine = (deliveries.c.id.in_(ids)) & (deliveries.c.lease_owner == owner)
    connection.execute(
        update(deliveries)
        .where(mine, deliveries.c.status == _S.ATTEMPTING)
        .values(attempts=deliveries.c.attempts - 1, **free)
    )
    connection.execute(update(deliveries).where(mine, deliveries.c.status == _S.LEASED).values(**free))


def defer_open(
    connection: Connection, edition: EditionId, owner: str, reply: Reply, *, retry_at: datetime, now: datetime
) -> int:
    """Defer what is queued, or leased to `owner`, because the relay cannot be reached at all.

    What is queued stays so while another owner is being served: then the relay is not down, we are.
    Return how many. It is no attempt of theirs, so `attempts` stays.
    """
    others = exists().where(
        deliveries.c.edition_id == edition_row(connection, edition),
        deliveries.c.lease_owner != owner,
        deliveries.c.lease_until > now,
    )
    served = connection.execute(select(others)).scalar_one()
    mine = (deliveries.c.status == _S.LEASED) & (deliveries.c.lease_owner == owner)
    deferred = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            mine if served else or_(deliveries.c.status == _S.QUEUED, mine),
        )
        .values(
            status=_S.DEFERRED,
            code=reply.code,
            enhanced=reply.enhanced,
            reply=reply.text,
            next_attempt_at=retry_at,
            lease_owner=None,
            lease_until=None,
            updated_at=now,
        )
    )
    return deferred.rowcount


def renew(connection: Connection, owner: str, now: datetime) -> None:
    """Show a sign of life for everything that `owner` holds."""
    connection.execute(
        update(deliveries).where(deliveries.c.lease_owner == owner).values(lease_until=now + LEASE)
    )


def recover(
    connection: Connection, edition: EditionId, gone: Sequence[str], now: datetime
) -> tuple[int, int]:
    """Take back what an interrupted run left: from owners in `gone` at once, from others after their lease.

    What was only leased is queued again. What was being handed over is uncertain: the relay may have it.
    Return the two counts.
    """
    void = or_(deliveries.c.lease_owner.in_(gone), deliveries.c.lease_until < now)
    of_edition = deliveries.c.edition_id == edition_row(connection, edition)
    free = {"lease_owner": None, "lease_until": None, "updated_at": now}
    queued = connection.execute(
        update(deliveries)
        .where(of_edition, deliveries.c.status == _S.LEASED, void)
        .values(status=_S.QUEUED, **free)
    )
    uncertain = connection.execute(
        update(deliveries)
        .where(of_edition, deliveries.c.status == _S.ATTEMPTING, void)
        .values(status=_S.UNCERTAIN, reply="interrupted while it was being handed over", **free)
    )
    return queued.rowcount, uncertain.rowcount


def requeue(
    connection: Connection,
    edition: EditionId,
    status: DeliveryStatus,
    now: datetime,
    *,
    due_by: datetime | None = None,
) -> int:
    """Queue deferred or uncertain deliveries again; with `due_by` only those whose time has come.

    Of the uncertain ones only those that went unanswered a few times only.
    """
    query = update(deliveries).where(
        deliveries.c.edition_id == edition_row(connection, edition), deliveries.c.status == status
    )
    if status is _S.UNCERTAIN:
        query = query.where(to_resend())
    if due_by is not None:
        time_has_come = or_(deliveries.c.next_attempt_at.is_(None), deliveries.c.next_attempt_at <= due_by)
        query = query.where(time_has_come)
    return connection.execute(query.values(status=_S.QUEUED, next_attempt_at=None, updated_at=now)).rowcount


def cancel(connection: Connection, edition: EditionId, now: datetime) -> None:
    """Leave out everybody who was not served when the edition was cancelled."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            deliveries.c.status.in_((_S.QUEUED, _S.LEASED, _S.DEFERRED)),
        )
        .values(status=_S.EXCLUDED, reply="cancelled", next_attempt_at=None, updated_at=now)
    )


def defer_refused(
    connection: Connection, edition: EditionId, reply: Reply, retry_at: datetime, now: datetime
) -> None:
    """Give back to the queue whom the relay refused with this reply: it was about us, not about them.

    Once: should the relay say the same of them again, it is them, and the list goes on behind them.
    """
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            deliveries.c.status == _S.REFUSED,
            deliveries.c.attempts == 1,
            deliveries.c.code == reply.code,
            deliveries.c.enhanced == reply.enhanced,
        )
        .values(status=_S.DEFERRED, next_attempt_at=retry_at, updated_at=now)
    )


def expire(connection: Connection, edition: EditionId, now: datetime) -> int:
    """Give up what is still queued or deferred: the edition is too old to be of use. Return how many."""
    return connection.execute(
        update(deliveries)
        .where(
            deliveries.c.edition_id == edition_row(connection, edition),
            deliveries.c.status.in_((_S.QUEUED, _S.DEFERRED)),
        )
        .values(status=_S.EXPIRED, next_attempt_at=None, updated_at=now)
    ).rowcount


def slugs(themes: str) -> frozenset[str]:
    """Read the copy of a reader's themes that a delivery holds: slugs with semicolons between."""
    return frozenset(filter(None, themes.split(";")))


def anonymise(connection: Connection, subscriber: int) -> None:
    """Forget who a subscriber was in every delivery; that there was one stays, so that accounts balance.

    What servers reported of them goes altogether.
    """
    connection.execute(delete(feedback).where(feedback.c.subscriber_id == subscriber))
    connection.execute(
        update(deliveries)
        .where(deliveries.c.subscriber_id == subscriber)
        .values(address="erased", name="", reply="")
    )
    open_states = (_S.QUEUED, _S.DEFERRED, _S.LEASED)
    connection.execute(
        update(deliveries)
        .where(deliveries.c.subscriber_id == subscriber, deliveries.c.status.in_(open_states))
        .values(status=_S.EXCLUDED, reply="erased", lease_owner=None, lease_until=None, next_attempt_at=None)
    )


def to_resend() -> ColumnElement[bool]:
    """Say in SQL which uncertain deliveries are handed over again: each time may make a copy."""
    return (deliveries.c.status == DeliveryStatus.UNCERTAIN) & (deliveries.c.unanswered < MOST_UNANSWERED)
