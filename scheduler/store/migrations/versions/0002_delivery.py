"""Threads, videos, answers; parts and costs of attempts; budgets of channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WAKES_AT = (
    "CASE WHEN state = 'scheduled' THEN CASE WHEN not_before > due THEN not_before ELSE due END "
    "WHEN state = 'unknown' THEN not_before END"
)


def upgrade() -> None:
    """Add the columns; what is there keeps its meaning and its approvals."""
    _post()
    op.add_column("attempt", sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("staged", sa.String(), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("cost", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_attempt_started_at", "attempt", ["started_at"])
    op.add_column("channel", sa.Column("budget", sa.Integer(), nullable=True))
    op.add_column("channel", sa.Column("sends_links", sa.Boolean(), nullable=False, server_default=sa.true()))


def _post() -> None:
    # PostgreSQL keeps such a column on the disk, SQLite derives it; both keep it in the index.
    is_kept = op.get_bind().dialect.name != "sqlite"
    derived = sa.Computed(_WAKES_AT, persisted=is_kept)
    op.add_column("post", sa.Column("wakes_at", sa.BigInteger(), derived, nullable=True))
    op.execute("UPDATE post SET not_before = updated_at WHERE state = 'unknown' AND not_before IS NULL")
    op.drop_index("ix_post_due", "post")
    op.create_index("ix_post_wakes_at", "post", ["state", "wakes_at"])
    op.add_column("post", sa.Column("guard_mark", sa.String(), nullable=True))
    op.add_column("post", sa.Column("video", sa.Text(), nullable=True))
    op.add_column("post", sa.Column("thread", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("post", sa.Column("reply_to", sa.String(), nullable=True))
    op.add_column("post", sa.Column("quote", sa.String(), nullable=True))
    op.add_column("post", sa.Column("reply_settings", sa.Text(), nullable=False, server_default="everyone"))
    op.add_column("post", sa.Column("made_with_ai", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("post", sa.Column("receipts", sa.Text(), nullable=False, server_default="[]"))
