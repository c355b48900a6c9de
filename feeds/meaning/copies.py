"""Headlines that are copies of one another: of one page, or with one title within a few days."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from feeds.meaning.headlines import Headline

#: Publishers rewrite a headline a few times; a podcast links each of its episodes to one page.
_MOST_TITLES: Final = 5


def copies(headlines: Sequence[Headline], window: timedelta) -> list[list[int]]:
    """Return the numbers of `headlines`, which stand in the order of time, grouped by what is a copy.

    Two that belong to different stories already are left where they are.
    """
    group_of: list[list[int]] = [[number] for number in range(len(headlines))]
    story_of = [headline.story for headline in headlines]
    last_seen: dict[tuple[str, str], int] = {}
    pages = _pages(headlines)
    for number, headline in enumerate(headlines):
        for key in _keys(headline, pages):
            before = last_seen.get(key)
            last_seen[key] = number
            if before is not None and (key[0] == "page" or headline.at - headlines[before].at <= window):
                _unite(group_of, story_of, before, number)
    distinct = {id(group): sorted(group) for group in group_of}
    return sorted(distinct.values())


def _pages(headlines: Sequence[Headline]) -> frozenset[str]:
    """Return the pages that tell one thing; one that many different titles point to is a list of things."""
    titles: dict[str, set[str]] = defaultdict(set)
    for headline in headlines:
        if page := headline.page:
            titles[page].add(headline.plain)
    return frozenset(page for page, different in titles.items() if len(different) <= _MOST_TITLES)


def _keys(headline: Headline, pages: frozenset[str]) -> Iterator[tuple[str, str]]:
    page = headline.page
    if page in pages:
        yield "page", page
    if not headline.is_short:
        yield "title", headline.plain


def _unite(group_of: list[list[int]], story_of: list[int], one: int, other: int) -> None:
    kept, moved = group_of[one], group_of[other]
    stories = {story_of[kept[0]], story_of[moved[0]]} - {0}
    if kept is moved or len(stories) > 1:
        return
    kept.extend(moved)
    for number in moved:
        group_of[number] = kept
    for number in kept:
        story_of[number] = max(stories, default=0)
