"""The tables: people, the standing reasons not to write to them, and the log of consent.

It holds no statement. All names begin with `subscribers_`, so that the tables can live beside others.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite keeps no offset: it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take the offset off where the database cannot keep it."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Say UTC, whatever the database calls it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


people = Table(
    "subscribers_people",
    metadata,
    # An id is in links that never expire: SQLite must not give that of an erased person to somebody else.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("themes", Text, nullable=False, comment="sorted slugs with ';' between them, '' for all"),
    Column("newsletters", Text, nullable=False, comment="sorted slugs with ';' between them, '' for all"),
    Column("status", Text, nullable=False),
    Column("attributes", Text, nullable=False, comment="a JSON object, '' when there is none"),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

suppressions = Table(
    "subscribers_suppressions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_key", Text, nullable=False, comment="as in people, or 'erased:' and a keyed hash"),
    Column("newsletter", Text, nullable=False, comment="'' for all"),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    # By address and not by person: it must outlive the person's row.
    UniqueConstraint("address_key", "newsletter", "reason"),
)

events = Table(
    "subscribers_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber_id", ForeignKey(people.c.id), nullable=False),
    Column("event", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("evidence", Text, nullable=False),
    Index(None, "subscriber_id"),
)
