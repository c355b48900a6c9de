"""What an approval binds to, how channels are approved, and signed authorisations.

Approvals that stand are kept: each is given the window of a week around its day, and sealed with it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_WEEK = 7 * 24 * 3600 * 1_000_000
_AT_ONCE = 500


def upgrade() -> None:
    """Add the columns and tables, and seal the approvals that stand."""
    for column in _of_posts():
        op.add_column("post", column)
    some = sa.text("authorisation IS NOT NULL")
    op.create_index(
        "ix_post_authorisation", "post", ["authorisation"], sqlite_where=some, postgresql_where=some
    )
    for column in _of_decisions():
        op.add_column("approval", column)
    _make_tables()
    _seal_all()


def _of_posts() -> list[sa.Column[Any]]:
    return [
        sa.Column("editors", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("approved_from", sa.BigInteger(), nullable=True),
        sa.Column("approved_until", sa.BigInteger(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("endorsements", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("authorisation", sa.Integer(), nullable=True),
    ]


def _of_decisions() -> list[sa.Column[Any]]:
    return [
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("approved_from", sa.BigInteger(), nullable=True),
        sa.Column("approved_until", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.String(), nullable=True),
        sa.Column("authorisation", sa.Integer(), nullable=True),
    ]


def _make_tables() -> None:
    op.create_table(
        "authorisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("discloser", sa.String(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("statements", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "approval_rules",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("decide_minutes", sa.Integer(), nullable=False),
        sa.Column("privacy_decides_alone", sa.Boolean(), nullable=False),
        sa.Column("fills_with_evergreen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "escalation",
        sa.Column("post", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("filled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["post"], ["post.id"]),
        sa.PrimaryKeyConstraint("post"),
    )


def _seal_all() -> None:
    """Give each standing approval its window and its seal; one for other content stays void."""
    columns = ("id", "due", "approved_digest", "guard_mark", "accepted_rules")
    post = sa.table("post", *(sa.column(name) for name in (*columns, "approved_from", "approved_until")))
    link = op.get_bind()
    last = 0
    while True:
        query = sa.select(*(post.c[name] for name in columns)).where(
            post.c.id > last, post.c.approved_digest.is_not(None)
        )
        rows = link.execute(query.order_by(post.c.id).limit(_AT_ONCE)).all()
        if not rows:
            return
        for row in rows:
            first, until = row.due - _WEEK, row.due + _WEEK
            terms = [row.approved_digest, first, until, row.guard_mark, json.loads(row.accepted_rules)]
            seal = hashlib.sha256(json.dumps([*terms, None, None]).encode()).hexdigest()
            given = {"approved_digest": seal, "approved_from": first, "approved_until": until}
            link.execute(sa.update(post).where(post.c.id == row.id).values(**given))
        last = rows[-1].id
