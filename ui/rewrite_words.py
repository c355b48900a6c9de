"""What the composer says of wordings it can put in place of others by one click."""

from __future__ import annotations

UNDO = "Undo"
MOVED_ON = "The text changed meanwhile, so nothing was replaced. Look at the findings again."
#: Longer wordings are shown by their beginning.
_LONGEST = 60


def replace_with(instead: str) -> str:
    """Offer another wording."""
    return f"Replace with “{_short(instead.strip())}”"


def replaced(before: str, instead: str) -> str:
    """Say what was replaced."""
    return f"Replaced “{_short(before)}” with “{_short(instead.strip())}”."


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
