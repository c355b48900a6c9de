"""The posts of one message are found by its name, however many were made since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the index."""
    some = sa.text("bundle IS NOT NULL")
    op.create_index("ix_post_bundle", "post", ["bundle"], sqlite_where=some, postgresql_where=some)
