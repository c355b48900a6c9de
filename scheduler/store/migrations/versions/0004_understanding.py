"""What was understood of items: vectors, topics, labels; and what their pages answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "reading",
        _item(),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("topic_words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        *_key(),
    )
    op.create_table(
        "label",
        _item(),
        sa.Column("pillar", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_key(),
    )
    op.create_index("ix_label_at", "label", ["at"])
    op.create_table(
        "page_check",
        _item(),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        *_key(),
    )
    op.create_index("ix_page_check_checked_at", "page_check", ["checked_at"])


def _item() -> sa.Column[int]:
    return sa.Column("item", sa.Integer(), nullable=False, autoincrement=False)


def _key() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["item"], ["item.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item"),
    )
