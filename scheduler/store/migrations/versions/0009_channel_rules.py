"""What a channel takes from sources, and what it hears of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column("channel", sa.Column("licences", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("channel", sa.Column("mentions_a_day", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "heard_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_heard_words_at", "heard_words", ["at"])
    op.create_table(
        "mention_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("newest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_mention_read_channel", "mention_read", ["channel"])
