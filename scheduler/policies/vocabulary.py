"""How lists of words become expressions that read like lists of words, and when they are compiled."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BETWEEN = re.compile(r",\s+")


class Expression:
    """A regular expression that is compiled when it is first asked.

    The guard has some two hundred, which take longer to compile than all else it needs to begin; most texts
    ask a few dozen. Asked again, it is as fast as what `re` compiles.
    """

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.source, self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """Return the first match."""
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """Return the match at the beginning."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """Return the match of all of it."""
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """Return each match."""
        return self._compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[Any]]:
        """Return what each match holds."""
        return self._compiled.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        """Return a text with each match replaced."""
        return self._compiled.sub

    @cached_property
    def split(self) -> Callable[..., list[Any]]:
        """Return what stands between the matches."""
        return self._compiled.split


#: Fits every digit of a text that was made plain.
DIGIT = Expression(r"\d")


class WordKind:
    """Words of one kind, from an alternative of words: those spelled out in a set, the others as they are."""

    def __init__(self, expression: str) -> None:
        entries = list(_alternatives(expression))
        self._words = frozenset(entry for entry in entries if _SPELLED_OUT.fullmatch(entry))
        self._others = Expression("|".join(entry for entry in entries if entry not in self._words))

    def holds(self, word: str) -> bool:
        """Is this word one of them?"""
        return word in self._words or self._others.fullmatch(word) is not None


_SPELLED_OUT = Expression(r"[a-z' -]+")


def _alternatives(expression: str) -> Iterator[str]:
    """Yield what stands between the outermost bars; a group that is all of it is opened."""
    depth = start = 0
    for at, sign in enumerate(f"{expression}|"):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            entry = expression[start:at]
            start = at + 1
            if entry.startswith("(?:") and entry.endswith(")") and _is_one_group(entry):
                yield from _alternatives(entry[3:-1])
            else:
                yield entry


def _is_one_group(entry: str) -> bool:
    depth = 0
    for sign in entry[:-1]:
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return False
    return True


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
