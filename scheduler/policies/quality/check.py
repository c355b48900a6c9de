"""The door of the rules of quality: a post in, findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.quality.addresses import ADDRESS_RULES, find_addresses
from scheduler.policies.quality.claims import CLAIM_RULES, find_claims
from scheduler.policies.quality.facts import FACT_RULES, find_facts
from scheduler.policies.quality.passage import Passage
from scheduler.policies.quality.pictures import PICTURE_RULES, find_in_pictures
from scheduler.policies.quality.plain import PLAIN_RULES, find_hard
from scheduler.policies.quality.signs import SIGN_RULES, find_signs
from scheduler.policies.quality.sisters import SISTER_RULES, find_same
from scheduler.policies.quality.tone import TONE_RULES, find_tone
from scheduler.policies.quality.wording import WORDING_RULES, find_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import Subject

QUALITY_RULES = (
    *CLAIM_RULES,
    *FACT_RULES,
    *TONE_RULES,
    *PLAIN_RULES,
    *WORDING_RULES,
    *SIGN_RULES,
    *PICTURE_RULES,
    *ADDRESS_RULES,
    *SISTER_RULES,
)


def find_quality(subject: Subject) -> Iterator[Finding]:
    """Yield what would make a post clearer, truer and open to more people."""
    passage = Passage(subject.text)
    yield from find_claims(passage)
    yield from find_facts(passage, subject)
    yield from find_tone(passage)
    yield from find_hard(passage)
    yield from find_wording(passage)
    yield from find_signs(passage)
    yield from find_in_pictures(subject)
    yield from find_addresses(subject)
    yield from find_same(passage, subject)
