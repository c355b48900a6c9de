"""How hard a text is to read: the length of its sentences, and its school grade.

A short post says little of its grade, so the fewer its words the further it must be off to be told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.telling import advice, told
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.passage import Passage

GRADE = advice(
    "PLAIN-GRADE",
    "Write it for everybody: shorter words, shorter sentences.",
    "AHRQ Health Literacy Universal Precautions Toolkit, 3rd ed.; Flesch-Kincaid grade of 8 or less",
)
SENTENCE = advice(
    "PLAIN-SENTENCE",
    "Make two sentences of this one.",
    "federalplainlanguage.gov, write short sentences; 20 words or less",
)
PLAIN_RULES = (GRADE, SENTENCE)

MOST_WORDS = 20
HIGHEST_GRADE = 8
#: Below so many words a grade says nothing.
FEWEST_WORDS = 20
#: The grade of doubt that a text of `FEWEST_WORDS` words gets beyond `HIGHEST_GRADE`; a longer one gets less.
_DOUBT = 1


def find_hard(passage: Passage) -> Iterator[Finding]:
    """Yield long sentences, and the grade where it is surely too high."""
    counted = 0
    for start, end in passage.sentences:
        words = passage.words_between(start, end)
        if len(words) > MOST_WORDS and counted < MOST_FINDINGS_OF_A_RULE:
            counted += 1
            says = f"Make two sentences of this one; it has {len(words)} words, {MOST_WORDS} are easy."
            yield told(SENTENCE, words[0].start, words[-1].end, says)
    grade = grade_of(passage)
    if grade is not None and grade > HIGHEST_GRADE + _DOUBT * FEWEST_WORDS / len(passage.tokens):
        says = (
            f"Use shorter words and sentences: this reads like grade {grade:.0f}, most need {HIGHEST_GRADE}."
        )
        yield told(GRADE, 0, 0, says)


def grade_of(passage: Passage) -> float | None:
    """Return the Flesch-Kincaid grade of a text, `None` where it is too short to have one.

    Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    words = [token.word for token in passage.tokens if token.word[0].isalpha()]
    if len(words) < FEWEST_WORDS or not passage.sentences:
        return None
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(passage.sentences) + 11.8 * syllables / len(words) - 15.59


_VOWELS = Expression(r"[aeiouyàâäáéèêëíîïóôöúûü]+")
#: Vowels in a row that are spoken apart.
_APART = Expression(
    r"(?<![tcsgx])i(?:[ao]|u[mn])|^scie|(?<![tcs])ie(?=ty|nc|nt|r$|t$)|[rd]ea(?=$|s$|te|l[a-z])|eo(?!p|us)|eing|"
    r"oe(?=t|m)|uou|(?<=fl)ui|ruin|suici|(?<![gq])ua(?=l|t)|ue(?=l$|ls$|n[ctz])|[aeou]y(?=i)|coo(?=[pr])|naive|mui|useu|ecipe"
)
#: Vowels in a row, or apart by a mute e, that are one sound after all.
_TOGETHER = Expression(
    r"lion|gue$|ques?$|^(?:care|some|safe|home|life|take|time|fire|bone|nose)(?=[bcdfghjklmnpqrstvwz][a-z])"
)
_GREEK = frozenset(
    {"diabetes", "herpes", "series", "species", "rabies", "recipes", "acne", "apnea", "syncope"}
)


@lru_cache(maxsize=4096)
def syllables_of(word: str) -> int:
    """Return about how many syllables an English word has; never less than one."""
    word = word.strip("'").removesuffix("'s")
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word)) - len(_TOGETHER.findall(word))
    if len(word) > 3 and word not in _GREEK and _is_mute(word):  # noqa: PLR2004
        count -= 1
    return max(1, count)


def _is_mute(word: str) -> bool:
    """Whether the last e is written and not spoken."""
    if word.endswith("ed"):
        return word[-3] not in "tdaeiouy"
    if word.endswith("es"):
        return word[-3] not in "sxzcgaeiouy" and not word.endswith(("ches", "shes", "ies"))
    if word.endswith("e"):
        return word[-2] not in "aeiouy" and not (word.endswith("le") and word[-3] not in "aeiouyrl")
    return False
