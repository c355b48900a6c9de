"""First frames of meaning: advice to one person, confirming that somebody is a patient, telling of one.

They need no identifier; where they are in doubt a person decides, so all of them hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies import cues, frames, replies
from scheduler.policies.clinical import CLINICAL_RULES, find_case
from scheduler.policies.finding import Severity
from scheduler.policies.rule import Rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading

ADVICE = Rule(
    id="ADV-INDIVIDUAL",
    severity=Severity.HOLD,
    advice="Give no advice to one person; send them to their own care team.",
    source="AMA Code of Medical Ethics 2.3.2",
)
CONFIRMS = Rule(
    id="ACK-PATIENT",
    severity=Severity.HOLD,
    advice="Do not confirm that this person is a patient; offer a private line to patient relations.",
    source="45 CFR 164.502(a); OCR settlements with Elite Dental (2019) and New Vision Dental (2022)",
)
TELLS = Rule(
    id="STORY-PATIENT",
    severity=Severity.HOLD,
    advice="Tell a patient's story only with a written authorization, or tell it of many.",
    source="45 CFR 164.508; 45 CFR 164.514(b)(2)(ii)",
)
CONTEXT_RULES = (ADVICE, CONFIRMS, TELLS, *CLINICAL_RULES)


def find_context(reading: Reading) -> Iterator[Finding]:
    """Yield at most one finding for each frame, at the words that show it."""
    for rule, find in ((ADVICE, _advice), (CONFIRMS, _confirmation), (TELLS, _story)):
        match = find(reading)
        if match is not None:
            yield rule.finding(*reading.original(*match.span()))
    yield from find_case(reading)


def _is_addressed(reading: Reading) -> bool:
    return reading.is_reply or frames.ADDRESSED.search(reading.low) is not None


def _advice(reading: Reading) -> re.Match[str] | None:
    """A dose, a diagnosis or an all-clear for the person answered."""
    if frames.SENDS_ON.search(reading.low):
        return None
    decided = frames.DECIDES_FOR_ONE.search(reading.low)
    if decided or not _is_addressed(reading):
        return decided
    return (
        frames.TELLS_TO_TAKE.search(reading.low)
        or frames.TELLS_WHAT_IT_IS.search(reading.low)
        or replies.TELLS_HOW.search(reading.low)
        or replies.JUDGES.search(reading.low)
    )


def _confirmation(reading: Reading) -> re.Match[str] | None:
    """Words that only make sense to somebody who was treated here."""
    if frames.KEEPS_SILENT.search(reading.low):
        return None
    if _is_addressed(reading):
        return (
            frames.OPENS_CHART.search(reading.low)
            or frames.CONFIRMS.search(reading.low)
            or replies.KNOWS_OF_CARE.search(reading.low)
            or replies.PRESUMES_CARE.search(reading.low)
            or replies.REPORTS_CONDITION.search(reading.low)
        )
    if reading.honours_staff:
        return None
    opened = frames.OPENS_CHART.search(reading.low)
    if opened or not reading.is_about_a_person:
        return opened
    return frames.CONFIRMS.search(reading.low)


_NOBODYS_STORY = (frames.KEEPS_SILENT, frames.SAYS_NOTHING, frames.TOLD_IN_PUBLIC, frames.MADE_UP)


def _story(reading: Reading) -> re.Match[str] | None:
    """Somebody who was there tells of one person's care."""
    if any(said.search(reading.low) for said in _NOBODYS_STORY):
        return None
    if reading.tells_of_history or (reading.honours_staff and not reading.names_a_patient):
        return None
    first = frames.MET_FIRST.search(reading.low)
    if first or not (reading.is_about_a_patient and cues.FIRST_PERSON.search(reading.low)):
        return first
    return (
        frames.MET.search(reading.low)
        or cues.ONE_PATIENT.search(reading.low)
        or cues.PERSONAL_CARE.search(reading.low)
        or frames.IS_OURS.search(reading.low)
    )
