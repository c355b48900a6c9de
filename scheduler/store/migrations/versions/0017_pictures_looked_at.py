"""What was seen in each picture before it may go out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the table of looks at pictures."""
    op.create_table(
        "sight",
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("look", sa.String(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("faces", sa.Integer(), nullable=False),
        sa.Column("largest_face", sa.Float(), nullable=False),
        sa.Column("looks_like_xray", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("picture"),
    )
