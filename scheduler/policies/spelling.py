"""Words spelled so that a machine should not read them: gaps, brackets, number words, leet.

Each function yields the edit that makes the word plain and whether it was a trick.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.policies.vocabulary import Expression, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.mapped import Edit

#: The same gap again and again, whatever it is made of: blanks, stars, lines, little pictures.
_SPACED = Expression(
    r"(?<![^\W_])[^\W_]((?:(?![,;:&+=\"'])[^\w]|_){1,3})[^\W_](?![^\W_])(?:\1[^\W_](?![^\W_])){1,60}"
)
#: A gapped number shorter than this is a list of numbers.
_GAPPED_DIGITS = 7
_GAPPED_CAPITALS = 5
_GAPPED_LETTERS = 4
#: Between capitals these make an abbreviation or a list: F.A.S.T., C-P-R, A/B/C/D.
_ABBREVIATES = ".-/|"
#: Signs and headings set these wide, and none tells of anybody.
_OF_SIGNS = words_of(
    """
    alert all apply are appreciation attention awareness back big boo booster breaking call care
    celebrate celebrating celebration cheers clinic closed closing club come coming congrats
    congratulations countdown day days donate done down drive easter emergency enjoy event every
    everybody everyone everywhere extra fall family fest festival fireworks first flu food forward free
    friday fun gala give giving go goals good grand gratitude great halloween happy health heart hello
    help here hiring holiday holidays home hooray hope hospital hours hurry important july just kindness
    know laugh learn level listen live love monday month more move national never new news night notice
    now nurse nurses open opening our out parade party pause peace people picnic please pledge possible
    pride proud read ready relax remember reminder rest sale saturday save shot shots slow slowly smile
    snow soon spring staff start stay stop sunday sunshine support surprise team thank thankful thanks
    thursday time today together tomorrow tonight trauma treat trick trunk tuesday unity update urgent
    vaccinate vaccine vaccines volunteer volunteers vote walk want warning wash wear wednesday week
    weekend welcome wellness where winter wow yay year yes you your
    """
)


def spaced_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Close the gaps of "J o h n", "J|o|h|n" and "6 1 4 5 5 5 0 1 7 7"; F.A.S.T. and C P R are no trick."""
    for match in _SPACED.finditer(text):
        gap = len(match[1])
        characters = match[0][:: gap + 1]
        if not _is_a_word(characters, match[1]):
            continue
        is_trick = not _is_usual(characters, match[1])
        if gap > 1 and not is_trick and characters.lower() not in _OF_SIGNS:
            continue
        for start in range(match.start() + 1, match.end(), gap + 1):
            new_word = text[start - 1].islower() and text[start + gap].isupper()
            yield (start, start + gap, " " if new_word else ""), is_trick


def _is_a_word(characters: str, gap: str) -> bool:
    """Tell a gapped word or number from a list, a countdown, the letters of the alphabet, and kisses."""
    codes = [ord(character) for character in characters.lower()]
    if {after - before for before, after in pairwise(codes)} in ({1}, {-1}, {0}) or set(characters) <= {
        *"xoXO"
    }:
        return False
    if characters.isdigit():
        return len(characters) >= _GAPPED_DIGITS
    if not characters.isalpha():
        return False
    return len(characters) >= _GAPPED_LETTERS or (gap.isspace() and not characters.isupper())


def _is_usual(letters: str, gap: str) -> bool:
    """Tell abbreviations, their plurals too, and words that signs set wide."""
    capitals = letters.isupper() or (letters[:-1].isupper() and letters.endswith("s"))
    if capitals and (gap in _ABBREVIATES or len(letters) < _GAPPED_CAPITALS):
        return True
    return letters.lower() in _OF_SIGNS


_BRACKETED = Expression(
    r"[ ]?[\[({<][ ]?(at|dot|period|point|underscore|dash|hyphen)[ ]?[\])}>][ ]?", re.IGNORECASE
)
_SIGNS = {"at": "@", "dot": ".", "period": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-"}
#: "@river underscore rat", "at-sign river underscore 88".
_SPOKEN_HANDLE = Expression(
    r"(?:@|\b(at[ -]sign)[ ]+)[a-z0-9]{1,30}(?:[ ]+(?:underscore|dot|dash)[ ]+[a-z0-9]{1,30}){1,5}\b",
    re.IGNORECASE,
)
_SPOKEN_SIGN = Expression(r"[ ]+(underscore|dot|dash)[ ]+", re.IGNORECASE)
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
    for match in _SPOKEN_HANDLE.finditer(text):
        edits += [(match.start(), match.end(1) + 1, "@")] if match[1] else []
        edits += [
            (match.start() + sign.start(), match.start() + sign.end(), _SIGNS[sign[1].lower()])
            for sign in _SPOKEN_SIGN.finditer(match[0])
        ]
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
_TIMES = {"double": 2, "triple": 3}
_NUMBER_RUN = Expression(
    rf"\b(?:{_NUMBER_WORD}|double|triple)"
    rf"(?:[ ,.;:\-]{{1,3}}(?:{_NUMBER_WORD}|double|triple|\d{{1,4}})\b){{3,40}}",
    re.IGNORECASE,
)
_NUMBER_PART = Expression(r"[^\W_]+|[^\w]+")
#: "zeroonenineone", "5five5": a number whose words are run together.
_GLUED_NUMBER = Expression(rf"\b(?=\d{{0,4}}[a-z])(?:{_NUMBER_WORD}|\d{{1,4}}){{3,20}}\b", re.IGNORECASE)
_GLUED_PART = Expression(rf"{_NUMBER_WORD}|\d{{1,4}}", re.IGNORECASE)
#: Shorter than a local phone number, a run of number words is a count or a score.
_SPELLED_DIGITS = 7
#: Shorter than this it is not even read as a number, behind whatever label it stands.
_READ_DIGITS = 5


def number_word_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Write "five-five-five, oh-one-three-nine" with digits; a stop or comma becomes a hyphen."""
    for match in _NUMBER_RUN.finditer(text):
        number = _in_digits(_NUMBER_PART.findall(match[0].lower()))
        digits = sum(char.isdigit() for char in number)
        if digits >= _READ_DIGITS:
            yield (match.start(), match.end(), number), digits >= _SPELLED_DIGITS


def glued_number_edits(text: str) -> Iterator[tuple[Edit, bool]]:
    """Part the words of a number that were run together, for what reads number words."""
    for match in _GLUED_NUMBER.finditer(text):
        parts = _GLUED_PART.findall(match[0])
        if len(parts) > 2 and not match[0].isdigit():  # noqa: PLR2004 - "24seven" is a word of two
            yield (match.start(), match.end(), _in_digits([part.lower() for part in parts])), True


def _in_digits(parts: list[str]) -> str:
    digits: list[str] = []
    tens = ""
    times = 1
    for part in parts:
        if not part[0].isalnum():
            digits.append("-" if part.strip(" -") and times == 1 else "")
            continue
        if part in _TIMES:
            times = _TIMES[part]
            continue
        value = (_UNITS.get(part) or _TENS.get(part) or part) * times
        times = 1
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
