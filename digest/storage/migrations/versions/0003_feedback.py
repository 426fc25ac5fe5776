"""What came of mail that came back.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "digest_feedback",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("edition_id", _ROW_ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("consequence", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reply", sa.String(length=8), nullable=False),
        sa.Column("diagnostic", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["digest_editions.id"], name=op.f("fk_digest_feedback_edition_id_digest_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_feedback")),
        sa.UniqueConstraint("fingerprint", "position", name=op.f("uq_digest_feedback_fingerprint_position")),
    )
    op.create_index(
        "ix_digest_feedback_subscriber_id", "digest_feedback", ["subscriber_id", "day"], unique=False
    )
    op.create_index("ix_digest_feedback_received_at", "digest_feedback", ["received_at"], unique=False)
