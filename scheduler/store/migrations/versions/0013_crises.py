"""Pauses that end by themselves, speak for a drill, and leave a list of what they held."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns and tables."""
    for column in _of_pauses():
        op.add_column("pause", column)
    op.add_column("post", sa.Column("held_by", sa.Integer(), nullable=True))
    some = sa.text("held_by IS NOT NULL")
    op.create_index("ix_post_held_by", "post", ["held_by"], sqlite_where=some, postgresql_where=some)
    op.create_table(
        "pause_held",
        sa.Column("pause", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("post", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("was_due", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["pause"], ["pause.id"]),
        sa.ForeignKeyConstraint(["post"], ["post.id"]),
        sa.PrimaryKeyConstraint("pause", "post"),
    )
    op.create_table(
        "pause_seen",
        sa.Column("pause", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("daemon", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pause", "daemon"),
    )


def _of_pauses() -> list[sa.Column[Any]]:
    return [
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("lanes", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("is_drill", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
    ]
