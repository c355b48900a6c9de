"""Layer 1: identifiers that can be told with certainty, or with enough suspicion to ask a person.

The eighteen kinds of 45 CFR 164.514(b)(2)(i), each by its letter, with the rules that find it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.clinical import is_clinical_question
from scheduler.policies.contacts import CONTACTS
from scheduler.policies.dates import DATES
from scheduler.policies.names import FIRST_NAME, NAMES, PATIENT, STORY, TITLE, find_names
from scheduler.policies.numbers import NUMBERS
from scheduler.policies.places import PLACES
from scheduler.policies.things import THINGS, UNKNOWN_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading
    from scheduler.policies.rule import Rule

_PATTERNS = (*NAMES, *PLACES, *DATES, *CONTACTS, *NUMBERS, *THINGS)
IDENTIFIER_RULES: tuple[Rule, ...] = (
    PATIENT,
    TITLE,
    STORY,
    FIRST_NAME,
    *(pattern.rule for pattern in _PATTERNS),
    UNKNOWN_CODE.rule,
)


def find_identifiers(reading: Reading) -> Iterator[Finding]:
    """Yield what names a person; a number of no known kind only where no other rule knows it.

    In a clinical question nobody's care is told as a story: a name in it is for `find_case`, which asks for
    more than two capitals in a row, for so are illnesses, drugs and procedures written there.
    """
    named = find_names(reading)
    asked = is_clinical_question(reading)
    known: list[Finding] = [each for each in named if not (asked and each.rule == STORY.id)]
    for pattern in _PATTERNS:
        known += pattern.find(reading)
    yield from known
    for finding in UNKNOWN_CODE.find(reading):
        if not any(finding.start < other.end and other.start < finding.end for other in known):
            yield finding
