"""Keeps the corrections of editions. They are added and read; nothing here changes one or takes it back."""

from sqlalchemy import ColumnElement, Connection, exists, insert, select

from digest.domain.corrections import Correction
from digest.domain.edition import EditionId
from digest.storage.editions import edition_row
from digest.storage.tables import corrections, editions


def add_correction(connection: Connection, edition: EditionId, correction: Correction) -> None:
    """Write one correction down."""
    connection.execute(
        insert(corrections).values(
            edition_id=edition_row(connection, edition),
            item_id=correction.item,
            at=correction.at,
            text=correction.text,
        )
    )


def list_corrections(connection: Connection, edition: EditionId) -> tuple[Correction, ...]:
    """Return the corrections of an edition, the latest first."""
    rows = connection.execute(
        select(corrections.c.at, corrections.c.text, corrections.c.item_id)
        .join(editions, editions.c.id == corrections.c.edition_id)
        .where(editions.c.newsletter == edition.newsletter, editions.c.local_date == edition.date)
        .order_by(corrections.c.at.desc(), corrections.c.id.desc())
    )
    return tuple(Correction(at=row.at, text=row.text, item=row.item_id) for row in rows)


def was_corrected() -> ColumnElement[bool]:
    """Say in SQL which editions have a correction."""
    return exists().where(corrections.c.edition_id == editions.c.id)
