"""What a publication says of its looks, and an editor's own subject and preheader of an edition.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("digest_publication", sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    for name in ("own_subject", "own_preheader"):
        op.add_column("digest_editions", sa.Column(name, sa.Text(), nullable=False, server_default=""))
