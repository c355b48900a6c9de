"""What makes a password easy to guess: pure, and without a list of its own.

NIST SP 800-63B: length counts, rules about kinds of characters do not; what is common, expected of this
person, or a pattern of keys is refused. Nothing makes anybody change a good one.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SHORTEST: Final = 12
#: Longer ones only cost time.
LONGEST: Final = 256
#: What must be left of a password once what is expected of its owner is taken out.
_LEAST_LEFT: Final = 8
#: Shorter words of a name stand in too many good phrases.
_LEAST_WORD: Final = 4
_FEWEST_KINDS: Final = 5
_MOST_STEPS: Final = 0.5

_LEET: Final = str.maketrans("0134578@$!|", "oieastbasil")
_PAD: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_WORDS: Final = re.compile(r"[^\W_]+")
_KEYS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_COLUMNS: Final = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_NEIGHBOURS: Final = frozenset(
    pair for row in (*_KEYS, *_COLUMNS) for one, two in pairwise(row) for pair in (one + two, two + one)
)


def normalised(password: str) -> str:
    """Return the one form in which a password is hashed and compared, however it was typed (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def why_weak(password: str, *, common: Collection[str], expected: Iterable[str]) -> str:
    """Say why a normalised password can't be taken, and what to do; empty where it can.

    `common` are passwords that many people use, in small letters; `expected` are names that somebody
    who knows the owner would try: theirs, the organisation's, their mail address.
    """
    return _why_unfit(password) or _why_guessable(password, common, expected)


def _why_unfit(password: str) -> str:
    if len(password) < SHORTEST:
        return (
            f"A password needs at least {SHORTEST} characters. Three or four words in a row are a good one."
        )
    if len(password) > LONGEST:
        return f"A password can have at most {LONGEST} characters. Choose a shorter one."
    if not password.isprintable():
        return "A password can't hold invisible characters. Type it by hand."
    return ""


def _why_guessable(password: str, common: Collection[str], expected: Iterable[str]) -> str:
    low = password.casefold()
    if len(set(low)) < _FEWEST_KINDS or _is_repeated(low) or _is_walk(low):
        return "This password is one character, one sequence or one piece again and again. Use some words."
    if any(each in common for each in _cores(low)):
        return "This password is on the list of those tried first by people who break in. Use other words."
    if len(_without(low, expected)) < _LEAST_LEFT:
        return "This password is made of a name that is known here. Use words nobody would expect of you."
    return ""


def _cores(low: str) -> set[str]:
    """Return what a password comes to once padding and letters written as digits are undone."""
    bare = _PAD.sub("", low)
    plain = "".join(_WORDS.findall(low))
    forms = {low, bare, plain, low.translate(_LEET), bare.translate(_LEET), plain.translate(_LEET)}
    return {each for each in (*forms, *(_PAD.sub("", form) for form in forms)) if each}


def _is_repeated(low: str) -> bool:
    """Is it one piece, twice or more often?"""
    squeezed = "".join(_WORDS.findall(low))
    return bool(squeezed) and (squeezed * 2).find(squeezed, 1) < len(squeezed)


def _is_walk(low: str) -> bool:
    """Do most of its characters follow the one before in the alphabet, on the keyboard, or repeat it?"""
    steps = sum(abs(ord(one) - ord(two)) <= 1 or one + two in _NEIGHBOURS for one, two in pairwise(low))
    return steps > _MOST_STEPS * (len(low) - 1)


def _without(low: str, expected: Iterable[str]) -> str:
    left = low.translate(_LEET)
    words = {
        word for name in expected for word in _WORDS.findall(name.casefold()) if len(word) >= _LEAST_WORD
    }
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word.translate(_LEET), " ")
    return "".join(each for each in left if each.isalnum())
