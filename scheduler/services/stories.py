"""Give each new item the number of its story: the same thing said by several sources.

The number is that of the story's first item and is never changed once given, so that "this story
was told" stays true. Comparing happens outside of any transaction, in a process of its own.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from scheduler.services.shortlisting import HORIZON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from feeds.meaning.process import MeaningProcess
    from scheduler.domain.curation import Item
    from scheduler.domain.reading import Reading
    from scheduler.store.database import Store

#: Items further apart tell no one story, unless they lead to one page.
_WINDOW: Final = timedelta(hours=72)
#: Few enough that the engine never waits long for the write lock.
_AT_ONCE: Final = 200
#: So many new items are compared at once, with so many known ones around them: bounds the memory it takes.
_MOST_NEW: Final = 1000
_MOST_KNOWN: Final = 1000


def number_stories(store: Store, process: MeaningProcess, *, now: datetime) -> int:
    """Compare every item without a story to those around it; return how many were given one."""
    given = 0
    while numbers := _next_numbers(store, process, now=now):
        pairs = iter(numbers.items())
        while batch := dict(islice(pairs, _AT_ONCE)):
            with store.write() as unit:
                unit.items.set_stories(batch)
        given += len(numbers)
    return given


def _next_numbers(store: Store, process: MeaningProcess, *, now: datetime) -> dict[int, int]:
    """Return a story for the oldest items that have none: one that its like have already, or a new one."""
    with store.read() as unit:
        recent = unit.items.since(now - HORIZON)
        new = sorted((item for item in recent if not item.story), key=_at)[:_MOST_NEW]
        known = _around(new, recent)
        readings = unit.readings.some([item.id for item in (*new, *known)])
    return _numbers((*new, *known), readings, process) if new else {}


def _around(new: Sequence[Item], recent: Sequence[Item]) -> list[Item]:
    """Return the items with a story that a new one may belong to: those near in time, and of one page."""
    if not new:
        return []
    start, end = _at(new[0]) - _WINDOW, _at(new[-1]) + _WINDOW
    pages = {item.canonical_link for item in new}
    told = [item for item in recent if item.story]
    same = [item for item in told if item.canonical_link in pages]
    near = [item for item in told if item.canonical_link not in pages and start <= _at(item) <= end]
    return [*same, *near][:_MOST_KNOWN]


def _numbers(items: Sequence[Item], readings: dict[int, Reading], process: MeaningProcess) -> dict[int, int]:
    from feeds.meaning.process import Told

    vectors = {number: reading.vector for number, reading in readings.items()}
    told = [
        Told(item.title, item.canonical_link, _at(item), item.story, vectors.get(item.id, b""))
        for item in items
    ]
    found: dict[int, int] = {}
    for group in process.group(told):
        story = [items[number] for number in group]
        number = next((item.story for item in story if item.story), min(item.id for item in story))
        found |= {item.id: number for item in story if not item.story}
    return found


def _at(item: Item) -> datetime:
    return item.published or item.first_seen
