"""Hashtags, emoji and letters, as a screen reader meets them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.lexicon import table
from scheduler.policies.quality.telling import advice, told
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.passage import Passage

HASHTAG_CASE = advice(
    "HASHTAG-CASE",
    "Begin each word of the hashtag with a capital, so that screen readers can part them.",
    "WCAG 2.1, 3.1.5; 45 CFR 84.84",
)
HASHTAG_COUNT = advice(
    "HASHTAG-COUNT",
    "Keep the two or three hashtags that people follow.",
    "Digital.gov, accessible social media",
)
EMOJI_COUNT = advice(
    "EMOJI-COUNT",
    "Keep three emoji or fewer; a screen reader says the name of each.",
    "Digital.gov, accessible social media",
)
EMOJI_REPEATED = advice(
    "EMOJI-REPEATED",
    "Use this emoji once; a screen reader says its name each time.",
    "Digital.gov, accessible social media",
)
LETTERS = advice(
    "LETTERS-STYLED",
    "Write with ordinary letters; screen readers skip or spell styled ones.",
    "WCAG 2.1, 1.3.1 and 4.1.1; 45 CFR 84.84",
)
SIGN_RULES = (HASHTAG_CASE, HASHTAG_COUNT, EMOJI_COUNT, EMOJI_REPEATED, LETTERS)

MOST_HASHTAGS = 3
MOST_EMOJI = 3
#: As often may the same emoji stand in a post.
_MOST_ALIKE = 2
_HASHTAG = Expression(r"(?<![\w&/])#[^\W\d_]\w{0,99}")
#: Shorter hashtags are one word, as far as a rule can tell.
_LONG_HASHTAG = Expression(r"(?<![\w&/])#[a-z][a-z0-9_]{11,99}\b")
_PICTURE = (
    "[\u231a\u231b\u23e9-\u23fa\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001f0ff"
    "\U0001f18e\U0001f191-\U0001f19a\U0001f200-\U0001f251\U0001f300-\U0001faff]"
)
_MODIFIER = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_EMOJI = Expression(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}{_MODIFIER}{{0,8}}(?:\u200d{_PICTURE}{_MODIFIER}{{0,8}}){{0,8}}"
)
#: Small capitals, letters in boxes, flags' letters in a row, letters struck through: none has a plain form.
_STYLED = Expression(
    "[\u1d00-\u1d2b\u0299\u0262\u029c\u026a\u029f\u0274\u0280\u028f\ua731\u0493]{3,200}"
    "|[\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]{3,200}"
    "|[\U0001f1e6-\U0001f1ff]{5,200}|(?:\\w[\u0332-\u0338]){3,200}"
)


def find_signs(passage: Passage) -> Iterator[Finding]:
    """Yield what a screen reader stumbles over."""
    for match in islice(_LONG_HASHTAG.finditer(passage.text), MOST_FINDINGS_OF_A_RULE):
        parted = _parted(match[0])
        says = f"Write “{parted}”, so that screen readers can part the words." if parted else ""
        yield told(HASHTAG_CASE, *match.span(), says or HASHTAG_CASE.advice, instead=parted or None)
    hashtags = [match.span() for match in _HASHTAG.finditer(passage.text)]
    if len(hashtags) > MOST_HASHTAGS:
        says = f"Keep the two or three hashtags that people follow; here are {len(hashtags)}."
        yield told(HASHTAG_COUNT, hashtags[MOST_HASHTAGS][0], hashtags[-1][1], says)
    if not passage.text.isascii():
        yield from _emoji(passage)
        for match in islice(_STYLED.finditer(passage.text), MOST_FINDINGS_OF_A_RULE):
            yield LETTERS.finding(*match.span())


def _emoji(passage: Passage) -> Iterator[Finding]:
    found = list(_EMOJI.finditer(passage.text))
    if len(found) > MOST_EMOJI:
        yield EMOJI_COUNT.finding(found[MOST_EMOJI].start(), found[-1].end())
    counts = Counter(match[0] for match in found)
    for match in found:
        if counts.pop(match[0], 0) > _MOST_ALIKE:
            yield EMOJI_REPEATED.finding(*match.span())


def _parted(hashtag: str) -> str:
    """Return a hashtag with each word begun by a capital; empty where its words are not known."""
    words = parts_of(hashtag[1:])
    return f"#{''.join(word.capitalize() for word in words)}" if words else ""


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    return frozenset(table("signs")["hashtag_words"].split())


def parts_of(joined: str) -> tuple[str, ...]:
    """Part what was written together into the fewest known words; a number is one. Empty: it can't be."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(joined)
    for end in range(1, len(joined) + 1):
        for start in range(max(0, end - 16), end):
            before, word = best[start], joined[start:end]
            if before is None or not (word in _known_words() or word.isdigit()):
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = (*before, word)
    return best[-1] or ()
