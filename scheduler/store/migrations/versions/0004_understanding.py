"""What was understood of items: vectors, topics, labels."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables."""
