"""The composer: a post's fields, its preview, what the guard says, and what can be done next."""

from __future__ import annotations

from ui.composer.composer import dialog, show
from ui.composer.keeping import remind

__all__ = ["dialog", "remind", "show"]
