"""Communities on a network: the tags of diseases and professions, and the chats that meet under them.

The tags beside this module are common knowledge and nobody's promise: who speaks under a tag changes, so
each says that a person should look before it is used. No chat is listed, for their hours change.
"""

from __future__ import annotations

import csv
import re
from datetime import date, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import zone_named
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A tag as networks take it: letters, digits and underscores, and not digits alone.
_TAG = re.compile(r"(?!\d+$)\w{1,100}")
_TABLE = Path(__file__).with_name("communities.csv")
_DAYS_OF_WEEK, _MOST_WEEKS = 7, 5


class Community(Value):
    """A tag under which people speak of something, and when they meet if they do."""

    #: The tag in small letters; unique.
    key: str
    #: As it is written, without the sign `#`.
    tag: str
    title: str = ""
    #: Words and phrases that call for the tag; `*` stands for every ending.
    topics: tuple[str, ...] = ()
    #: A chat's weekday, 0 for Monday, with the wall clock and zone it begins by; `None` for a mere tag.
    weekday: int | None = None
    wall: time | None = None
    zone: str = ""
    #: In which weeks of the month it meets, 1 to 5; empty for every week.
    weeks: tuple[int, ...] = ()
    #: Has a person here looked who speaks under it?
    checked: bool = True
    note: str = ""
    active: bool = True

    @property
    def is_chat(self) -> bool:
        """Does it meet at an hour?"""
        return self.weekday is not None and self.wall is not None


@cache
def shipped() -> tuple[Community, ...]:
    """Return the tags that come with Rounds."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Community(
                key=row["tag"].lower(),
                tag=row["tag"],
                title=row["title"],
                topics=tuple(row["topics"].split(";")),
                checked=False,
            )
            for row in csv.DictReader(file)
        )


def tag_of(typed: str) -> str:
    """Return a tag without its sign, or raise `InvalidInputError` where no network takes it for one."""
    tag = typed.strip().removeprefix("#")
    if not _TAG.fullmatch(tag):
        raise InvalidInputError(
            f"“{typed.strip()[:60]}” is no hashtag. Use letters, digits and underscores, with no blanks."
        )
    return tag


def check(community: Community) -> Community:
    """Return it as it may be kept, or raise `InvalidInputError`."""
    tag_of(community.tag)
    when = (community.weekday is not None, community.wall is not None, bool(community.zone))
    if any(when) and not all(when):
        raise InvalidInputError("A chat needs a weekday, an hour and a time zone; a mere tag none of them.")
    if community.weekday is not None and not 0 <= community.weekday < _DAYS_OF_WEEK:
        raise InvalidInputError("The weekday of a chat is a number from 0 for Monday to 6 for Sunday.")
    if any(not 1 <= week <= _MOST_WEEKS for week in community.weeks):
        raise InvalidInputError("The weeks of a month are numbered 1 to 5.")
    if community.zone:
        zone_named(community.zone)
    return community


def meetings(community: Community, start: date, end: date) -> Iterator[date]:
    """Yield the days from `start` to `end`, both included, on which a chat meets, by its own clock."""
    if not community.is_chat:
        return
    day = start + timedelta(days=((community.weekday or 0) - start.weekday()) % _DAYS_OF_WEEK)
    while day <= end:
        if not community.weeks or (day.day - 1) // _DAYS_OF_WEEK + 1 in community.weeks:
            yield day
        day += timedelta(days=_DAYS_OF_WEEK)


def called_for(community: Community, text: str, topics: Iterable[str]) -> bool:
    """Tell whether a text, or a topic it has, speaks of what the community is about."""
    return any(speaks_of(text, phrase) or phrase in topics for phrase in community.topics)


def speaks_of(text: str, phrase: str) -> bool:
    """Tell whether the words of `phrase` stand in `text`, in whatever case; `*` stands for letters."""
    return bool(phrase.strip()) and _pattern(phrase).search(text) is not None


def strength(community: Community, text: str) -> int:
    """Return how much of the text calls for it: letters of its longest phrase that is found."""
    return max((len(phrase) for phrase in community.topics if speaks_of(text, phrase)), default=0)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w{0,40}") for word in phrase.split())
    return re.compile(r"(?<!\w)" + r"[\s-]+".join(words) + r"(?!\w)", re.IGNORECASE)
