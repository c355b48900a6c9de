"""What may be quoted from the pages of items."""

from __future__ import annotations

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables."""
