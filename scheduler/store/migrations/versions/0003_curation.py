"""Sources that say more of themselves, a log of their runs, and items with a fate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns and the log; what is there keeps its meaning."""
    _source()
    _health()
    _item()
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("is_unchanged", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_fetch_source", "fetch", ["source"])
    op.create_index("ix_fetch_at", "fetch", ["at"])


def _source() -> None:
    op.add_column("source", sa.Column("kind", sa.Text(), nullable=False, server_default="feed"))
    op.add_column("source", sa.Column("topics_out", sa.Text(), nullable=False, server_default="[]"))
    op.add_column(
        "source", sa.Column("needs_clinician", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("source", sa.Column("retention_days", sa.Integer(), nullable=True))
    op.add_column("source", sa.Column("weekly_cap", sa.Integer(), nullable=True))


def _health() -> None:
    op.add_column("source_health", sa.Column("alarm", sa.Text(), nullable=False, server_default=""))
    for name in (
        "alarm_words",
        "known_title",
        "known_home",
        "known_format",
        "moved_to",
        "alternate",
        "hub",
        "topic",
    ):
        op.add_column("source_health", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("source_health", sa.Column("moved_days", sa.Text(), nullable=False, server_default="[]"))
    for name in ("last_new_at", "cache_until", "lease_until"):
        op.add_column("source_health", sa.Column(name, sa.BigInteger(), nullable=True))


def _item() -> None:
    for name in ("author", "image", "medium", "language", "content_hash", "fate_words"):
        op.add_column("item", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("item", sa.Column("seconds", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("item", sa.Column("views", sa.BigInteger(), nullable=True))
    op.add_column("item", sa.Column("updated", sa.BigInteger(), nullable=True))
    op.add_column("item", sa.Column("fate", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_item_fate", "item", ["fate"])
