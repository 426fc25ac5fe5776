"""Lists what went out, as the archive shows it: date and subject, without reading whole editions.

Editions that are still being made, or were given up before anybody got them, are not on the shelf.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from digest.domain.edition import Edition, EditionId
from digest.storage.corrections import was_corrected
from digest.storage.editions import find_edition, is_out, went_out
from digest.storage.tables import editions, newsletters


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An edition on the shelf. title: of the newsletter on that day. corrected: once or more."""

    id: EditionId
    title: str
    subject: str
    corrected: bool


def copies(connection: Connection, newsletter: str = "", *, limit: int | None = None) -> list[Copy]:
    """Return the editions that went out, of one newsletter or of all, the latest first."""
    query = (
        select(
            editions.c.newsletter,
            editions.c.local_date,
            editions.c.content["title"].as_string().label("title"),
            editions.c.content["subject"].as_string().label("subject"),
            was_corrected().label("corrected"),
        )
        .where(went_out())
        .order_by(editions.c.local_date.desc(), editions.c.newsletter)
        .limit(limit)
    )
    if newsletter:
        query = query.where(editions.c.newsletter == newsletter)
    return [
        Copy(
            id=EditionId(row.newsletter, row.local_date),
            title=row.title or "",
            subject=row.subject or "",
            corrected=row.corrected,
        )
        for row in connection.execute(query)
    ]


def places_on_shelf(connection: Connection) -> dict[str, int]:
    """Return the place of each newsletter: as the newsroom lists them, those that are no more at the end."""
    query = select(newsletters.c.slug).order_by(
        newsletters.c.retired, newsletters.c.position, newsletters.c.slug
    )
    return {slug: place for place, slug in enumerate(connection.execute(query).scalars())}


def latest(connection: Connection, newsletter: str, limit: int) -> list[Edition]:
    """Return the last editions of a newsletter that went out, whole."""
    found = (find_edition(connection, copy.id) for copy in copies(connection, newsletter, limit=limit))
    return [edition for edition in found if edition]


def published(connection: Connection, newsletter: str, day: date) -> Edition | None:
    """Return an edition that went out, None for any other."""
    edition = EditionId(newsletter, day)
    return find_edition(connection, edition) if is_out(connection, edition) else None
