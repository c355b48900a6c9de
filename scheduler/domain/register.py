"""Rules of the source register: what an item must not speak of, when a source is looked at again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: In the order in which a person is offered them.
REJECTIONS: Final = ("not_our_topic", "old", "unsuitable", "duplicate", "other")


def speaks_of(text: str, topics: Iterable[str]) -> str:
    """Return the first of `topics` that `text` speaks of, empty where it speaks of none.

    A topic is found whole, in any case, and in its plural; `diet*` also at the start of longer words.
    """
    return next((topic for topic in topics if _pattern(topic).search(text)), "")


def is_overdue(review_date: str, today: date) -> bool:
    """Tell whether a person should have looked at the source again by now; never without a date."""
    return bool(review_date) and review_date <= today.isoformat()


@lru_cache(maxsize=1024)
def _pattern(topic: str) -> re.Pattern[str]:
    words = topic.strip().rstrip("*").split()
    if not words:
        return re.compile(r"(?!)")
    ending = r"\w*" if topic.strip().endswith("*") else r"(?:s|es)?\b"
    return re.compile(r"\b" + r"\s+".join(map(re.escape, words)) + ending, re.IGNORECASE)
