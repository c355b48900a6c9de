"""Dates of a person's life and care, and ages over 89.

An event's date is harmless; a date becomes an identifier beside a person's care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies import cues
from scheduler.policies.finding import Severity
from scheduler.policies.pattern import Pattern
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import DIGIT, Expression

if TYPE_CHECKING:
    import re

    from scheduler.policies.reading import Reading

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
FULL_DATE = (
    rf"{_MONTH}\.?\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b(?:,?\s\d{{4}})?"
    r"|(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}[/\-.]\d{1,2}[/\-.](?:\d{4}|\d{2})(?![\d\-/])"
)
_SHORT_DATE = r"(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])"
_FEAST = (
    r"(?:leap day|christmas(?: eve| day)?|easter|thanksgiving|new year's(?: eve|"
    r" day)?|halloween|valentine's day|labor day|memorial day|mother's day|"
    r"father's day)"
)
#: Days that need a clinical happening beside them: "last Wednesday", "the 9th".
_DAY = (
    rf"last\s{_WEEKDAY}\b|(?:yesterday|last night|this) (?:morning|afternoon|"
    rf"evening|{_WEEKDAY})\b|on {_FEAST}\b|the {_WEEKDAY} (?:before|after) {_FEAST}\b"
)

_BIRTH = r"(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?|birthday(?: is)?)"
_HAPPENED = Expression(
    r"\b(?:admitted|discharged|treated|arrived|collapsed|born|delivered|"
    r"died|passed|surgery|operated|diagnosed|came in|"
    r"hospitalized|transplant|sober|stay|visit|seen|saw|lost|procedure|"
    r"biopsy|mastectomy|appointment|time of death|post-op|"
    r"crash|stroke|relapsed|underwent|started (?:chemo|treatment)|last seen|"
    r"follow-?up|evaluated|referred|scan|lab|labs|tested)\b"
)


def _is_about_care(reading: Reading, _match: re.Match[str]) -> bool:
    if reading.tells_of_history:
        return False
    if reading.honours_staff and not reading.names_a_patient:
        return False
    return reading.is_about_a_patient


def _happened_to_a_patient(reading: Reading, match: re.Match[str]) -> bool:
    return _is_about_care(reading, match) and bool(_HAPPENED.search(reading.near(*match.span())))


_OLD_TENS = "ninety"
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_OLD = rf"(?:9\d|1[01]\d|ninety(?:[- ](?:{_UNIT}))?|(?:a |one )hundred(?: and (?:{_UNIT}|ten))?)"
_OLD_ORDINAL = (
    r"(?:9\dth|9[123](?:st|nd|rd)|1[01]\d(?:st|nd|rd|th)|ninetieth|ninety-(?:first|"
    r"second|third|fourth|fifth|sixth|seventh|eighth|ninth)|hundredth|"
    r"one hundredth)"
)
_NO_PERSON = Expression(
    r"\b(?:hospital|building|company|percent|tradition|anniversary|centennial|"
    r"legacy|institution|clinic|church|bridge|campus|"
    r"chapter|auxiliary|minutes?|miles?|degrees|rooms|beds|years of|years ago|"
    r"century|vaccine|drug|therapy|theory|photo|"
    r"pharmacy|store|shop|penicillin|insulin|aspirin|x-ray|invention|choir|band|tree|mascot|puppet"
    r"|auxiliary|club|"
    r"study|law|recipe|house|school|pounds|lbs?|staff|volunteers?|volunteered|newsletter|foundation)\b"
)


def _is_age_of_a_person(reading: Reading, match: re.Match[str]) -> bool:
    if reading.honours_staff and not (reading.names_a_patient or cues.PERSONAL_CARE.search(reading.low)):
        return False
    return not reading.tells_of_history and not _NO_PERSON.search(reading.near(*match.span(), reach=35))


def _is_age_of_a_patient(reading: Reading, match: re.Match[str]) -> bool:
    if reading.honours_staff and not reading.names_a_patient:
        return False
    personal = reading.is_about_a_person or reading.is_about_a_patient or reading.tells_of_care
    return personal and _is_age_of_a_person(reading, match)


def _rule(name: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-C-{name}", severity=severity, advice=advice, source=safe_harbor("C"))


DATES: tuple[Pattern, ...] = (
    Pattern(
        _rule("BIRTH", Severity.BLOCK, "Take the date of birth out."),
        Expression(
            rf"\b(?:d\.?o\.?b\.?|date of birth|birth ?date)[ :.,=(\-]{{0,4}}(?:is |"
            rf"was )?(?:{FULL_DATE}|{_SHORT_DATE}|(?:19|20)\d\d)"
        ),
        needs=DIGIT,
    ),
    Pattern(
        _rule("BORN", Severity.HOLD, "Take the date of birth out; at most a year may stay."),
        Expression(rf"\b(?:born(?: on)?|{_BIRTH})[ :,]{{1,3}}(?:is |was )?(?:{FULL_DATE})"),
        lambda reading, _match: reading.is_about_a_person or reading.tells_of_care,
        needs=DIGIT,
    ),
    Pattern(
        _rule("DATE", Severity.HOLD, "Say the year at most; a date of care can tell who the patient is."),
        Expression(rf"(?<![\w/.\-])(?:{FULL_DATE})"),
        _is_about_care,
        needs=DIGIT,
    ),
    Pattern(
        _rule("DAY", Severity.HOLD, "Leave the day out; it can tell who the patient is."),
        Expression(rf"(?<![\w/.\-])(?:{_SHORT_DATE}|{_DAY})"),
        _happened_to_a_patient,
    ),
    Pattern(
        _rule(
            "OVER-89", Severity.HOLD, "Say “over 89” or leave the age out; such ages can tell who is meant."
        ),
        Expression(
            rf"\b{_OLD}[- ](?:years?|yrs?)[- ](?:old|young)\b|\b{_OLD} ?(?:yo|"
            r"y/o)\b|\b(?:aged?|age of|turn(?:ed|s|ing)|she's|he's|"
            rf"she is|he is|she was|he was) {_OLD}\b(?![\d%/:.\-]|,\d| (?:percent|"
            rf"days|minutes|pounds))|\b{_OLD_ORDINAL} birthday\b"
        ),
        _is_age_of_a_person,
    ),
    Pattern(
        _rule(
            "OVER-89-PATIENT",
            Severity.HOLD,
            "Say “over 89” or leave the age out; such ages can tell who is meant.",
        ),
        Expression(
            rf"\b(?:at|says|is|,|only) {_OLD}(?:,| is too old| isn't too old| and)(?! \d)|"
            r"(?<=, )(?:9\d|10\d|11\d), "
            rf"|\bborn in (?:18\d\d|19(?:[0-2]\d|3[0-5]))\b"
        ),
        _is_age_of_a_patient,
    ),
)
