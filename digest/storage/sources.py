"""Keeps how each source is doing: validators, successes, failures.

It does not fetch, and it does not decide when to try again (see `services.gather`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select, update

from digest.domain.gathering import Move, Unreadable, Validators
from digest.storage.tables import items, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What happened to a source so far. Times are aware, UTC, None when it never happened.

    not_before: the server asked us, or we decided, to stay away until then; asked_until: the server alone.
    failures: in a row. move: where permanent redirects lead. moved_from: the address in newsroom.toml, where
    such redirects were followed for good since.
    """

    source: str
    validators: Validators
    first_gathered_at: datetime | None
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    not_before: datetime | None
    asked_until: datetime | None
    failures: int
    last_error: str
    gone: bool
    move: Move
    moved_from: str
    newest_item_at: datetime | None


def source_states(connection: Connection) -> dict[str, SourceState]:
    """Return the state of every source of the newsroom, by slug, in the editors' order."""
    # What is dated ahead, an embargo or an agenda, is no news of tomorrow: it came when it was first seen.
    ahead = items.c.published_at > items.c.first_seen_at
    came = case(
        (ahead, items.c.first_seen_at), else_=func.coalesce(items.c.published_at, items.c.first_seen_at)
    )
    latest = connection.execute(select(items.c.source, func.max(came)).group_by(items.c.source))
    newest = dict(latest.all())
    rows = connection.execute(
        select(sources).where(~sources.c.retired).order_by(sources.c.position)
    ).mappings()
    return {
        row["slug"]: SourceState(
            source=row["slug"],
            validators=Validators(
                etag=row["etag"], last_modified=row["last_modified"], host=row["validators_host"]
            ),
            move=Move(to=row["moved_to"], readings=row["moves"]),
            newest_item_at=newest.get(row["slug"]),
            **{
                name: row[name]
                for name in (
                    "first_gathered_at",
                    "last_attempt_at",
                    "last_success_at",
                    "not_before",
                    "asked_until",
                    "failures",
                    "last_error",
                    "gone",
                    "moved_from",
                )
            },
        )
        for row in rows
    }


def former_addresses(connection: Connection) -> dict[str, str]:
    """Return the addresses that sources of the newsroom have moved from for good, by slug."""
    moved = select(sources.c.slug, sources.c.moved_from).where(~sources.c.retired, sources.c.moved_from != "")
    return dict(connection.execute(moved).all())


def forget_moves(connection: Connection) -> None:
    """Forget the addresses that sources moved from. `save_newsroom` must have seen them before."""
    connection.execute(update(sources).where(sources.c.moved_from != "").values(moved_from=""))


def first_sights(connection: Connection, since: datetime) -> dict[str, dict[datetime, int]]:
    """Return for each source how many items were first seen at each instant after `since`.

    The stock that was there when a source was read for the first time is left out. All items of one reading
    have one instant, so that the answer grows with the readings that brought news, not with the items.
    """
    kept = select(sources.c.slug).where(~sources.c.retired)
    rows = connection.execute(
        select(items.c.source, items.c.first_seen_at, func.count())
        .where(items.c.first_seen_at > since, ~items.c.first_gather, items.c.source.in_(kept))
        .group_by(items.c.source, items.c.first_seen_at)
    )
    seen: dict[str, dict[datetime, int]] = {}
    for source, instant, count in rows:
        seen.setdefault(source, {})[instant] = count
    return seen


def record_success(
    connection: Connection,
    source: str,
    validators: Validators,
    now: datetime,
    *,
    not_before: datetime | None = None,
    move: Move | None = None,
) -> None:
    """Note that the source answered, changed or not. not_before: until when its answer stays fresh."""
    move = move or Move()
    connection.execute(
        update(sources)
        .where(sources.c.slug == source)
        .values(
            etag=validators.etag,
            last_modified=validators.last_modified,
            validators_host=validators.host,
            first_gathered_at=func.coalesce(sources.c.first_gathered_at, now),
            last_attempt_at=now,
            last_success_at=now,
            not_before=not_before,
            asked_until=None,
            failures=0,
            last_error="",
            gone=False,
            moved_to=move.to,
            moves=move.readings,
        )
    )


def record_failure(
    connection: Connection,
    source: str,
    failure: Unreadable,
    now: datetime,
    not_before: datetime,
    *,
    asked_until: datetime | None = None,
) -> None:
    """Note that the source could not be read, why, and until when it is left alone."""
    connection.execute(
        update(sources)
        .where(sources.c.slug == source)
        .values(
            last_attempt_at=now,
            not_before=not_before,
            asked_until=asked_until,
            failures=sources.c.failures + 1,
            last_error=failure.reason,
            gone=failure.gone,
        )
    )


def adopt_address(connection: Connection, source: str, old: str, new: str) -> bool:
    """Make `new` the address of the source in the newsroom in force; its history stays.

    Return False, and leave all as it is, when an editor gave it another address than `old` meanwhile.
    """
    adopted = connection.execute(
        update(sources)
        .where(sources.c.slug == source, sources.c.url == old)
        .values(url=new, moved_from=old, moved_to="", moves=0)
    )
    return adopted.rowcount > 0
