"""How dense each person wants the planner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add the column."""
    op.add_column("person", sa.Column("is_compact", sa.Boolean(), nullable=False, server_default=sa.false()))
