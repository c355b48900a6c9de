"""Items that tell the same story, folded together: exact copies, and headlines that are nearly alike.

Works on titles, links and dates only; the texts of two items are not compared. How well it does on real
headlines is measured by `benchmarks/folding.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from rapidfuzz import fuzz

from feeds.linkage import clusters
from feeds.links import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

WINDOW: Final = timedelta(hours=72)
#: How alike (0 to 100) two headlines must be that stand alone, and how alike on average two large groups.
#: Chosen on the tuning samples of `benchmarks/folding.py`, for busy days and for quiet ones together.
ALONE: Final = 44.0
AMONG_MANY: Final = 20.0
#: Pairs less alike than this are not stored, and count as `_UNSEEN`.
_FLOOR: Final = 16.0
_UNSEEN: Final = 10.0
#: A title with fewer words of weight is contained in too many others to be compared by its words alone.
_SHORT: Final = 3
#: Publishers rewrite a headline a few times; a podcast links each of its episodes to one page.
_MOST_TITLES: Final = 5
#: Words count as one where they begin alike: vaccine, vaccines, vaccination.
_STEM: Final = 6
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
    window: timedelta = WINDOW,
    needed: Callable[[int], float] | None = None,
) -> list[tuple[T, ...]]:
    """Return `items` as stories; each item is in exactly one, oldest first within it, as are the stories.

    One story are items with one page; within `window` also those with one title, or with titles nearly alike.
    Items without a date stand last and are compared with all. The order of `items` plays no part, unless two
    have the same title, link and date. `needed` replaces `needed_for`.
    """
    entries = sorted((_Entry(item, title(item), link(item), at(item)) for item in items), key=_Entry.order)
    copies = _copies(entries, window)
    edges = _alike([entries[group[0]] for group in copies], window)
    stories = [
        sorted(number for group in story for number in copies[group])
        for story in clusters(len(copies), edges, needed=needed or needed_for, unseen=_UNSEEN)
    ]
    return [tuple(entries[number].item for number in story) for story in sorted(stories)]


def needed_for(pairs: int, *, alone: float = ALONE, among_many: float = AMONG_MANY) -> float:
    """Return how alike two groups must be on average that have `pairs` pairs between them.

    One pair may be alike by chance; many rarely are, so the more there are, the less each must show.
    """
    return among_many + (alone - among_many) / math.sqrt(math.sqrt(pairs))


@dataclass(slots=True)
class _Entry(Generic[T]):
    item: T
    title: str
    link: str
    at: datetime | None
    weighty: str = ""
    stems: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        words = _WORD.findall(self.title.casefold())
        weighty = [word for word in words if word not in _LIGHT] or words
        self.title, self.weighty = " ".join(words), " ".join(weighty)
        self.stems = frozenset(_stem(word) for word in weighty)

    def order(self) -> tuple[datetime, str, str]:
        return (self.at or _LAST, self.title, self.link)

    def is_short(self) -> bool:
        return len(self.stems) < _SHORT

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
    pages = _pages(entries)
    for number, entry in enumerate(entries):
        for key in _keys(entry, pages):
            before = last_seen.get(key)
            last_seen[key] = number
            if before is not None and (key[0] == "page" or entry.is_near(entries[before], window)):
                _unite(group_of, before, number)
    distinct = {id(group): sorted(group) for group in group_of}
    return sorted(distinct.values())


def _pages(entries: Sequence[_Entry[T]]) -> frozenset[str]:
    """Return the pages that tell one thing; one that many different titles point to is a list of things."""
    titles: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if page := entry.page():
            titles[page].add(entry.title)
    return frozenset(page for page, different in titles.items() if len(different) <= _MOST_TITLES)


def _keys(entry: _Entry[T], pages: frozenset[str]) -> Iterator[tuple[str, str]]:
    page = entry.page()
    if page is not None and page in pages:
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
    """Yield the pairs within `window` of each other that share a word and are alike enough to matter."""
    times = [entry.order()[0] for entry in entries]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        oldest = bisect_left(times, entry.at - window) if entry.at else 0
        shared: Counter[int] = Counter()
        for stem in entry.stems:
            earlier = holding[stem]
            shared.update(earlier[bisect_left(earlier, oldest) :])
            earlier.append(number)
        for other, words in shared.items():
            similarity = _similarity(entry, entries[other], words)
            if similarity >= _FLOOR:
                yield other, number, similarity


def _similarity(one: _Entry[T], other: _Entry[T], shared: int) -> float:
    """Return the mean of two views, each 0 to 100: letters whatever the order of words, and common words."""
    ratio = fuzz.token_sort_ratio if one.is_short() or other.is_short() else fuzz.token_set_ratio
    dice = 200.0 * shared / (len(one.stems) + len(other.stems))
    return (ratio(one.weighty, other.weighty) + dice) / 2


def _stem(word: str) -> str:
    singular = word[:-1] if len(word) > _SHORT and word.endswith("s") and not word.endswith("ss") else word
    return singular[:_STEM]
