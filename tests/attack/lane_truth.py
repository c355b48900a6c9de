"""What people know of the fast lane, kept apart from the product."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tests.attack.truth import Content

_OFFICERS = frozenset({4, 5})


@dataclass
class Words:
    """Words as people wrote and approved them, in their newest version."""

    text: str
    writers: set[int]
    approved: set[int] = field(default_factory=set)

    @property
    def wrong(self) -> str:
        """Say why they may not be used; empty where they may."""
        others = self.approved - self.writers
        return "" if others & _OFFICERS and len(others) > 1 else "the words were not approved by two others"

    def say(self, text: str) -> bool:
        """Does a text say these words, and nothing else but a short plain value?"""
        begin, _, end = self.text.partition("{who:text 12}")
        return bool(re.fullmatch(f"{re.escape(begin)}[A-Za-z ]{{1,12}}{re.escape(end)}", text))


@dataclass
class Crisis:
    """What people know of the lane: whether it is open, who is on call, what was used by whom."""

    words: Words | None = None
    #: Until when the lane is open, by its number.
    lanes: dict[int, datetime] = field(default_factory=dict)
    #: Until when somebody is on call, by their turn.
    turns: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    #: By the post: what was read, and the lane.
    used: dict[str, tuple[Content, int]] = field(default_factory=dict)

    def open_at(self, now: datetime) -> int | None:
        """Return the lane that is open."""
        return next((number for number, ends in self.lanes.items() if now < ends), None)

    def why_not(self, person: int, text: str, now: datetime, *, gravity: str) -> str:
        """Say why nobody may use words so; empty where they may."""
        on_call = {who for who, ends in self.turns.values() if now < ends}
        lacks = {
            "the lane is closed": self.open_at(now) is None,
            "who used them is not on call": person not in on_call,
            "there are no words": self.words is None,
            "the guard stops it": gravity != "pass",
            "it is not what was approved": self.words is not None and not self.words.say(text),
        }
        return next((why for why, is_so in lacks.items() if is_so), self.words.wrong if self.words else "")
