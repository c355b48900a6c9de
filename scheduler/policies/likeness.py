"""What no rule names, yet reads like posts that broke a patient's privacy: a person looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.policies.clinical import is_clinical_question
from scheduler.policies.finding import Severity
from scheduler.policies.rule import Rule
from scheduler.policies.scorer import chance_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading
    from scheduler.policies.scorer import Meaning

LIKENESS = Rule(
    id="LEARNED-LIKENESS",
    severity=Severity.HOLD,
    advice="Let a privacy officer read this; it reads like posts that told of one patient or advised one.",
    source="Rounds: learned from the labelled posts in scheduler/policies/data",
)
LIKENESS_RULES = (LIKENESS,)
#: Fewer words tell no story; what they may name is for the rules.
_FEWEST_WORDS = 4


def is_judged(reading: Reading) -> bool:
    """Tell texts that the scorer can judge: no few words, no clinical question; rules judge those better."""
    return len(reading.text.split()) >= _FEWEST_WORDS and not is_clinical_question(reading)


def find_likeness(
    reading: Reading, *, fired: Collection[str], meaning: Meaning | None = None
) -> Iterator[Finding]:
    """Yield one finding where the scorer finds the text too like a breach; it tells the words."""
    if not is_judged(reading):
        return
    chance, is_enough = chance_of(reading, fired, meaning)
    if is_enough:
        yield replace(LIKENESS.finding(), because=chance.words)
