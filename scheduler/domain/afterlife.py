"""What an item's title says became of it: publishers put retractions and corrections there.

Only marks count that stand apart, before a colon or in brackets; a headline that merely speaks of
a correction or a withdrawal is left alone.
"""

from __future__ import annotations

import re
from typing import Final

from scheduler.domain.curation import Fate

_WORDS: Final = {
    Fate.RETRACTED: r"retract(?:ed|ion)(?: article| notice| note)?|notice of retraction|withdrawn|withdrawal",
    Fate.CORRECTED: r"correct(?:ed|ion)|erratum|errata|corrigendum|expression of concern",
    Fate.SUPERSEDED: r"superseded|replaced|archived|outdated|no longer current",
}
#: Before a colon at the beginning, in brackets, or after a dash at the end.
_MARK: Final = (
    r"^\W*(?:{words})(?: (?:to|of))?\s*[:\])\u2013\u2014]\s*"
    r"|[\[(]\s*(?:{words})\b[^\])]*[\])]"
    r"|\s[\u2013\u2014|-]\s(?:{words})\W*$"
)
_MARKS: Final = tuple(
    (fate, re.compile(_MARK.replace("{words}", words), re.IGNORECASE)) for fate, words in _WORDS.items()
)
_SAID: Final = {
    Fate.RETRACTED: "Its source says in the title that it was retracted.",
    Fate.CORRECTED: "Its source says in the title that it was corrected.",
    Fate.SUPERSEDED: "Its source says in the title that something newer stands in its place.",
}
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


def fate_in(title: str) -> Fate:
    """Return what a title says became of its item; `STANDS` where it says nothing."""
    return next((fate for fate, mark in _MARKS if mark.search(title)), Fate.STANDS)


def words_for(fate: Fate) -> str:
    """Return the sentence for people on what a title said."""
    return _SAID.get(fate, "")


def subject_of(title: str) -> str:
    """Return what a title is about, without marks, case and punctuation: to find the item it speaks of."""
    for _, mark in _MARKS:
        title = mark.sub(" ", title)
    return _NOT_A_LETTER.sub(" ", title).strip().casefold()
