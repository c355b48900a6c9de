"""What each channel asks of its posts beyond what is asked of every post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table of channels' policies."""
    op.create_table(
        "channel_policy",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("overrides", sa.Text(), nullable=False),
        sa.Column("is_clinician_voice", sa.Boolean(), nullable=False),
        sa.Column("requires_source_for_numbers", sa.Boolean(), nullable=False),
        sa.Column("has_disclaimer_in_profile", sa.Boolean(), nullable=False),
        sa.Column("demands_picture_check", sa.Boolean(), nullable=False),
        sa.Column("link_domains", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.PrimaryKeyConstraint("channel"),
    )
