"""Corrections of editions that went out.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "digest_corrections",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("edition_id", _ROW_ID, nullable=False),
        sa.Column("item_id", _ROW_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["digest_editions.id"],
            name=op.f("fk_digest_corrections_edition_id_digest_editions"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["digest_items.id"], name=op.f("fk_digest_corrections_item_id_digest_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_corrections")),
    )
    op.create_index(
        op.f("ix_digest_corrections_edition_id"), "digest_corrections", ["edition_id"], unique=False
    )
