"""From what the sources said to what may be proposed: age, pillars, credit, and what was used already.

`docs/curation.md` states the same rules for people. Reads one moment of the database; changes
nothing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from feeds import rank
from scheduler.domain.choice import Fit, Placed
from scheduler.domain.curation import Fate, Item, ItemState, Source
from scheduler.domain.plan import Pillar
from scheduler.domain.post import OCCUPYING, ReasonPart
from scheduler.domain.register import speaks_of
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from scheduler.store.unit import Unit

#: An item is proposed while it is younger than this, and goes out before it is twice as old.
KEEPS: Final = {
    "news": timedelta(days=7),
    "explainer": timedelta(days=60),
    "journal": timedelta(days=90),
    "evergreen": timedelta(days=50 * 365),
}
#: What came with the first import of a source is proposed only while it is younger than this.
BACKLOG_KEEPS: Final = timedelta(days=30)
#: What is true in any year does not grow old, and a first import of it is no old news.
_AGELESS: Final = "evergreen"
#: More items than these, the newest, are not chosen from.
_MOST_ITEMS: Final = 20_000
#: Nothing older is looked at.
HORIZON: Final = max(KEEPS.values())
#: A source's topics tell less about one item than its own words.
_TOPIC_WORTH: Final = 0.5
#: And a word in the summary less than one in the title.
_SUMMARY_WORTH: Final = 0.5
#: What an item is worth where the organisation has no pillars.
_ANY_FIT: Final = 0.5
#: What it is worth where it fits none of them; only a person may choose it then.
_NO_FIT: Final = 0.1


class Shortlist(Value):
    """Everything the filler and the inbox choose from, as it stood at one moment."""

    #: New items that no post was made from, newest first, of active sources.
    items: tuple[Item, ...]
    sources: dict[str, Source]
    pillars: tuple[Pillar, ...]
    #: Posts that have their place, from `choice.REST` before now on.
    placed: tuple[Placed, ...]
    #: The items of each story, whatever became of them.
    stories: dict[int, tuple[Item, ...]]

    def is_settled(self, item: Item) -> bool:
        """Did a person decide against this story already?"""
        return any(each.state is ItemState.REJECTED for each in self.stories.get(story_of(item), ()))

    def last_used(self, item: Item) -> datetime | None:
        """Return when the item's story last went out, or will."""
        return max((post.due for post in self.placed if post.story == story_of(item)), default=None)


def shortlist(unit: Unit, *, now: datetime, until: datetime, without: Collection[int] = ()) -> Shortlist:
    """Read what can be chosen from, and what is placed up to `until`, as if `without` were not there."""
    everything = unit.items.since(now - HORIZON, limit=_MOST_ITEMS)
    sources = {source.name: source for source in unit.sources.proposable()}
    made = unit.posts.made_from([item.id for item in everything])
    used = {number for number, posts in made.items() if any(post.id not in without for post in posts)}
    free = {number for number in made if number not in used}
    stories: defaultdict[int, list[Item]] = defaultdict(list)
    for item in everything:
        stories[story_of(item)].append(item)
    return Shortlist(
        items=tuple(
            item
            for item in everything
            if (item.state is ItemState.NEW or (item.id in free and item.state is ItemState.USED))
            and item.id not in used
            and item.source in sources
            and is_welcome(item, sources[item.source])
        ),
        sources=sources,
        pillars=tuple(unit.plan.pillars()),
        placed=tuple(placed(unit, start=now - rank.REST, end=until, without=without)),
        stories={number: tuple(items) for number, items in stories.items()},
    )


def placed(unit: Unit, *, start: datetime, end: datetime, without: Collection[int] = ()) -> list[Placed]:
    """Return the posts that stand in the calendar, each with the source and story it was made from."""
    found = unit.posts.between(start, end, states=OCCUPYING)
    posts = [post for post in found if post.id not in without]
    items = unit.items.some({post.item for post in posts if post.item is not None})
    sources = {source.name: source for source in unit.sources.all()}
    pillars = unit.plan.pillars()
    return [
        Placed(
            channel=post.channel,
            due=post.due,
            pillar=post.pillar,
            source=item.source if item else None,
            story=story_of(item) if item else None,
            item=post.item,
            theme=theme_of(fits_of(item, sources[item.source], pillars)) if item else "",
            is_curated=item is not None,
        )
        for post in posts
        for item in (items.get(post.item or 0),)
    ]


def theme_of(fits: tuple[Fit, ...]) -> str:
    """Return the word that tells best what an item is about, empty where none does."""
    return next((fit.words[0] for fit in fits if fit.words), "")


def story_of(item: Item) -> int:
    """Return the number of its story; one that was not compared yet is a story of its own."""
    return item.story or item.id


