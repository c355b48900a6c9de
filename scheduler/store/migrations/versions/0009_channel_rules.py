"""What a channel takes from sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("channel", sa.Column("licences", sa.Text(), nullable=False, server_default="[]"))
