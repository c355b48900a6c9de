"""Two-step sign-in: a code from a person's own device beside the password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add devices, recovery codes, sign-ins half way, the demand, and sessions that owe a device."""
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hashed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "hashed"),
    )
    op.create_table(
        "half_way",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_index("ix_half_way_person_id", "half_way", ["person_id"])
    op.create_index("ix_half_way_at", "half_way", ["at"])
    op.create_table(
        "second_factor_demand",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("is_of_everybody", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column(
        "session",
        sa.Column("owes_second_factor", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
