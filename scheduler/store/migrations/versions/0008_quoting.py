"""What may be quoted from the pages of items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "page_words",
        sa.Column("item", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("quotes", sa.Text(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item"),
    )
    op.create_index("ix_page_words_read_at", "page_words", ["read_at"])
