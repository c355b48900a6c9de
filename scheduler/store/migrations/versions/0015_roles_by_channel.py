"""Roles for one channel, and sessions that grow old.

Whoever is an administrator becomes a publisher as well: an administrator looks after people alone now,
and nothing that they did before may be out of everybody's reach.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns and tables, and make administrators publishers as well."""
    op.add_column("person", sa.Column("channel_roles", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("person", sa.Column("must_change_since", sa.BigInteger(), nullable=True))
    op.add_column("channel", sa.Column("belongs_to", sa.Integer(), nullable=True))
    op.add_column("session", sa.Column("used_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("session", sa.Column("confirmed_at", sa.BigInteger(), nullable=True))
    op.add_column("session", sa.Column("browser", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE session SET used_at = created_at")
    _make_tables()
    _make_publishers()


def _make_tables() -> None:
    op.create_table(
        "former_secret",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("current_sha256", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_index("ix_former_secret_current_sha256", "former_secret", ["current_sha256"])
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"]),
        sa.ForeignKeyConstraint(["owner"], ["person.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegation_channel", "delegation", ["channel"])
    op.create_table(
        "known_browser",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark_sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "mark_sha256"),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counted_for", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_in_try_counted_for", "sign_in_try", ["counted_for"])
    op.create_index("ix_sign_in_try_at", "sign_in_try", ["at"])


def _make_publishers() -> None:
    person = sa.table("person", sa.column("id"), sa.column("roles"))
    link = op.get_bind()
    for row in link.execute(sa.select(person.c.id, person.c.roles)).all():
        roles = json.loads(row.roles)
        if "administrator" in roles and "publisher" not in roles:
            given = json.dumps([*roles, "publisher"], separators=(",", ":"))
            link.execute(sa.update(person).where(person.c.id == row.id).values(roles=given))
