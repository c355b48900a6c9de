"""In which language each person reads the planner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the column."""
    op.add_column("person", sa.Column("language", sa.String(), nullable=False, server_default=""))
