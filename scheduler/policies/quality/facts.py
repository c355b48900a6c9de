"""What a stated fact needs beside it: a number its source, a drug its risk, a favour its disclosure.

And what a clinician's words need: that they are advice to nobody in particular.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.quality.lexicon import table
from scheduler.policies.quality.telling import advice
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.passage import Passage
    from scheduler.policies.subject import Subject

NUMBER = advice(
    "NUMBER-NO-SOURCE",
    "Say where this number is from: name the source, or link to it.",
    "CDC Clear Communication Index, items on numbers; FTC, Health Products Compliance Guidance (2022)",
)
DRUG = advice(
    "DRUG-NO-RISK",
    "Name the most serious risk in the same post and link to all of them, or leave the drug's name out.",
    "FDA, draft guidance on platforms with character space limitations (June 2014)",
)
ENDORSEMENT = advice(
    "ENDORSEMENT-UNDISCLOSED",
    "Say in the post itself what ties you to them, as “Ad:” or “They gave us this”; or that nothing does.",
    "16 CFR 255.5 (88 FR 48102, 26 July 2023)",
)
DISCLAIMER = advice(
    "DISCLAIMER-MISSING",
    "Add “general information, not medical advice”, or say so in the profile and in the channel's policy.",
    "FSMB, Social Media and Electronic Communications (2019); AMA Code of Medical Ethics 2.3.2",
)
FACT_RULES = (NUMBER, DRUG, ENDORSEMENT, DISCLAIMER)


@lru_cache(maxsize=32)
def _any(name: str) -> Expression:
    return Expression(rf"(?<![\w@])(?:{'|'.join(table('facts')[name])})(?!\w)")


def find_facts(passage: Passage, subject: Subject) -> Iterator[Finding]:
    """Yield what is stated without what belongs beside it, each rule once."""
    yield from _number(passage, subject)
    yield from _drug(passage)
    yield from _endorsement(passage)
    yield from _disclaimer(passage, subject)


def _number(passage: Passage, subject: Subject) -> Iterator[Finding]:
    has_source = subject.link or "http" in passage.low or "@" in passage.low or "www." in passage.low
    if has_source or not _has_number(passage):
        return
    for match in islice(_any("number").finditer(passage.prose), MOST_FINDINGS_OF_A_RULE):
        first, last = passage.sentence_at(match.start())
        if _any("own").search(passage.prose, first, last) or _any("source").search(passage.prose):
            continue
        finding = NUMBER.finding(*match.span())
        needed = subject.policy.requires_source_for_numbers
        yield replace(finding, severity=Severity.HOLD) if needed else finding
        return


_NUMERAL = Expression(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|thirds?|quarters?|"
    r"thousands?|millions?|billions?|twice|doubles?|triples?|halves|majority|most)\b"
)


def _has_number(passage: Passage) -> bool:
    return _NUMERAL.search(passage.prose) is not None


def _drug(passage: Passage) -> Iterator[Finding]:
    match = _any("drug").search(passage.prose)
    if match is None or _any("risk").search(passage.prose):
        return
    first, last = passage.sentence_at(match.start())
    if _any("benefit").search(passage.prose, first, last):
        yield DRUG.finding(*match.span())


def _endorsement(passage: Passage) -> Iterator[Finding]:
    match = _any("endorses").search(passage.low)
    if match and not _any("disclosed").search(passage.low):
        yield ENDORSEMENT.finding(*match.span())


def _disclaimer(passage: Passage, subject: Subject) -> Iterator[Finding]:
    policy = subject.policy
    if not policy.is_clinician_voice or policy.has_disclaimer_in_profile:
        return
    if _any("advises").search(passage.prose) and not _any("disclaims").search(passage.prose):
        yield DISCLAIMER.finding()
