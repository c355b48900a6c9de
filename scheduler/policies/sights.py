"""What was seen in the pixels of a picture, and what that means for the post.

The text that was read in a picture is checked as every other text of the post is; see `review`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scheduler.policies.finding import Severity
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.subject import Look
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import PictureFacts, Subject

FACE = Rule(
    id="PICTURE-FACE",
    severity=Severity.HOLD,
    advice="A person may be recognised in it; name the authorisation they signed.",
    source=safe_harbor("Q"),
)
XRAY = Rule(
    id="PICTURE-XRAY",
    severity=Severity.HOLD,
    advice="It looks like an X-ray or a scan; name the authorisation of the person it shows.",
    source=f"{safe_harbor('Q')}; 45 CFR 164.508",
)
UNSEEN = Rule(
    id="PICTURE-UNSEEN",
    severity=Severity.HOLD,
    advice="Nobody has looked into it; a person must look for faces, names and numbers.",
    source="Rounds: what was not checked does not go out by itself",
)
TEXT_LONG = Rule(
    id="PICTURE-TEXT-LONG",
    severity=Severity.ADVICE,
    advice="It holds much text that a screen reader can't read; say what it tells in the post or alt text.",
    source="45 CFR 84.84; WCAG 2.1, 1.4.5",
)
RECORD = Rule(
    id="PICTURE-RECORD",
    severity=Severity.HOLD,
    advice="It seems to show a label, a board or a screen with patients' data; take another picture.",
    source=safe_harbor("H"),
)
SIGHT_RULES = (FACE, XRAY, RECORD, UNSEEN, TEXT_LONG)

#: Words that stand on wristbands, ward boards and monitors; the first ones hardly anywhere else.
_SURE: Final = Expression(r"\b(?:mrn|d\.?o\.?b|npo|admit(?:ted)?|attending|dx|dnr|spo2)\b", re.IGNORECASE)
_CUES: Final = Expression(
    r"\b(?:mrn|dob|npo|admit(?:ted)?|attending|dx|rx|dnr|spo2|hr|bp|allergy|patients?|bed|room)\b",
    re.IGNORECASE,
)
#: A name as lists have it, and a number as records have it.
_NAME: Final = r"\b[A-Z][A-Za-z'\-]{1,30}, ?[A-Z][A-Za-z]{1,30}\b"
_PERSON: Final = Expression(rf"{_NAME}|\b(?=[A-Z\d-]{{6,14}}\b)(?:[A-Z-]*\d){{6,}}[A-Z\d-]*\b")
_PLACE: Final = r"\b(?i:room|rm|bed)\W{0,2}\d{1,4}[A-Za-z]?"
_PERSON_IN_BED: Final = Expression(rf"{_PLACE}[^\w\n]{{1,4}}{_NAME}|{_NAME}[^\w\n]{{1,4}}{_PLACE}")
#: Words that a picture may show, beyond which its alt text can't be expected to say them all.
_MOST_WORDS: Final = 20
_MANY_CUES: Final = 3
#: The alt text should hold at least this share of them.
_LEAST_TOLD: Final = 0.3


def find_in_sights(subject: Subject) -> Iterator[Finding]:
    """Yield what holds the post because of what its pictures show, or because nobody looked."""
    for number, picture in enumerate(subject.pictures, start=1):
        for rule in _rules_of(picture, demands=subject.policy.demands_picture_check):
            where = "The video" if picture.is_video else f"Picture {number}"
            yield replace(rule.finding(), advice=f"{where}: {rule.advice}")


def _rules_of(picture: PictureFacts, *, demands: bool) -> Iterator[Rule]:
    if picture.look in {Look.FAILED, Look.WAITING} or (picture.look is Look.NONE and demands):
        yield UNSEEN
    if picture.faces:
        yield FACE
    if picture.looks_like_xray:
        yield XRAY
    if _shows_record(picture.seen_text):
        yield RECORD
    if _is_untold(picture):
        yield TEXT_LONG


def _shows_record(text: str) -> bool:
    """Does a name or number of a record stand with words of a ward, or do many of these stand together?"""
    if _PERSON_IN_BED.search(text) or (_SURE.search(text) and _PERSON.search(text)):
        return True
    cues = {found.casefold() for found in _CUES.findall(text)}
    return len(cues) >= _MANY_CUES and _SURE.search(text) is not None


def _is_untold(picture: PictureFacts) -> bool:
    shown = {word.casefold() for word in picture.seen_text.split() if word.isalpha()}
    told = {word.strip(".,;:!?").casefold() for word in picture.alt.split()}
    return len(shown) > _MOST_WORDS and len(shown & told) < _LEAST_TOLD * len(shown)
