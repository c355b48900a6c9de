"""Items that tell the same story, folded together: exact copies, and headlines that are nearly alike.

Works on titles, links and dates only; the texts of two items are not compared. How well it does on real
headlines is measured by `benchmarks/folding.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from rapidfuzz import fuzz, process

from feeds.linkage import clusters
from feeds.links import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

#: Mean similarity (0 to 100) from which titles tell one story: the value at which B-cubed F1 is best on the
#: tuning windows of `benchmarks/folding.py`; among near equals the one that folds less.
THRESHOLD: Final = 43.0
WINDOW: Final = timedelta(hours=72)
#: Pairs less alike than this are not stored, and count as `_UNSEEN`.
_FLOOR: Final = 38.0
_UNSEEN: Final = 28.0
#: A title with fewer words of weight is contained in too many others to be compared by its words alone.
_SHORT: Final = 3
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_WORD: Final = re.compile(r"[^\W_]+")
_ORIGIN: Final = re.compile(r"^https?://(?:www\.)?")
#: Words that say nothing about which story it is; half the headlines of health feeds hold the last ones.
_LIGHT: Final = frozenset(
    {
        "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "is",
        "are", "was", "be", "as", "it", "its", "this", "that", "s", "t", "may", "can", "could", "will",
        "would", "than", "over", "after", "before", "into", "how", "why", "what", "your", "you", "new",
        "says", "say", "said", "study", "report", "health",
    }
)  # fmt: skip


def fold(
    items: Sequence[T],
    *,
    title: Callable[[T], str],
    link: Callable[[T], str],
    at: Callable[[T], datetime | None],
    threshold: float = THRESHOLD,
    window: timedelta = WINDOW,
) -> list[tuple[T, ...]]:
    """Return `items` as stories; each item is in exactly one, oldest first within it, as are the stories.

    One story are items with one page; within `window` also those with one title, or with titles nearly alike.
    Items without a date stand last and are compared with all. The order of `items` plays no part, unless two
    have the same title, link and date.
    """
    entries = sorted((_Entry(item, title(item), link(item), at(item)) for item in items), key=_Entry.order)
    copies = _copies(entries, window)
    edges = _alike([entries[group[0]] for group in copies], window)
    stories = [
        sorted(number for group in story for number in copies[group])
        for story in clusters(len(copies), edges, threshold=threshold, unseen=_UNSEEN)
    ]
    return [tuple(entries[number].item for number in story) for story in sorted(stories)]


@dataclass(slots=True)
class _Entry(Generic[T]):
    item: T
    title: str
    link: str
    at: datetime | None
    weighty: str = ""

    def __post_init__(self) -> None:
        words = _WORD.findall(self.title.casefold())
        self.title = " ".join(words)
        self.weighty = " ".join(word for word in words if word not in _LIGHT) or self.title

    def order(self) -> tuple[datetime, str, str]:
        return (self.at or _LAST, self.title, self.link)

    def is_short(self) -> bool:
        return self.weighty.count(" ") + 1 < _SHORT

    def page(self) -> str | None:
        """The page without scheme and `www`; none for a home page, which many items may point to."""
        page = _ORIGIN.sub("", canonical(self.link))
        return None if page.endswith("/") or not page else page

    def is_near(self, earlier: _Entry[T], window: timedelta) -> bool:
        return self.at is None or self.at <= earlier.until(window)

    def until(self, window: timedelta) -> datetime:
        return self.at + window if self.at else _LAST


def _copies(entries: Sequence[_Entry[T]], window: timedelta) -> list[list[int]]:
    """Return the numbers of `entries` grouped by page, or by title within `window` of the one before."""
    group_of: list[list[int]] = [[number] for number in range(len(entries))]
    last_seen: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries):
        for key in _keys(entry):
            before = last_seen.get(key)
            last_seen[key] = number
            if before is not None and (key[0] == "page" or entry.is_near(entries[before], window)):
                _unite(group_of, before, number)
    distinct = {id(group): sorted(group) for group in group_of}
    return sorted(distinct.values())


def _keys(entry: _Entry[T]) -> Iterator[tuple[str, str]]:
    if page := entry.page():
        yield "page", page
    if not entry.is_short():
        yield "title", entry.title


def _unite(group_of: list[list[int]], one: int, other: int) -> None:
    kept, moved = group_of[one], group_of[other]
    if kept is moved:
        return
    kept.extend(moved)
    for number in moved:
        group_of[number] = kept


def _alike(entries: Sequence[_Entry[T]], window: timedelta) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs within `window` of each other that are alike enough to matter."""
    titles = [entry.weighty for entry in entries]
    times = [entry.order()[0] for entry in entries]
    dated = bisect_right(times, _LAST - timedelta(microseconds=1))
    undated = range(dated, len(entries))
    for number, entry in enumerate(entries):
        within = range(number + 1, min(dated, bisect_right(times, entry.until(window))))
        others = [*within, *range(max(number + 1, undated.start), undated.stop)]
        yield from _compared(number, entries, others, titles)


def _compared(
    number: int, entries: Sequence[_Entry[T]], others: Sequence[int], titles: Sequence[str]
) -> Iterator[tuple[int, int, float]]:
    scorer = fuzz.token_sort_ratio if entries[number].is_short() else fuzz.token_set_ratio
    choices = [titles[other] for other in others]
    for _, similarity, place in process.extract(
        titles[number], choices, scorer=scorer, processor=None, score_cutoff=_FLOOR, limit=None
    ):
        other = others[place]
        fair = (
            fuzz.token_sort_ratio(titles[number], titles[other]) if entries[other].is_short() else similarity
        )
        if fair >= _FLOOR:
            yield number, other, fair
