"""The page for writing a new post."""

from __future__ import annotations

from ui import composer, wording
from ui.parts.page import header
from ui.state import Opened, Seed, state


def show() -> None:
    """Draw the page."""
    with header(wording.WRITE, wording.WRITE_ABOUT):
        pass
    memory = state()
    if memory.page is None:
        memory.page = Opened(memory.edition(), seed=Seed())
    composer.show(memory.page)
