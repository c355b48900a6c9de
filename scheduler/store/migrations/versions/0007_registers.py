"""Observances, communities, events and experts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "amendment",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    _events()
    _experts()


def _events() -> None:
    op.create_table(
        "own_calendar",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    texts = ("calendar", "uid", "occurrence", "title", "wall", "zone", "place", "url")
    op.create_table(
        "own_event",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["calendar"], ["own_calendar.name"]),
        sa.UniqueConstraint("calendar", "uid", "occurrence"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_event_first", "own_event", ["first"])


def _experts() -> None:
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "role", "handle", "email", "phone", "url", "consent_by")
        ),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("consent_since", sa.Date(), nullable=True),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
