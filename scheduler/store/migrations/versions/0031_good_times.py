"""Hours of the week that people say are good on a channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "good_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("known_from", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_good_time_channel", "good_time", ["channel"])
