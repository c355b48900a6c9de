"""Give each new item the number of its story: the same thing said by several sources.

The number is that of the story's first item and is never changed once given, so that "this story
was told" stays true. Comparing happens outside of any transaction.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from scheduler.services.shortlisting import HORIZON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.curation import Item
    from scheduler.store.database import Store

#: Few enough that the engine never waits long for the write lock.
_AT_ONCE: Final = 200


def number_stories(store: Store, *, now: datetime) -> int:
    """Compare every item without a story to those around it; return how many were given one."""
    with store.read() as unit:
        recent = unit.items.since(now - HORIZON)
    if all(item.story for item in recent):
        return 0
    numbers = _numbers(recent)
    pairs = iter(numbers.items())
    while batch := dict(islice(pairs, _AT_ONCE)):
        with store.write() as unit:
            unit.items.set_stories(batch)
    return len(numbers)


def _numbers(items: Sequence[Item]) -> dict[int, int]:
    """Return a story for each item that has none: one that its like have already, or a new one."""
    from feeds.duplicates import WINDOW, fold  # rapidfuzz is heavy, and without feeds nothing is compared

    start = min(_at(item) for item in items if not item.story) - WINDOW
    near = [item for item in items if _at(item) >= start]
    found: dict[int, int] = {}
    for story in fold(near, title=lambda item: item.title, link=lambda item: item.canonical_link, at=_at):
        number = next((item.story for item in story if item.story), story[0].id)
        found |= {item.id: number for item in story if not item.story}
    return found


def _at(item: Item) -> datetime:
    return item.published or item.first_seen
