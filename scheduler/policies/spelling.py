"""Words spelled so that a machine should not read them: gaps, brackets, number words, leet.

Each function yields the edit that makes the word plain and whether it was a trick.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.mapped import Edit

_SPACED = Expression(r"(?<![^\W_])[^\W_]([ .*_·\-])[^\W_](?![^\W_])(?:\1[^\W_](?![^\W_])){2,60}")
#: A gapped number shorter than this is a list of numbers.
_GAPPED_DIGITS = 7
_GAPPED_CAPITALS = 5


def spaced_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Close the gaps of "J o h n" and "6 1 4 5 5 5 0 1 7 7"; F.A.S.T. and C P R are no trick."""
    for match in _SPACED.finditer(text):
        characters = match[0][::2]
        if not (characters.isalpha() or (characters.isdigit() and len(characters) >= _GAPPED_DIGITS)):
            continue
        capitals = characters.isupper()
        acronym = capitals and (match[1] in ".-" or len(characters) < _GAPPED_CAPITALS)
        for gap in range(match.start() + 1, match.end(), 2):
            new_word = text[gap - 1].islower() and text[gap + 1].isupper()
            yield (gap, gap + 1, " " if new_word else ""), not acronym


_BRACKETED = Expression(
    r"[ ]?[\[({<][ ]?(at|dot|period|point|underscore|dash|hyphen)[ ]?[\])}>][ ]?", re.IGNORECASE
)
_SIGNS = {"at": "@", "dot": ".", "period": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-"}
_SPOKEN = Expression(
    r"(?<![\w.+-])[\w.+-]{1,64}([ ]+at[ ]+)[a-z][\w-]{1,62}([ ]+dot[ ]+)"
    r"(?:com|net|org|edu|gov|io|info|us|health)\b",
    re.IGNORECASE,
)


def spoken_address_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write "kim (at) example (dot) net" and "kim at example dot net" as the address they are."""
    edits = [(match.start(), match.end(), _SIGNS[match[1].lower()]) for match in _BRACKETED.finditer(text)]
    for match in _SPOKEN.finditer(text):
        edits += [(*match.span(1), "@"), (*match.span(2), ".")]
    end = 0
    for edit in sorted(edits):
        if edit[0] >= end:
            yield edit, True
            end = edit[1]


_UNITS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {"oh": "0"}
_TENS = {
    word: str(value)
    for value, word in zip(
        range(20, 100, 10),
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        strict=True,
    )
}
_NUMBER_WORD = "|".join((*_UNITS, *_TENS))
_NUMBER_RUN = Expression(
    rf"\b(?:{_NUMBER_WORD})(?:[ ,.;:\-]{{1,3}}(?:{_NUMBER_WORD}|\d{{1,4}})\b){{3,40}}", re.IGNORECASE
)
_NUMBER_PART = Expression(r"[^\W_]+|[^\w]+")
#: Shorter than a local phone number, a run of number words is a count or a score.
_SPELLED_DIGITS = 7


def number_word_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write "five-five-five, oh-one-three-nine" with digits; a stop or comma becomes a hyphen."""
    for match in _NUMBER_RUN.finditer(text):
        number = _in_digits(_NUMBER_PART.findall(match[0].lower()))
        if sum(char.isdigit() for char in number) >= _SPELLED_DIGITS:
            yield (match.start(), match.end(), number), True


def _in_digits(parts: list[str]) -> str:
    digits: list[str] = []
    tens = ""
    for part in parts:
        if not part[0].isalnum():
            digits.append("-" if part.strip(" -") else "")
            continue
        value = _UNITS.get(part) or _TENS.get(part) or part
        if tens and len(value) == 1 and value != "0":
            digits[-2:] = [tens[0] + value]
            tens = ""
            continue
        tens = value if part in _TENS else ""
        digits.append(value)
    return "".join(digits)


_LEET_WORD = Expression(
    r"(?<![\w@#/.:$!\-])[A-Za-z0134578][A-Za-z0134578@$!]{2,18}[A-Za-z0134578](?![\w@/:]|[.\-]\w)"
)
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i"}
_LEET_FOLDING = str.maketrans(_LEET)
_PLAIN_LETTERS = Expression(r"[A-Za-z][a-z]{2,}")
_LEET_SIGNS = Expression(r"[0-9@$!]+")
_MEANS_FOR = Expression(r"[a-z]{3,}4[a-z]{3,}", re.IGNORECASE)


def leet_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write "tr3v0r" with letters; HbA1c, H1N1, N95 and 24h are words of the trade."""
    for match in _LEET_WORD.finditer(text):
        if _is_leet(match[0]):
            yield (match.start(), match.end(), match[0].translate(_LEET_FOLDING)), True


def _is_leet(word: str) -> bool:
    signs = _LEET_SIGNS.findall(word)
    if not signs or max(map(len, signs)) > 1 or _MEANS_FOR.fullmatch(word):
        return False
    letters = _LEET_SIGNS.sub("", word)
    one_inside = _LEET_SIGNS.search(word[1:-1]) is not None and len(letters) > 3  # noqa: PLR2004
    return (one_inside or len(signs) > 1) and _PLAIN_LETTERS.fullmatch(letters) is not None
