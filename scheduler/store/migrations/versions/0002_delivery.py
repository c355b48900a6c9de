"""Threads, videos, answers; parts and costs of attempts; budgets of channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what is there keeps its meaning and its approvals."""
    _post()
    op.add_column("attempt", sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("staged", sa.String(), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("cost", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("channel", sa.Column("budget", sa.Integer(), nullable=True))
    op.add_column("channel", sa.Column("sends_links", sa.Boolean(), nullable=False, server_default=sa.true()))


def _post() -> None:
    op.add_column("post", sa.Column("video", sa.Text(), nullable=True))
    op.add_column("post", sa.Column("thread", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("post", sa.Column("reply_to", sa.String(), nullable=True))
    op.add_column("post", sa.Column("quote", sa.String(), nullable=True))
    op.add_column("post", sa.Column("reply_settings", sa.Text(), nullable=False, server_default="everyone"))
    op.add_column("post", sa.Column("made_with_ai", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("post", sa.Column("receipts", sa.Text(), nullable=False, server_default="[]"))
