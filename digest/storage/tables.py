"""The tables of `digest`, in SQLAlchemy Core.

It holds no query. Changes of a table need a migration; a test compares the two.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime: SQLite keeps no offset, so UTC goes in and UTC comes out on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and convert the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        """Return aware UTC."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# SQLite counts rows by itself only in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

publication = Table(
    "digest_publication",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("postal_address", Text, nullable=False),
    Column("logo", Text, nullable=False),
    Column("accent", String(7), nullable=False),
    # What else it says of its looks: logo_dark, title_font, text_font, clock.
    Column("settings", JSON, nullable=False, server_default="{}"),
)

themes = Table(
    "digest_themes",
    metadata,
    Column("slug", String(63), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("max_items", Integer, nullable=False),
    Column("rules", JSON, nullable=False),
)

sources = Table(
    "digest_sources",
    metadata,
    Column("slug", String(63), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("items", String(16), nullable=False),
    Column("theme", String(63), nullable=False),
    # What else the newsroom says of it: locked, enrich, group, timezone, paused, selectors.
    Column("settings", JSON, nullable=False),
    # A source that left the newsroom is retired, not deleted: its items stay what they were.
    Column("retired", Boolean, nullable=False, default=False),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    # Who gave these two, where redirects led to another host than that of the address.
    Column("validators_host", Text, nullable=False, default=""),
    Column("first_gathered_at", Instant),
    Column("last_attempt_at", Instant),
    Column("last_success_at", Instant),
    Column("not_before", Instant),
    # The part of not_before that is the server's own wish (Retry-After), which binds people, too.
    Column("asked_until", Instant),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", Text, nullable=False, default=""),
    Column("gone", Boolean, nullable=False, default=False),
    # Where permanent redirects led the last readings, and how many of them in a row.
    Column("moved_to", Text, nullable=False, default=""),
    Column("moves", Integer, nullable=False, default=0),
    # The address in the newsroom before the one that such redirects led to was taken for it.
    Column("moved_from", Text, nullable=False, default=""),
)

newsletters = Table(
    "digest_newsletters",
    metadata,
    Column("slug", String(63), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired", Boolean, nullable=False, default=False),
    Column("settings", JSON, nullable=False),
)

items = Table(
    "digest_items",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source", String(63), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False),
    # Of what the source's own document said of it, where its page was read as well.
    Column("stated_hash", String(64), nullable=False, default=""),
    Column("revision", Integer, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("first_gather", Boolean, nullable=False),
    Column("published_at", Instant),
    Column("theme", String(63)),
    Column("theme_reason", Text, nullable=False),
    Column("theme_pinned", Boolean, nullable=False, default=False),
    Column("again_at", Instant),
    # SimHash of the words, as a signed number; None for texts too short to compare.
    Column("text_hash", BigInteger),
    Index("ix_digest_items_first_seen_at", "first_seen_at"),
    Index("ix_digest_items_source", "source", "first_seen_at"),
)

item_keys = Table(
    "digest_item_keys",
    metadata,
    # Keys hold addresses of any length; their hash is what is compared and indexed.
    Column("key_hash", String(64), primary_key=True),
    Column("item_id", RowId, ForeignKey("digest_items.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
)

item_revisions = Table(
    "digest_item_revisions",
    metadata,
    Column("item_id", RowId, ForeignKey("digest_items.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    Column("content", JSON, nullable=False),
)

editions = Table(
    "digest_editions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("newsletter", String(63), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    # Skipped for printing too little, and for no other reason: a later closing may still find enough.
    Column("thin", Boolean, nullable=False, default=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("window_start", Instant),
    Column("cutoff", Instant),
    Column("released_at", Instant),
    Column("frozen_at", Instant),
    Column("finished_at", Instant),
    Column("recipients", Integer, nullable=False, default=0),
    Column("content", JSON),
    # What an editor wrote in the place of what is built from the stories, "" for nothing.
    Column("own_subject", Text, nullable=False, default="", server_default=""),
    Column("own_preheader", Text, nullable=False, default="", server_default=""),
    UniqueConstraint("newsletter", "local_date"),
)

decisions = Table(
    "digest_decisions",
    metadata,
    Column("edition_id", RowId, ForeignKey("digest_editions.id"), primary_key=True),
    Column("item_id", RowId, ForeignKey("digest_items.id"), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("included", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("section", String(63), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_digest_decisions_item_id", "item_id", "included"),
)

corrections = Table(
    "digest_corrections",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("edition_id", RowId, ForeignKey("digest_editions.id"), nullable=False, index=True),
    # The story that it is about, NULL for the edition as a whole.
    Column("item_id", RowId, ForeignKey("digest_items.id")),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
)

deliveries = Table(
    "digest_deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("edition_id", RowId, ForeignKey("digest_editions.id"), nullable=False),
    # No foreign key into the subscribers' tables: this is a copy, taken once, of what was true then.
    Column("subscriber_id", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("themes", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    # Of these, how often the last byte went out and no reply came: the relay may have so many copies.
    Column("unanswered", Integer, nullable=False, default=0),
    Column("code", Integer, nullable=False, default=0),
    Column("enhanced", String(16), nullable=False, default=""),
    Column("reply", Text, nullable=False, default=""),
    Column("lease_owner", String(120)),
    Column("lease_until", Instant),
    Column("next_attempt_at", Instant),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("edition_id", "subscriber_id"),
    Index("ix_digest_deliveries_work", "edition_id", "status", "id"),
    Index("ix_digest_deliveries_lease_owner", "lease_owner"),
)

feedback = Table(
    "digest_feedback",
    metadata,
    Column("id", RowId, primary_key=True),
    # Of the mail: read twice, it counts once. One row for each recipient that it speaks of.
    Column("fingerprint", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    # Whom it is about, where that is proven: of anybody else no word is kept.
    Column("subscriber_id", BigInteger),
    Column("edition_id", RowId, ForeignKey("digest_editions.id")),
    Column("kind", String(16), nullable=False),
    Column("action", String(16), nullable=False),
    Column("cause", String(32), nullable=False),
    Column("consequence", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reply", String(8), nullable=False),
    Column("diagnostic", Text, nullable=False),
    UniqueConstraint("fingerprint", "position"),
    Index("ix_digest_feedback_subscriber_id", "subscriber_id", "day"),
    Index("ix_digest_feedback_received_at", "received_at"),
)

leases = Table(
    "digest_leases",
    metadata,
    Column("name", String(63), primary_key=True),
    Column("owner", String(120), nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)

desk = Table(
    "digest_desk",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("password_hash", Text, nullable=False),
    # Raised with every change of the password: sessions of an older epoch are no longer valid.
    Column("session_epoch", Integer, nullable=False),
)
