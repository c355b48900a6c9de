"""The posts of one message are found by its name; templates hold a link and a pillar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the index and the columns."""
    some = sa.text("bundle IS NOT NULL")
    op.create_index("ix_post_bundle", "post", ["bundle"], sqlite_where=some, postgresql_where=some)
    op.add_column("post_template", sa.Column("link", sa.String(), nullable=False, server_default=""))
    op.add_column("post_template", sa.Column("pillar", sa.String(), nullable=True))
