"""By what a row of a sheet is known when the sheet comes again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "imported_row",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("post", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["post.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
