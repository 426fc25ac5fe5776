"""Keeps how each source is doing: validators, successes, failures.

It does not fetch, and it does not decide when to try again (see `services.gather`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from digest.domain.gathering import Unreadable, Validators
from digest.storage.tables import items, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What happened to a source so far. Times are aware, UTC, None when it never happened.

    not_before: the server asked us, or we decided, to stay away until then. failures: in a row.
    """

    source: str
    validators: Validators
    first_gathered_at: datetime | None
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    not_before: datetime | None
    failures: int
    last_error: str
    gone: bool
    newest_item_at: datetime | None

    @property
    def state(self) -> str:
        """One word for people: new, ok, failing or gone."""
        if self.gone:
            return "gone"
        if self.failures:
            return "failing"
        return "ok" if self.last_success_at else "new"


def source_states(connection: Connection) -> dict[str, SourceState]:
    """Return the state of every source of the newsroom, by slug, in the editors' order."""
    latest = connection.execute(
        select(items.c.source, func.max(func.coalesce(items.c.published_at, items.c.first_seen_at))).group_by(
            items.c.source
        )
    )
    newest = dict(latest.all())
    rows = connection.execute(
        select(sources).where(~sources.c.retired).order_by(sources.c.position)
    ).mappings()
    return {
        row["slug"]: SourceState(
            source=row["slug"],
            validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
            newest_item_at=newest.get(row["slug"]),
            **{
                name: row[name]
                for name in (
                    "first_gathered_at",
                    "last_attempt_at",
                    "last_success_at",
                    "not_before",
                    "failures",
                    "last_error",
                    "gone",
                )
            },
        )
        for row in rows
    }


def record_success(connection: Connection, source: str, validators: Validators, now: datetime) -> None:
    """Note that the source answered, changed or not."""
    connection.execute(
        update(sources)
        .where(sources.c.slug == source)
        .values(
            etag=validators.etag,
            last_modified=validators.last_modified,
            first_gathered_at=func.coalesce(sources.c.first_gathered_at, now),
            last_attempt_at=now,
            last_success_at=now,
            not_before=None,
            failures=0,
            last_error="",
            gone=False,
        )
    )


def record_failure(
    connection: Connection, source: str, failure: Unreadable, now: datetime, not_before: datetime
) -> None:
    """Note that the source could not be read, why, and until when it is left alone."""
    connection.execute(
        update(sources)
        .where(sources.c.slug == source)
        .values(
            last_attempt_at=now,
            not_before=not_before,
            failures=sources.c.failures + 1,
            last_error=failure.reason,
            gone=failure.gone,
        )
    )
