"""Things that belong to one person: vehicle, device, bed, case number, finger, picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.numbers import CODE, has_digits, is_code, is_code_of_a_person
from scheduler.policies.pattern import Pattern
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import DIGIT, Expression

if TYPE_CHECKING:
    from scheduler.policies.reading import Reading

_CHECK_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(
        zip(
            "abcdefghjklmnprstuvwxyz",
            [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9],
            strict=True,
        )
    ),
}
_CHECK_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_AT = 8
#: Digits below which a code behind a device is a model, and a bare number is a count.
_SHORTEST_SERIAL = 4
_SHORTEST_UNKNOWN = 6


def _is_vehicle_number(_reading: Reading, match: re.Match[str]) -> bool:
    """Check the ninth place of a VIN as 49 CFR 565.15 reckons it."""
    number = match[0]
    if not any(char.isalpha() for char in number) or not any(char.isdigit() for char in number):
        return False
    total = sum(_CHECK_VALUES[char] * weight for char, weight in zip(number, _CHECK_WEIGHTS, strict=True))
    return number[_CHECK_AT] == ("x" if total % 11 == 10 else str(total % 11))  # noqa: PLR2004


def _is_about_a_person(reading: Reading, _match: re.Match[str]) -> bool:
    return reading.is_about_a_person or reading.is_about_a_patient


def _is_about_care(reading: Reading, match: re.Match[str]) -> bool:
    return _is_about_a_person(reading, match) or reading.tells_of_care


def _is_device_of_a_person(reading: Reading, match: re.Match[str]) -> bool:
    is_serial = has_digits(match, least=_SHORTEST_SERIAL) or "-" in match["code"]
    return is_serial and is_code(reading, match) and _is_about_care(reading, match)


#: Numbers that the public is given: trials, recalls, tenders, openings, laws.
_PHONE = Expression(r"(?:1-)?(?:\d{3}-)?\d{3}-\d{4}")
_PUBLIC_NUMBER = Expression(
    r"\b(?:nct|lot|trial|grant|doi|isbn|recall\w*|req|requisition|rfp|bid|suite|ordinance|bill|model|item"
    r"|sku|job|"
    r"posting|ein|tax|catalog|version|protocol|award|extension|ext|pager|route|rule|cfr|fcc|station|flight)\b"
)


def _is_number_of_a_patient(reading: Reading, match: re.Match[str]) -> bool:
    if not has_digits(match, least=_SHORTEST_UNKNOWN) or not is_code(reading, match):
        return False
    if _PHONE.fullmatch(match["code"]):
        return False  # another rule knows whose
    if reading.is_about_a_patient:
        return True
    personal = reading.is_about_a_person or (reading.tells_of_care and not reading.speaks_to_everybody)
    return personal and not reading.honours_staff and not _PUBLIC_NUMBER.search(reading.near(*match.span()))


#: "bed 9 has been detoxing": whoever lies there.
_BED_TELLS = Expression(
    r"(?:room|rm|bed|bay|chair|cubicle|isolation|unit)\s?#?\s?\d{1,4}(?:-?[a-z])?\b[^.!?\n]{0,25}?\b"
    r"(?:is (?:a|an|our|actively|dying|passing|back|asking|still|on|refusing|crying|septic|the one)"
    r"|has (?:been|a|an|his|her)"
    r"|was (?:a|the|our)|just (?:threw|died|passed|coded|woke|had|asked)|needs (?:a|an|his|her|prayers)"
    r"|wants|keeps|won't"
    r"|refuses|coded|died|passed|threw|woke)\b"
)


def _is_someones_bed(reading: Reading, match: re.Match[str]) -> bool:
    if any(match[0] in place.lower() for place in reading.profile.places) or reading.honours_staff:
        return False
    if _BED_TELLS.match(reading.low, match.start()):
        return True
    to_them = re.search(
        r"you know who|\byour? (?:singing|snor|iv|chart|tray|nurse|are so)|\bour little\b", reading.low
    )
    return to_them is not None or reading.is_about_a_patient or reading.is_about_a_person


def _is_persons_body(reading: Reading, _match: re.Match[str]) -> bool:
    return (
        reading.is_about_a_patient
        or reading.is_about_a_person
        or re.search(r"\bpatients\b", reading.low) is not None
    )


def _shows_a_patient(reading: Reading, _match: re.Match[str]) -> bool:
    if reading.honours_staff and not reading.names_a_patient:
        return False
    return reading.is_about_a_patient or (reading.is_about_a_person and reading.tells_of_care)


def _rule(name: str, letter: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-{name}", severity=severity, advice=advice, source=safe_harbor(letter))


_STATE = (
    "a[lkzr]|c[aot]|de|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]|"
    "w[aivy]|dc"
)
_CAR = (
    "car|truck|suv|van|jeep|honda|toyota|ford|chevy|subaru|odyssey|minivan|motorcycle|pickup|sedan|bike"
    "|harley|vehicle|"
    "tag|tags|plate|plates|parked|parking"
)
_PICTURE = (
    "photo|photos|pic|pics|picture|pictured|selfie|snapshot|video|clip|footage|film|image|swipe|caption"
    "|attached|x-ray|xray|"
    "scan|ekg|ecg|ultrasound|mri|ct"
)

THINGS: tuple[Pattern, ...] = (
    Pattern(
        _rule("L-VIN", "L", Severity.BLOCK, "Take the vehicle number out."),
        Expression(r"(?<![\w\-])[a-hj-npr-z0-9]{17}(?![\w\-])"),
        _is_vehicle_number,
    ),
    Pattern(
        _rule("L-PLATE", "L", Severity.HOLD, "Take the licence plate or vehicle number out."),
        Expression(
            rf"\bvin\b[^\d\n]{{0,20}}(?:{CODE})"
            r"|\b(?:plates?|tags?|reg\.?|registration)\s(?:no\.?|number|#|is|"
            rf"reads)?\s?(?=[a-z \-]{{0,8}}\d)[a-z0-9]{{2,4}}[ \-][a-z0-9\-]{{2,8}}(?!\w)"
            rf"|\b(?:{_CAR})\b[^\n]{{0,40}}\b(?:{_STATE})[ \-](?=[a-z \-]{{0,8}}\d)"
            r"[a-z0-9]{2,4}[ \-][a-z0-9]{2,4}(?!\w)"
        ),
        _is_about_care,
        needs=DIGIT,
    ),
    Pattern(
        _rule("M-DEVICE", "M", Severity.HOLD, "Take the serial number of the device out."),
        Expression(
            r"\b(?:serial|s/n|sn|imei|udi|lot \w{1,8}, unit|device id|implant(?: id)?|"
            r"(?:pacemaker|icd|lvad|pump|stent|sensor|monitor|"
            r"processor|controller|implant|device|valve|lead|cpap|prosthesis|"
            r"neurostimulator|generator|glucometer)(?: (?:id|model|serial|"
            r"sn|s/n|unit|controller|no\.?))?)(?:\s?(?:no\.?|number|#|:|is|id|\()){0,2}\s?"
            rf"(?P<code>(?:{CODE}))(?![a-z0-9])"
        ),
        _is_device_of_a_person,
        needs=DIGIT,
    ),
    Pattern(
        _rule("M-MAC", "M", Severity.HOLD, "Take the hardware address of the device out."),
        Expression(r"(?<![\w:\-])[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}(?![\w:\-])"),
    ),
    Pattern(
        _rule(
            "P-BODY",
            "P",
            Severity.HOLD,
            "Take out what shows or names a finger, voice, face or gene print of a person.",
        ),
        Expression(
            r"\b(?:finger|thumb|palm|foot|hand|voice|retina(?:l)?|face|iris)[ -]?(?:print|"
            r"scan|pattern|id)s?\b|\b(?:gait|voice) (?:signature|recording)"
            r"|\b(?:dna|genetic) (?:profile|sequence|fingerprint)|\bgenome\b|"
            r"\bvein pattern|\baudio clip|\bface (?:geometry|template)"
            r"|\bfacial (?:recognition|scan)|\bbiometric"
        ),
        _is_persons_body,
    ),
    Pattern(
        _rule(
            "Q-PICTURE", "Q", Severity.HOLD, "Show a picture of a patient only with a written authorization."
        ),
        Expression(
            r"\b(?:here(?:'s| is)|this is|look at|check out|caption|new|swipe|"
            rf"me and|the|my|our|watch|see)\b[^.!?\n]{{0,30}}\b(?:{_PICTURE})\b"
            r"|\b(?:face says|pic drop|peek (?:through|inside|at)|say cheese|snapped (?:this|a))\b"
        ),
        _shows_a_patient,
    ),
    Pattern(
        _rule("R-BED", "R", Severity.HOLD, "Take the room or bed out; it says who is meant."),
        Expression(
            r"\b(?:room|rm|bed|bay|chair|cubicle|isolation|unit)\s?#?\s?\d{1,4}(?:-?[a-z])?\b(?!\s?(?:%|"
            r"percent|hours|days|am\b|pm\b|a\.m|p\.m))"
            r"|\b(?:whoever is in|patient in|the (?:guy|lady|gentleman|man|woman|"
            r"kid|patient) in)\s(?:room\s)?#?\d{1,4}(?:-?[a-z])?\b"
        ),
        _is_someones_bed,
        needs=DIGIT,
    ),
    Pattern(
        _rule("R-CODE", "R", Severity.HOLD, "Take the case, kit, claim or registry number out."),
        Expression(
            r"\b(?:run|cad|incident|match run|line list|expediente|claim|kit|case|registry(?: entry)?"
            r"|donor(?: unos)?(?: id)?|"
            r"unos(?: id)?|accession|specimen|sample|study (?:id|subject)|"
            r"subject|participant|order|ticket|confirmation|report|rx|tracking|"
            rf"chart of the \w{{3,8}}|barcode|referral|authorization|badge)"
            rf"(?:\s?(?:no\.?|number|#|:|id|entry|reads|code)){{0,2}}\s?(?P<code>{CODE})(?![a-z0-9])"
        ),
        is_code_of_a_person,
        needs=DIGIT,
    ),
)

UNKNOWN_CODE = Pattern(
    _rule("R-UNKNOWN-CODE", "R", Severity.HOLD, "Take the number out if it stands for a person."),
    Expression(
        r"(?<![\w.\-/#@$])(?P<code>(?=[a-z\-/]{0,12}\d)[a-z]{0,6}\d{0,6}(?:[\-/][a-z]{0,4}\d{2,8}){1,3}[a-z]?|"
        r"[a-z]{1,4}\d{6,12}[a-z]?|\d{7,12})(?![\w\-/]|\.\d)"
    ),
    _is_number_of_a_patient,
    needs=DIGIT,
)
