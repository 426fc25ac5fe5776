"""The statements of the ledger's busiest moments, built once for each dialect: claim, mark, settle.

What they mean and when they run is the affair of `outbox`.
"""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, Text, Update, bindparam, func, select, update

from digest.domain.delivery import DeliveryStatus
from digest.storage.documents import collected, numbers, table
from digest.storage.tables import deliveries

_S = DeliveryStatus
_MINE_AMONG_NAMED = func.coalesce(deliveries.c.lease_owner, "") == bindparam("owner")
"""Leased to us, written so that no planner takes it for the way to the rows: an owner holds thousands, and for each of
them SQLite without statistics would read the whole document again."""


@cache
def free(dialect: str) -> Select[Any]:
    """Select `most` queued deliveries of `edition` as one document, and lock them."""
    queued = (
        select(
            deliveries.c.id,
            deliveries.c.subscriber_id,
            deliveries.c.address,
            deliveries.c.name,
            deliveries.c.language,
            deliveries.c.themes,
            deliveries.c.attempts,
        )
        .where(deliveries.c.edition_id == bindparam("edition"), deliveries.c.status == _S.QUEUED)
        .order_by(deliveries.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    return collected(dialect, queued)


@cache
def lease(dialect: str) -> Update:
    """Lease the deliveries `named` to `owner`."""
    return (
        update(deliveries)
        .where(_named(dialect))
        .values(status=_S.LEASED, lease_owner=bindparam("owner"), **_HELD)
    )


@cache
def mark(dialect: str) -> Update:
    """Mark those deliveries `named` that are leased to `owner` as attempting."""
    return (
        update(deliveries)
        .where(_named(dialect), deliveries.c.status == _S.LEASED, _MINE_AMONG_NAMED)
        .values(status=_S.ATTEMPTING, attempts=deliveries.c.attempts + 1, **_HELD)
    )


@cache
def attempting(dialect: str) -> Select[Any]:
    """Select those deliveries `named` that `owner` attempts, as one document."""
    return collected(
        dialect,
        select(deliveries.c.id).where(
            _named(dialect), deliveries.c.status == _S.ATTEMPTING, _MINE_AMONG_NAMED
        ),
    )


@cache
def settle(dialect: str) -> Update:
    """Write down how the attempts of `owner` that stand in `ended` came to an end."""
    ended = table(
        dialect,
        "ended",
        {"delivery": BigInteger(), "status": Text(), "code": Integer(), "enhanced": Text(), "reply": Text()},
    )
    return (
        update(deliveries)
        .where(deliveries.c.id == ended.c.delivery, deliveries.c.status == _S.ATTEMPTING, _MINE_AMONG_NAMED)
        .values(
            status=ended.c.status,
            code=ended.c.code,
            enhanced=ended.c.enhanced,
            reply=ended.c.reply,
            next_attempt_at=None,
            lease_owner=None,
            lease_until=None,
            updated_at=bindparam("now"),
        )
    )


_HELD: dict[str, Any] = {"lease_until": bindparam("until"), "updated_at": bindparam("now")}


def _named(dialect: str) -> Any:
    return deliveries.c.id.in_(numbers(dialect, "named"))
