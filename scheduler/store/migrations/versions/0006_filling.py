"""Rules of filling: quiet days, and posts that are sent again."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables."""
