"""The composer: a post's fields, its preview, what the guard says, and what can be done next."""

from __future__ import annotations

from ui.composer.composer import dialog, show

__all__ = ["dialog", "show"]
