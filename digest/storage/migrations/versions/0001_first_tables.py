"""The first tables: newsroom, items, editions, the ledger, and the subscribers.

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "digest_desk",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_desk")),
    )
    op.create_table(
        "digest_editions",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("newsletter", sa.String(length=63), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("thin", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("window_start", _INSTANT, nullable=True),
        sa.Column("cutoff", _INSTANT, nullable=True),
        sa.Column("released_at", _INSTANT, nullable=True),
        sa.Column("frozen_at", _INSTANT, nullable=True),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_editions")),
        sa.UniqueConstraint(
            "newsletter", "local_date", name=op.f("uq_digest_editions_newsletter_local_date")
        ),
    )
    op.create_table(
        "digest_items",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("source", sa.String(length=63), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("stated_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.Column("first_gather", sa.Boolean(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=True),
        sa.Column("theme", sa.String(length=63), nullable=True),
        sa.Column("theme_reason", sa.Text(), nullable=False),
        sa.Column("theme_pinned", sa.Boolean(), nullable=False),
        sa.Column("again_at", _INSTANT, nullable=True),
        sa.Column("text_hash", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_items")),
    )
    op.create_index("ix_digest_items_first_seen_at", "digest_items", ["first_seen_at"], unique=False)
    op.create_index("ix_digest_items_source", "digest_items", ["source", "first_seen_at"], unique=False)
    op.create_table(
        "digest_leases",
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_digest_leases")),
    )
    op.create_table(
        "digest_newsletters",
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_digest_newsletters")),
    )
    op.create_table(
        "digest_publication",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("logo", sa.Text(), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_publication")),
    )
    op.create_table(
        "digest_sources",
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("items", sa.String(length=16), nullable=False),
        sa.Column("theme", sa.String(length=63), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("validators_host", sa.Text(), nullable=False),
        sa.Column("first_gathered_at", _INSTANT, nullable=True),
        sa.Column("last_attempt_at", _INSTANT, nullable=True),
        sa.Column("last_success_at", _INSTANT, nullable=True),
        sa.Column("not_before", _INSTANT, nullable=True),
        sa.Column("asked_until", _INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("moved_from", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_digest_sources")),
    )
    op.create_table(
        "digest_themes",
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("max_items", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_digest_themes")),
    )
    op.create_table(
        "subscribers_people",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column(
            "themes", sa.Text(), nullable=False, comment="sorted slugs with ';' between them, '' for all"
        ),
        sa.Column(
            "newsletters", sa.Text(), nullable=False, comment="sorted slugs with ';' between them, '' for all"
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False, comment="a JSON object, '' when there is none"),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers_people")),
        sa.UniqueConstraint("address_key", name=op.f("uq_subscribers_people_address_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscribers_suppressions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "address_key", sa.Text(), nullable=False, comment="as in people, or 'erased:' and a keyed hash"
        ),
        sa.Column("newsletter", sa.Text(), nullable=False, comment="'' for all"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers_suppressions")),
        sa.UniqueConstraint(
            "address_key",
            "newsletter",
            "reason",
            name=op.f("uq_subscribers_suppressions_address_key_newsletter_reason"),
        ),
    )
    op.create_table(
        "digest_decisions",
        sa.Column("edition_id", _ROW_ID, nullable=False),
        sa.Column("item_id", _ROW_ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=63), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["digest_editions.id"],
            name=op.f("fk_digest_decisions_edition_id_digest_editions"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["digest_items.id"], name=op.f("fk_digest_decisions_item_id_digest_items")
        ),
        sa.PrimaryKeyConstraint("edition_id", "item_id", name=op.f("pk_digest_decisions")),
    )
    op.create_index("ix_digest_decisions_item_id", "digest_decisions", ["item_id", "included"], unique=False)
    op.create_table(
        "digest_deliveries",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("edition_id", _ROW_ID, nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("enhanced", sa.String(length=16), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", _INSTANT, nullable=True),
        sa.Column("next_attempt_at", _INSTANT, nullable=True),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["digest_editions.id"],
            name=op.f("fk_digest_deliveries_edition_id_digest_editions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_deliveries")),
        sa.UniqueConstraint(
            "edition_id", "subscriber_id", name=op.f("uq_digest_deliveries_edition_id_subscriber_id")
        ),
    )
    op.create_index("ix_digest_deliveries_lease_owner", "digest_deliveries", ["lease_owner"], unique=False)
    op.create_index(
        "ix_digest_deliveries_work", "digest_deliveries", ["edition_id", "status", "id"], unique=False
    )
    op.create_table(
        "digest_item_keys",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("item_id", _ROW_ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["digest_items.id"], name=op.f("fk_digest_item_keys_item_id_digest_items")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_digest_item_keys")),
    )
    op.create_index(op.f("ix_digest_item_keys_item_id"), "digest_item_keys", ["item_id"], unique=False)
    op.create_table(
        "digest_item_revisions",
        sa.Column("item_id", _ROW_ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["digest_items.id"], name=op.f("fk_digest_item_revisions_item_id_digest_items")
        ),
        sa.PrimaryKeyConstraint("item_id", "revision", name=op.f("pk_digest_item_revisions")),
    )
    op.create_table(
        "subscribers_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers_people.id"], name=op.f("fk_subscribers_events_subscriber_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers_events")),
    )
    op.create_index(
        op.f("ix_subscribers_events_subscriber_id"), "subscribers_events", ["subscriber_id"], unique=False
    )