def is_welcome(item: Item, source: Source) -> bool:
    """Does it still stand, and speak of nothing that its source is not read for?"""
    return item.fate is Fate.STANDS and not speaks_of(f"{item.title}\n{item.summary}", source.topics_out)


def is_in_time(item: Item, source: Source, now: datetime) -> bool:
    """Is it young enough to be proposed? Old news without a date can't be told from new, so it is not."""
    if item.is_backlog and item.published is None and source.pace != _AGELESS:
        return False
    return now - dated(item) <= keeps(item, source)


def fits_of(item: Item, source: Source, pillars: Iterable[Pillar]) -> tuple[Fit, ...]:
    """Return the pillars whose words the item speaks, best first; without any pillars, one for none."""
    known = tuple(pillars)
    if not known:
        return (Fit(pillar=None, value=_ANY_FIT),)
    words = tuple((pillar.name, _words(pillar)) for pillar in known)
    return _fits(item.title, item.summary, "\n".join(source.topics), words)


def scored(
    item: Item, source: Source, pillar: Pillar | None, *, now: datetime, last_used: datetime | None
) -> rank.Score:
    """Return what an item is worth for a pillar at `now`, part by part."""
    return rank.score(
        rank.Candidate(
            key=str(item.id),
            source=source.owner or source.title,
            trust=source.trust.value,
            kind=kind_of(source),
            published=item.published,
            pillar=pillar.title if pillar else "any pillar",
            words=_words(pillar) if pillar else (),
            title=item.title,
            summary=f"{item.summary}\n{' '.join(source.topics)}",
            last_used=last_used,
        ),
        now=now,
    )


def roughly(item: Item, source: Source, fit: Fit | None, *, now: datetime) -> float:
    """Return about what `scored` would, many times faster: for sorting out, not for showing."""
    age = max(now - (item.published or now - rank.UNDATED), timedelta())
    freshness = math.pow(0.5, age / rank.HALF_LIFE[kind_of(source)])
    return rank.TRUST[source.trust.value] * freshness * (fit.value if fit else _NO_FIT)


def in_words(score: rank.Score) -> tuple[ReasonPart, ...]:
    """Return the parts of a score as a reason for people."""
    return tuple(
        ReasonPart(name=part.name, words=part.phrase, value=round(part.value, 3)) for part in score.parts
    )


def dated(item: Item) -> datetime:
    """Return when it was published, or first seen."""
    return item.published or item.first_seen


def keeps(item: Item, source: Source) -> timedelta:
    """Return the age up to which it may be proposed; it goes out before twice that."""
    longest = KEEPS.get(source.pace, KEEPS["news"])
    return min(longest, BACKLOG_KEEPS) if item.is_backlog and source.pace != _AGELESS else longest


@lru_cache(maxsize=16_384)
def _fits(
    title: str, summary: str, topics: str, pillars: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Fit, ...]:
    """Look for all words at once: a text is read once, not once for each pillar."""
    every = tuple(dict.fromkeys(word for _, words in pillars for word in words))
    heard = _Heard(*(frozenset(rank.fit(text, every).matched) for text in (title, summary, topics)))
    found = (_fit(name, words, heard, f"{title}\n{summary}") for name, words in pillars)
    return tuple(sorted((fit for fit in found if fit.value > 0), key=lambda fit: (-fit.value, fit.pillar)))


class _Heard(NamedTuple):
    """The pillar words that were found, by where."""

    title: frozenset[str]
    summary: frozenset[str]
    topics: frozenset[str]


def _fit(name: str, words: tuple[str, ...], heard: _Heard, text: str) -> Fit:
    """Weigh the words found, as `rank.fit` does: each one in the title halves what is missing to 1."""
    in_title = [word for word in words if word in heard.title]
    beside = [word for word in words if word in heard.summary and word not in heard.title]
    if in_title or beside:
        value = 1 - math.pow(0.5, len(in_title) + _SUMMARY_WORTH * len(beside))
        shown = tuple(dict.fromkeys(_as_said(word, text) for word in (*in_title, *beside)))
        return Fit(pillar=name, value=value, words=shown)
    tagged = tuple(word for word in words if word in heard.topics)
    plain = tuple(word.rstrip("*") for word in tagged)
    return Fit(pillar=name, value=_TOPIC_WORTH * (1 - math.pow(0.5, len(tagged))), words=plain)


def _as_said(word: str, text: str) -> str:
    """Return the word that a stem such as `vaccin*` was found in."""
    if not word.endswith("*"):
        return word
    found = re.search(rf"\b{re.escape(word[:-1])}\w*", text, re.IGNORECASE)
    return found[0].lower() if found else word[:-1]


def _words(pillar: Pillar) -> tuple[str, ...]:
    return pillar.words or (pillar.title.lower(),)


def kind_of(source: Source) -> rank.Kind:
    """Return how fast its items grow old."""
    return cast("rank.Kind", source.pace) if source.pace in KEEPS else "news"
