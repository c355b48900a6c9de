"""What is done for a browser outside of a run of its page: as in a tab that was opened just now.

A page's script reads its tab's memory and its browser's cookies from Streamlit, which knows them only while
the script runs. A route of our own says itself whom it answers, and starts with an empty memory.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Apart:
    """Whom it is done for, by the secret of their session, and what is remembered meanwhile."""

    token: str | None = field(repr=False)
    memory: dict[str, Any] = field(default_factory=dict)


_apart: ContextVar[Apart | None] = ContextVar("apart", default=None)


def apart() -> Apart | None:
    """Return what this is done for; `None` within a run of a page."""
    return _apart.get()


@contextmanager
def being_apart(token: str | None) -> Iterator[None]:
    """Within the block, in this thread or task alone, act for the session with that secret."""
    before = _apart.set(Apart(token))
    try:
        yield
    finally:
        _apart.reset(before)
