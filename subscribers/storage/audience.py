"""Whom a newsletter goes to, as a select that others can build on, and the same question about single people.

It looks at one row after another inside the database; no row passes through Python to be judged.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, case, func, literal, or_, select

from subscribers.model import Reason, Status, Verdict
from subscribers.policy import SUPPRESSED, verdict
from subscribers.storage.tables import people, suppressions


def audience(newsletter: str, base_language: str) -> Select[tuple[int, str, str, str, str, str]]:
    """Return the published select: every active subscriber of `newsletter`.

    Columns: subscriber_id, address, name, language (base_language where none was chosen), themes (sorted
    slugs with ";" between them, "" for all), excluded ("" or the reason why they must not be written to).
    """
    words = {reason.value: text for reason, text in SUPPRESSED.items()}
    return select(
        people.c.id.label("subscriber_id"),
        people.c.address,
        people.c.name,
        case((people.c.language == "", base_language), else_=people.c.language).label("language"),
        people.c.themes,
        case(words, value=_suppressed(newsletter), else_="").label("excluded"),
    ).where(people.c.status == Status.ACTIVE.value, _wants(newsletter))


def count(connection: Connection, newsletter: str) -> int:
    """Return how many people of the audience may be written to."""
    query = (
        select(func.count())
        .select_from(people)
        .where(people.c.status == Status.ACTIVE.value, _wants(newsletter), _suppressed(newsletter).is_(None))
    )
    return connection.execute(query).scalar_one()


def verdicts(connection: Connection, subscriber_ids: Sequence[int], newsletter: str) -> Mapping[int, Verdict]:
    """Return for each of these ids whether we may write now; an id that nobody has gets a no."""
    named = people.c.id.in_(subscriber_ids)
    fine = (
        select(func.count())
        .select_from(people)
        .where(
            named,
            people.c.status == Status.ACTIVE.value,
            _wants(newsletter),
            _suppressed(newsletter).is_(None),
        )
    )
    if connection.execute(fine).scalar_one() == len(set(subscriber_ids)):
        # As nearly always, and one number is read faster than a row for each.
        return dict.fromkeys(subscriber_ids, verdict(Status.ACTIVE, wants=True, suppressed=None))
    query = select(
        people.c.id,
        people.c.status,
        _wants(newsletter).label("wants"),
        _suppressed(newsletter).label("suppressed"),
    ).where(named)
    found = {
        row.id: verdict(
            Status(row.status),
            wants=bool(row.wants),
            suppressed=Reason(row.suppressed) if row.suppressed else None,
        )
        for row in connection.execute(query)
    }
    nobody = verdict(None, wants=False, suppressed=None)
    return {subscriber_id: found.get(subscriber_id, nobody) for subscriber_id in subscriber_ids}


def _wants(newsletter: str) -> ColumnElement[bool]:
    """Test that a slug is in a ";"-joined column.

    LIKE would need escapes and ignores case on SQLite. Taking the slug out and comparing is exact, and the
    same on every database.
    """
    whole = literal(";") + people.c.newsletters + literal(";")
    return or_(people.c.newsletters == "", func.replace(whole, f";{newsletter};", "") != whole)


def _suppressed(newsletter: str) -> ScalarSelect[str | None]:
    """Return the reason that stands against a person for this newsletter or for all, null when none does.

    Of several, the alphabet puts the gravest first: complaint, hard_bounce, manual, unsubscribe.
    """
    return (
        select(func.min(suppressions.c.reason))
        .where(
            suppressions.c.address_key == people.c.address_key,
            suppressions.c.newsletter.in_(("", newsletter)),
        )
        .correlate(people)
        .scalar_subquery()
    )
