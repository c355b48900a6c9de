"""Layer 0: the text as the eye takes it, whatever was typed to hide it.

Guarantees that every offset leads back to the code points as they were given, and that the way
a word was hidden is told as well: hiding is a finding of its own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.lookalikes import FOLDING, LOOKALIKES, PLAIN_MARKS, SCIENTIFIC, SMALL_CAPITALS
from scheduler.policies.mapped import Edit, Mapped
from scheduler.policies.rule import Rule
from scheduler.policies.spelling import (
    glued_number_edits,
    leet_edits,
    number_word_edits,
    spaced_edits,
    spoken_address_edits,
)
from scheduler.policies.turned import backwards_edits, radio_edits, upside_down_edits
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scheduler.policies.finding import Finding

_SOURCE = "Rounds: a text must say what it shows"
#: More marks on one letter than any script writes; ordering them costs the square of their number.
_MOST_MARKS = 8
#: A few ligatures stand for whole phrases; unfolded, they hide no Latin word.
_LONGEST_FOLDING = 8


def _trick(name: str, advice: str, severity: Severity = Severity.HOLD) -> Rule:
    return Rule(id=f"TRICK-{name}", severity=severity, advice=advice, source=_SOURCE)


HIDDEN = _trick("HIDDEN", "Remove the invisible characters inside the word.")
LOOKALIKE = _trick("LOOKALIKE", "Write the word with letters of one alphabet.")
STYLED = _trick(
    "STYLED", "Write with ordinary letters; screen readers stumble over styled ones.", Severity.ADVICE
)
KEYCAP = _trick("KEYCAP", "Write the number with ordinary digits.")
SPACED = _trick("SPACED", "Write the word without gaps between its letters.")
NUMBER_WORDS = _trick("NUMBER-WORDS", "Take the spelled-out number out, or write it with digits.")
ADDRESS = _trick("ADDRESS", "Write the address as it is, or take it out.")
LEET = _trick("LEET", "Write the word with letters, not with digits that look like them.")
DIRECTION = _trick("DIRECTION", "Remove the marks that turn the direction of the text around.")
TURNED = _trick("TURNED", "Write the word or date the right way round.")
SPELLED = _trick("SPELLED", "Take the word that is spelled out, letter for letter, out.")
TRICKS = (
    HIDDEN,
    LOOKALIKE,
    STYLED,
    KEYCAP,
    SPACED,
    NUMBER_WORDS,
    ADDRESS,
    LEET,
    DIRECTION,
    TURNED,
    SPELLED,
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """The plain text, its way back, and the tricks that were undone."""

    mapped: Mapped
    tricks: tuple[Finding, ...]


def normalise(text: str) -> Normalised:
    """Undo every known disguise of `text`; plain text comes back as it is."""
    mapped = Mapped.of(text)
    tricks: list[Finding] = []
    if not text.isascii():
        turned = _turned(text)
        if turned is not None:
            tricks.append(DIRECTION.finding(turned, turned + 1))
        for rule, edits in _DISGUISES:
            mapped = _undone(mapped, rule=rule, edits=edits(mapped.text), tricks=tricks)
        mapped = _with_latin_letters(mapped, tricks)
        mapped = mapped.retold(mapped.text.translate(PLAIN_MARKS))
    for rule, edits in _SPELLINGS:
        mapped = _undone(mapped, rule=rule, edits=edits(mapped.text), tricks=tricks)
    return Normalised(mapped.edited(_hashtag_edits(mapped.text)), tuple(tricks))


#: An edit, and whether making it necessary was a trick.
Disguise = tuple[Edit, bool]


def _undone(mapped: Mapped, *, rule: Rule, edits: Iterable[Disguise], tricks: list[Finding]) -> Mapped:
    made = list(edits)
    shown = [edit for edit, is_trick in made if is_trick]
    if shown:
        start, end = shown[0][0], shown[-1][1]
        wider = 0 if shown[0][2] else 1  # where a gap was closed, the letters beside it are the word
        tricks.append(
            rule.finding(*mapped.original(max(0, start - wider), min(len(mapped.text), end + wider)))
        )
    return mapped.edited(edit for edit, _ in made)


_OVERRIDES = "\u202d\u202e"
_TURNS = Expression(f"[{_OVERRIDES}\u202a\u202b\u2066-\u2068]")


def _turned(text: str) -> int | None:
    """Return where the direction is turned: an override always, an embedding where nothing reads left."""
    for match in _TURNS.finditer(text):
        leftwards = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
        if match[0] in _OVERRIDES or not leftwards:
            return match.start()
    return None


_KEYCAPS = Expression(r"(?:[0-9]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}[ ]?){1,40}")


def _keycap_edits(text: str) -> Iterator[Disguise]:
    """One keycap alone numbers a list; three together are a number."""
    for match in _KEYCAPS.finditer(text):
        count = match[0].count("\N{COMBINING ENCLOSING KEYCAP}")
        for key in re.finditer("[\ufe0f\u20e3]+", match[0]):
            yield (match.start() + key.start(), match.start() + key.end(), ""), count > 2  # noqa: PLR2004


#: Invisible, yet no format character by its category: fillers, joiners, variation selectors.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800") | {
    chr(0xFE00 + n) for n in range(16)
}


def _hidden_edits(text: str) -> Iterator[Disguise]:
    """Joiners in emoji and in scripts that need them are no trick; between Latin letters they are."""
    end = 0
    for index, char in enumerate(text):
        if index < end or not _is_hidden(char):
            continue
        end = index + 1
        while end < len(text) and _is_hidden(text[end]):
            end += 1
        between = _is_latin(text[index - 1 : index]) and _is_latin(text[end : end + 1])
        yield (index, end, ""), between and text[index:end].strip("\N{SOFT HYPHEN}") != ""


def _is_hidden(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or char in _FILLERS)


def _is_latin(char: str) -> bool:
    return char != "" and char.isalnum() and char < "\u0370"


def _compatibility_edits(text: str) -> Iterator[Disguise]:
    """Fold each letter with its marks by NFKC; three styled letters in a row are told."""
    if unicodedata.is_normalized("NFKC", text):
        return
    previous_end = run = 0
    for start, end in _clusters(text):
        folded = unicodedata.normalize("NFKC", text[start:end])
        if folded == text[start:end] or len(folded) > _LONGEST_FOLDING:
            continue
        styled = folded.isascii() and folded.isalnum()
        run = (run + 1 if previous_end == start else 1) if styled else 0
        previous_end = end
        yield (start, end, folded), run > 2  # noqa: PLR2004


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(text) + 1):
        marks_on = index < len(text) and unicodedata.combining(text[index]) != 0
        if marks_on and index - start <= _MOST_MARKS:
            continue
        yield start, index
        start = index


#: White letters in black circles and squares, which compatibility folding leaves alone.
_SYMBOLS = {chr(start + n): chr(ord("a") + n) for start in (0x1F150, 0x1F170) for n in range(26)}
#: Fewer are a blood group or a sign of a car park.
_SYMBOL_WORD = Expression(f"[{''.join(_SYMBOLS)}]{{3,60}}")
#: Struck through, underlined and the like; letters of alphabets have their marks joined by now.
_DECORATIONS = Expression("(?<=[A-Za-z0-9])[\u0300-\u036f]{1,60}")


def _symbol_edits(text: str) -> Iterator[Disguise]:
    """Read letters that are pictures, and letters that are struck through."""
    edits: list[Disguise] = []
    for match in _SYMBOL_WORD.finditer(text):
        word = "".join(_SYMBOLS[char] for char in match[0])
        edits.append(((match.start(), match.end(), word.capitalize()), True))
    marks = list(_DECORATIONS.finditer(text))
    edits += [((match.start(), match.end(), ""), len(marks) > 2) for match in marks]  # noqa: PLR2004
    yield from sorted(edits)


_WORD = Expression(r"[^\W\d_]+")


def _with_latin_letters(mapped: Mapped, tricks: list[Finding]) -> Mapped:
    """Fold words that mix alphabets, and words of look-alikes alone in a Latin text."""
    text = mapped.text
    latin = sum(_is_latin(char) for char in text)
    foreign = sum(char.isalpha() and char >= "\u0370" for char in text)
    edits: list[Edit] = []
    for match in _WORD.finditer(text):
        word = match[0]
        alike = [char for char in word if char in LOOKALIKES]
        if not alike or not all(char in LOOKALIKES or _is_latin(char) for char in word):
            continue
        mixed = len(alike) < len(word)
        if mixed and len(alike) == 1 and alike[0] in SCIENTIFIC:
            continue
        if mixed:
            rule = STYLED if SMALL_CAPITALS.issuperset(alike) else LOOKALIKE
            tricks.append(rule.finding(*mapped.original(*match.span())))
        if mixed or latin > foreign:
            edits.append((match.start(), match.end(), word))
    if not edits:
        return mapped
    folded = list(text)
    for start, end, word in edits:
        folded[start:end] = word.translate(FOLDING)
    return mapped.retold("".join(folded))


_HASHTAG_WORD = Expression(r"(?<=[^\W\d_])(?:(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z]))")
_HASHTAG = Expression(r"#\w{2,100}")


def _hashtag_edits(text: str) -> Iterator[Edit]:
    """Part the words of a hashtag, each with its mark: "#TeamBed6" reads "#Team #Bed #6"."""
    for match in _HASHTAG.finditer(text):
        for seam in _HASHTAG_WORD.finditer(match[0]):
            at = match.start() + seam.start()
            yield at, at, " #"


Step = tuple["Rule", "Callable[[str], Iterable[Disguise]]"]
_DISGUISES: tuple[Step, ...] = (
    (KEYCAP, _keycap_edits),
    (HIDDEN, _hidden_edits),
    (STYLED, _compatibility_edits),
    (STYLED, _symbol_edits),
    (TURNED, upside_down_edits),
)
_SPELLINGS: tuple[Step, ...] = (
    (SPACED, spaced_edits),
    (TURNED, backwards_edits),
    (SPELLED, radio_edits),
    (ADDRESS, spoken_address_edits),
    (NUMBER_WORDS, glued_number_edits),
    (NUMBER_WORDS, number_word_edits),
    (LEET, leet_edits),
)
