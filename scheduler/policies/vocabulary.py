"""How lists of words become expressions that read like lists of words."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r",\s+")


def any_of(phrases: str) -> str:
    """Join words or phrases, parted by a comma and blank space, into one alternative.

    A phrase may hold an expression of its own, with no comma before blank space in it.
    """
    return f"(?:{'|'.join(_BETWEEN.split(phrases.strip().rstrip(',')))})"


def words(*, most: int) -> str:
    """Return up to `most` words of usual length, each with the space after it."""
    return rf"(?:[\w'-]{{1,20}}\s){{0,{most}}}"


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())
