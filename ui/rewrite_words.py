"""What the composer says of wordings it can put in place of others by one click."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


UNDO = "Undo"
MOVED_ON = "The text changed meanwhile, so nothing was replaced. Look at the findings again."
#: Longer wordings are shown by their beginning.
_LONGEST = 60


def replace_with(instead: str) -> str:
    """Offer another wording."""
    return _("Replace with “{words}”").format(words=_short(instead.strip()))


def replaced(before: str, instead: str) -> str:
    """Say what was replaced."""
    told = _("Replaced “{before}” with “{after}”.")
    return told.format(before=_short(before), after=_short(instead.strip()))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
