"""Where a person lives, works or was found: everything below the state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.pattern import Pattern
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import DIGIT, Expression

if TYPE_CHECKING:
    from scheduler.policies.reading import Reading

_STREET = (
    r"(?:street|st\.?|avenue|ave\.?|road|rd\.?|drive|dr\.?|lane|ln\.?|"
    r"court|ct\.?|boulevard|blvd\.?|way|place|pl\.?|trail|terrace|"
    r"circle|cir\.?|highway|hwy\.?|pike|parkway|hollow|loop|square|route|rt\.?)"
)
_NAMED_STREET = rf"[a-z][\w']{{1,20}}(?:\s[a-z][\w']{{1,20}}){{0,2}}\s{_STREET}(?!\w)"
_SHOP = (
    "diner|store|shop|market|laundromat|pharmacy|bakery|bank|barn|cafe|restaurant|school|church|gas station|"
    "bar|salon|garage"
)
#: Capitalised, one or two words, not the name of a month, a care unit or the house itself.
_TOWN = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|ICU|NICU|PICU|ER|ED|OR|I|A|The|"
    r"Our|COVID|U\.?S|America|Medicare|Medicaid)\b)"
    r"[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20})?"
)
_WHO = (
    r"(?:patient|recipient|woman|man|boy|girl|guy|lady|gentleman|kid|"
    r"kids|teen|baby|couple|son|daughter|child|he|she|twins|donor|"
    r"farmer|teacher|framer|wrestler|driver|pastor|miner|tuner|coach|"
    r"mayor|student|family|neighbor|resident|survivor|fellow)"
)


def _is_someones(reading: Reading, match: re.Match[str]) -> bool:
    if reading.honours_staff and not reading.names_a_patient:
        return False
    if any(
        place.lower() in match[0].lower() or match[0].lower() in place.lower()
        for place in reading.profile.places
    ):
        return False
    return reading.is_about_a_patient


def _is_home_of_a_patient(reading: Reading, match: re.Match[str]) -> bool:
    return _is_someones(reading, match) and not re.search(
        r"\b(?:hospital|center|university|health|clinic|county|state|institute|medical)\b",
        reading.low[match.start() : match.end() + 20],
    )


def _is_near_care(reading: Reading, _match: re.Match[str]) -> bool:
    return reading.is_about_a_person or reading.tells_of_care


def _rule(name: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-B-{name}", severity=severity, advice=advice, source=safe_harbor("B"))


PLACES: tuple[Pattern, ...] = (
    Pattern(
        _rule("ADDRESS", Severity.HOLD, "Take the address out of what is said about a patient."),
        Expression(
            rf"(?<![\w\-/])\d{{1,5}}\s{_NAMED_STREET}|\b\d{{1,4}}00 block of\b|"
            rf"\bp\.?o\.? box \d{{1,6}}|\b(?:apt|apartment|unit|lot) #?\d{{1,4}}[a-z]?,? (?:at|"
            r"of|in|on)\b"
        ),
        _is_someones,
        needs=DIGIT,
    ),
    Pattern(
        _rule("STREET", Severity.HOLD, "Take the street out of what is said about a patient."),
        Expression(
            rf"\b(?:house|trailer|lives?|living|home|farm|crash|found|out) (?:[\w']{{1,15}} )?(?:on|"
            rf"off|near|at) (?:the )?{_NAMED_STREET}|\b(?:on|off) {_NAMED_STREET}, "
        ),
        _is_someones,
    ),
    Pattern(
        _rule("ZIP", Severity.HOLD, "Take the ZIP code out of what is said about a patient."),
        Expression(
            r"\bzip(?: ?code)?[ :]{1,2}(?:is )?\d{5}(?:-\d{4})?(?!\d)"
            r"|(?<=, [a-z][a-z] )\d{5}(?:-\d{4})?(?!\d)"
        ),
        _is_someones,
        needs=DIGIT,
    ),
    Pattern(
        _rule("COORDINATES", Severity.HOLD, "Take the coordinates out."),
        Expression(r"(?<![\d.\-])-?\d{1,2}\.\d{3,8}°?\s?[ns]?\s?[,/ ]\s?-?\d{1,3}\.\d{3,8}(?!\d)"),
        _is_near_care,
        needs=DIGIT,
    ),
    Pattern(
        _rule("HOME", Severity.HOLD, "Leave the town out; with the illness it can tell who is meant."),
        Expression(
            rf"\b(?i:{_WHO})(?:\s(?:is|was|came|lives?|living|visiting|here|who|"
            rf"works?)){{0,3}}\s(?:from|in|outside|near)\s{_TOWN}(?![a-z])"
        ),
        _is_home_of_a_patient,
        cased=True,
    ),
    Pattern(
        _rule("WORK", Severity.HOLD, "Leave the workplace out; it can tell who is meant."),
        Expression(
            r"\b(?:works?|worked|working|cashier|clerk|register|bartender|waitress|"
            rf"teaches|runs?|run|owns?)\s(?:the register )?(?:at|for|the)\s(?:the )?"
            rf"(?:[\w']{{1,15}} ){{0,2}}(?:{_SHOP})\b"
            rf"|\bthe (?:{_SHOP}) (?:in|on|at|downtown)\b"
        ),
        _is_someones,
    ),
)
