"""Headlines as they are compared: their words of weight, the page they lead to, how alike two of them are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from feeds.links import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

#: What two headlines without a common word are counted as; those with one are at least that.
UNLIKE: Final = 0.1
#: A title with fewer words of weight is contained in too many others to be compared by its words alone.
_SHORT: Final = 3
#: Words count as one where they begin alike: vaccine, vaccines, vaccination.
_STEM: Final = 6
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


@dataclass(slots=True)
class Headline:
    """One item's headline; `at` is aware."""

    title: str
    link: str
    at: datetime
    #: The number of its story, 0 where it has none yet.
    story: int = 0
    #: Length 1; `None` where no model read it.
    vector: NDArray[np.float32] | None = None
    plain: str = field(init=False)
    weighty: str = field(init=False)
    stems: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        words = _WORD.findall(self.title.casefold())
        weighty = [word for word in words if word not in _LIGHT] or words
        self.plain, self.weighty = " ".join(words), " ".join(weighty)
        self.stems = frozenset(_stem(word) for word in weighty)

    @property
    def is_short(self) -> bool:
        """Has it too few words of weight to be compared by these alone?"""
        return len(self.stems) < _SHORT

    @property
    def page(self) -> str:
        """The page without scheme and `www`; empty for a home page, which many items may point to."""
        page = _ORIGIN.sub("", canonical(self.link))
        return "" if page.endswith("/") else page


def likenesses(headlines: Sequence[Headline]) -> Iterator[tuple[int, int, float]]:
    """Yield (number, lower number, likeness 0 to 1) of the pairs that share a word."""
    holding: dict[str, list[int]] = defaultdict(list)
    for number, headline in enumerate(headlines):
        shared = Counter(other for stem in headline.stems for other in holding[stem])
        for other, words in shared.items():
            yield number, other, max(UNLIKE, _likeness(headline, headlines[other], words))
        for stem in headline.stems:
            holding[stem].append(number)


def _likeness(one: Headline, other: Headline, shared: int) -> float:
    """Return the mean of two views: letters whatever the order of words, and common words."""
    ratio = fuzz.token_sort_ratio if one.is_short or other.is_short else fuzz.token_set_ratio
    dice = 2.0 * shared / (len(one.stems) + len(other.stems))
    return (ratio(one.weighty, other.weighty) / 100 + dice) / 2


def _stem(word: str) -> str:
    singular = word[:-1] if len(word) > _SHORT and word.endswith("s") and not word.endswith("ss") else word
    return singular[:_STEM]
