"""Fixed sentences that the services say in English: translated where they are shown, by their own words.

What a rule advises, what a licence allows, what an action of the record means, which part of Rounds did it.
Sentences with something in them, and what services say of faults, are English in every language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.deeds import DEEDS
from scheduler.domain.licences import LICENCES
from scheduler.domain.people import ENGINE, FILLER, OPERATOR
from scheduler.policies.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator


def sentences() -> Iterator[str]:
    """Yield each of them, for the catalogue."""
    yield from DEEDS.values()
    yield from (each.name for each in (ENGINE, FILLER, OPERATOR))
    yield from (rule.advice for rule in all_rules())
    for licence in LICENCES.values():
        yield licence.title
        yield licence.words
