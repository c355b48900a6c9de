"""Rules of filling: quiet days, posts that are sent again, and the runners-up of proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "quiet_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_quiet_day_lifted_at", "quiet_day", ["lifted_at"])
    op.create_table(
        "evergreen",
        _post(),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("wordings", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_key(),
    )
    op.create_table(
        "recycled",
        _post(),
        sa.Column("evergreen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evergreen"], ["post.id"]),
        *_key(),
    )
    op.create_index("ix_recycled_evergreen", "recycled", ["evergreen"])
    op.create_table("runners_up", _post(), sa.Column("runners_up", sa.Text(), nullable=False), *_key())
    op.create_table(
        "filling_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curated_share", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _post() -> sa.Column[int]:
    return sa.Column("post", sa.Integer(), nullable=False, autoincrement=False)


def _key() -> tuple[sa.Constraint, ...]:
    return (sa.ForeignKeyConstraint(["post"], ["post.id"]), sa.PrimaryKeyConstraint("post"))
