"""Whether a post says the same as another of our accounts on the same network."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.policies.quality.passage import Passage
from scheduler.policies.quality.telling import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import Subject

SAME = advice(
    "SISTER-SAME",
    "Reword it for this channel; the network takes the same text on several accounts for spam.",
    "X, platform manipulation and spam policy: duplicative posts over several accounts",
)
SISTER_RULES = (SAME,)

#: Of the pairs of words that stand in either text, so many stand in both.
_ALIKE = 0.85
_FEWEST_WORDS = 4


def find_same(passage: Passage, subject: Subject) -> Iterator[Finding]:
    """Yield once where a sister post says the same; links, signs and letters' case don't make it another."""
    if subject.sisters and any(_says_the_same(passage, Passage(sister)) for sister in subject.sisters):
        yield SAME.finding()


def _says_the_same(one: Passage, other: Passage) -> bool:
    words, others = ([token.word for token in each.tokens] for each in (one, other))
    if len(words) < _FEWEST_WORDS or len(others) < _FEWEST_WORDS:
        return bool(words) and words == others
    pairs, other_pairs = (set(pairwise(each)) for each in (words, others))
    return len(pairs & other_pairs) >= _ALIKE * len(pairs | other_pairs)
