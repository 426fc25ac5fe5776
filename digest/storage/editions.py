"""Keeps editions: what they print, why, and where they stand.

It does not decide on a step: states change only along `domain.edition.EDITION_TRANSITIONS`, by
compare-and-swap, so that of two processes that want the same step one takes it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from digest.domain.edition import (
    WENT_OUT,
    Decision,
    Edition,
    EditionContent,
    EditionEvent,
    EditionId,
    EditionStatus,
    OwnWords,
    edition_after,
)
from digest.domain.schedule import Standing
from digest.domain.selection import Selection, Window
from digest.errors import IllegalTransition, UnknownName
from digest.storage.tables import decisions, deliveries, editions

_CONTENT = TypeAdapter(EditionContent)


def find_edition(connection: Connection, edition: EditionId, *, to_change: bool = False) -> Edition | None:
    """Return the edition of that newsletter and date, None when there is none yet.

    to_change: hold the row until the transaction ends, so that what is decided on it still holds then.
    """
    query = select(editions).where(_is(edition))
    row = connection.execute(query.with_for_update() if to_change else query).mappings().first()
    return _edition(row) if row else None


def get_edition(connection: Connection, edition: EditionId, *, to_change: bool = False) -> Edition:
    """Return the edition, as `find_edition` does. Raises UnknownName that lists the latest ones."""
    found = find_edition(connection, edition, to_change=to_change)
    if found is None:
        latest = [str(known.id) for known in list_editions(connection, limit=5)]
        raise UnknownName("edition", str(edition), latest)
    return found


def edition_status(connection: Connection, edition: EditionId) -> EditionStatus | None:
    """Return where an edition stands, without what it prints; None when there is none."""
    found = connection.execute(select(editions.c.status).where(_is(edition))).scalar()
    return EditionStatus(found) if found else None


def list_editions(
    connection: Connection, *, statuses: Sequence[EditionStatus] = (), newsletter: str = "", limit: int = 60
) -> list[Edition]:
    """Return editions, the latest date first."""
    query = select(editions).order_by(editions.c.local_date.desc(), editions.c.newsletter).limit(limit)
    if statuses:
        query = query.where(editions.c.status.in_(statuses))
    if newsletter:
        query = query.where(editions.c.newsletter == newsletter)
    return [_edition(row) for row in connection.execute(query).mappings()]


def standings(connection: Connection, newsletter: str, since: date) -> dict[date, Standing]:
    """Return what the schedule must know of the editions of `newsletter` from `since` on."""
    rows = connection.execute(
        select(editions).where(editions.c.newsletter == newsletter, editions.c.local_date >= since)
    ).mappings()
    return {
        row["local_date"]: Standing(
            status=EditionStatus(row["status"]),
            cutoff=row["cutoff"],
            released_at=row["released_at"],
            thin=row["thin"],
        )
        for row in rows
    }


def last_cutoff(connection: Connection, edition: EditionId) -> datetime | None:
    """Return the cutoff of the last other edition of this newsletter that went out, None before the first."""
    found: datetime | None = connection.execute(
        select(func.max(editions.c.cutoff)).where(
            editions.c.newsletter == edition.newsletter, went_out(), ~_is(edition)
        )
    ).scalar()
    return found


def carried_items(
    connection: Connection, edition: EditionId, *, closed_after: datetime | None = None
) -> dict[int, date]:
    """Return every item that another edition of this newsletter carried, with that edition's date.

    closed_after: only what editions carried that closed later than this.
    """
    query = (
        select(decisions.c.item_id, editions.c.local_date)
        .join(editions, editions.c.id == decisions.c.edition_id)
        .where(decisions.c.included, editions.c.newsletter == edition.newsletter, went_out(), ~_is(edition))
    )
    if closed_after is not None:
        query = query.where(editions.c.cutoff > closed_after)
    return dict(connection.execute(query).all())


def open_edition(connection: Connection, edition: EditionId) -> Edition:
    """Return the edition to change it, creating it as `collecting` when it does not exist."""
    found = find_edition(connection, edition, to_change=True)
    if found:
        return found
    connection.execute(
        insert(editions).values(
            newsletter=edition.newsletter, local_date=edition.date, status=EditionStatus.COLLECTING
        )
    )
    return get_edition(connection, edition)


def save_composition(
    connection: Connection, edition: Edition, content: EditionContent, selection: Selection, window: Window
) -> None:
    """Write down what an edition prints and why; the revision grows when what is printed changed."""
    changed = edition.content is None or edition.content.fingerprint != content.fingerprint
    connection.execute(
        update(editions)
        .where(_is(edition.id))
        .values(
            content=_CONTENT.dump_python(content, mode="json"),
            revision=edition.revision + 1 if changed else edition.revision,
            window_start=window.start,
            cutoff=window.cutoff,
        )
    )
    row_id = edition_row(connection, edition.id)
    connection.execute(delete(decisions).where(decisions.c.edition_id == row_id))
    rows = [
        {
            "edition_id": row_id,
            "item_id": decision.item,
            "rank": rank,
            "included": decision.included,
            "position": decision.position,
            "section": decision.section,
            "title": decision.title,
            "url": decision.url,
            "reason": decision.reason,
        }
        for rank, decision in enumerate(selection.decisions)
    ]
    if rows:
        connection.execute(insert(decisions), rows)


def save_content(connection: Connection, edition: Edition, content: EditionContent) -> bool:
    """Write down what a composed edition prints now; return whether that is something else than before."""
    changed = edition.content is None or edition.content.fingerprint != content.fingerprint
    if changed:
        connection.execute(
            update(editions)
            .where(_is(edition.id))
            .values(content=_CONTENT.dump_python(content, mode="json"), revision=edition.revision + 1)
        )
    return changed


def own_words(connection: Connection, edition: EditionId) -> OwnWords:
    """Return what an editor wrote for an edition; nothing for one that is not open yet."""
    row = connection.execute(
        select(editions.c.own_subject, editions.c.own_preheader).where(_is(edition))
    ).first()
    return OwnWords(subject=row.own_subject, preheader=row.own_preheader) if row else OwnWords()


def save_own_words(connection: Connection, edition: EditionId, words: OwnWords) -> None:
    """Keep what an editor wrote for an edition that is open."""
    connection.execute(
        update(editions).where(_is(edition)).values(own_subject=words.subject, own_preheader=words.preheader)
    )


def step_edition(
    connection: Connection,
    edition: EditionId,
    event: EditionEvent,
    *,
    reason: str = "",
    thin: bool = False,
    now: datetime,
) -> EditionStatus:
    """Take one step and return the new state. thin: it is skipped for printing too little.

    Raises IllegalTransition where the table has no such step, or another process took one meanwhile.
    """
    status = get_edition(connection, edition).status
    try:
        after = edition_after(status, event)
    except IllegalTransition as error:
        raise IllegalTransition(str(edition), error.state, error.event) from None
    values: dict[str, Any] = {"status": after, "reason": reason, "thin": thin}
    stamps = {
        EditionEvent.APPROVE: "released_at",
        EditionEvent.RESUME: "released_at",
        EditionEvent.FREEZE: "frozen_at",
        EditionEvent.FINISH: "finished_at",
    }
    if event in stamps:
        values[stamps[event]] = now
    swapped = connection.execute(
        update(editions).where(_is(edition), editions.c.status == status).values(**values)
    )
    if swapped.rowcount != 1:
        raise IllegalTransition(str(edition), get_edition(connection, edition).status, event)
    return after


def load_decisions(connection: Connection, edition: EditionId) -> list[Decision]:
    """Return why each item is in or out, in the order of print, what is out behind."""
    rows = connection.execute(
        select(decisions)
        .where(decisions.c.edition_id == edition_row(connection, edition))
        .order_by(decisions.c.rank)
    ).mappings()
    return [
        Decision(
            item=row["item_id"],
            title=row["title"],
            url=row["url"],
            included=row["included"],
            section=row["section"],
            reason=row["reason"],
            position=row["position"],
        )
        for row in rows
    ]


def edition_row(connection: Connection, edition: EditionId) -> int:
    """Return the key of the edition's row, for the ledger."""
    found: int = connection.execute(select(editions.c.id).where(_is(edition))).scalar_one()
    return found


def _is(edition: EditionId) -> ColumnElement[bool]:
    return and_(editions.c.newsletter == edition.newsletter, editions.c.local_date == edition.date)


def is_out(connection: Connection, edition: EditionId) -> bool:
    """Tell whether readers have the edition, or are about to have it."""
    return connection.execute(select(editions.c.id).where(_is(edition), went_out())).first() is not None


def went_out() -> ColumnElement[bool]:
    """Say in SQL which editions readers have; one that was cancelled counts once an attempt was made."""
    attempted = exists().where(deliveries.c.edition_id == editions.c.id, deliveries.c.attempts > 0)
    cancelled = and_(editions.c.status == EditionStatus.CANCELLED, attempted)
    return or_(editions.c.status.in_(WENT_OUT), cancelled)


def _edition(row: RowMapping) -> Edition:
    return Edition(
        id=EditionId(row["newsletter"], row["local_date"]),
        status=EditionStatus(row["status"]),
        reason=row["reason"],
        thin=row["thin"],
        revision=row["revision"],
        window_start=row["window_start"],
        cutoff=row["cutoff"],
        frozen_at=row["frozen_at"],
        finished_at=row["finished_at"],
        content=_CONTENT.validate_python(row["content"]) if row["content"] else None,
    )
