"""Numbers that stand for one person: social security, record, health plan, account, licence.

A label beside the number makes it certain, whatever the rest of the post speaks of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.pattern import Pattern, always
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import DIGIT, Expression

if TYPE_CHECKING:
    import re

    from scheduler.policies.reading import Reading

#: What may stand between a label and its number: "no.", "#", "is", "ending", a colon.
_LINK = (
    r"(?:['s]{0,2}\s{0,2}(?:no\.?|nr\.?|num(?:ber)?|id|code|#|:|=|is|"
    r"was|reads|of|ending(?: in)?|ends(?: in)?|card|cert|\(|-){0,1}){0,4}\s{0,2}"
)
#: A code with at least three digits, so that no word is one.
CODE = r"#?(?=(?:[a-z./\-]{0,10}\d){3})[a-z0-9][a-z0-9]{0,24}(?:[\-./][a-z0-9]{1,16}){0,5}"
#: The same with at least five digits, for labels that are everyday words.
_LONG_CODE = r"#?(?=(?:[a-z./\-]{0,10}\d){5})[a-z0-9][a-z0-9]{0,24}(?:[\-./][a-z0-9]{1,16}){0,5}"
_SHORTEST_WRISTBAND = 4
_PHONE_OR_DATE = Expression(r"(?:1-?)?\d{3}[\-.]\d{3}[\-.]\d{4}|\d{1,4}[/\-.]\d{1,2}[/\-.]\d{2,4}")
_YEAR = Expression(r"(?:19|20)\d\d(?:[\-/](?:19|20)?\d\d)?")


def _rule(name: str, letter: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-{name}", severity=severity, advice=advice, source=safe_harbor(letter))


def _labelled(labels: str, code: str = CODE) -> Expression:
    return Expression(rf"(?<![a-z])(?:{labels}){_LINK}(?P<code>{code})(?![a-z0-9])")


def has_digits(match: re.Match[str], *, least: int) -> bool:
    """Tell whether the code that was found holds so many digits."""
    code: str = match["code"]
    return sum(char.isdigit() for char in code) >= least


def is_code(_reading: Reading, match: re.Match[str]) -> bool:
    """Accept what is no year, no share and no amount."""
    if _YEAR.fullmatch(match["code"].strip("#")):
        return False
    return match.string[match.end() : match.end() + 1] not in ("%", "°")


def is_record_number(reading: Reading, match: re.Match[str]) -> bool:
    """Accept what is called a record number in so many letters, though it look like a year."""
    return match[0].startswith("mrn") or is_code(reading, match)


def is_code_of_a_person(reading: Reading, match: re.Match[str]) -> bool:
    """Accept a code in a text about a person."""
    return is_code(reading, match) and (reading.is_about_a_person or reading.is_about_a_patient)


def _is_wristband_of_a_person(reading: Reading, match: re.Match[str]) -> bool:
    return has_digits(match, least=_SHORTEST_WRISTBAND) and is_code_of_a_person(reading, match)


def _is_plan_number(reading: Reading, match: re.Match[str]) -> bool:
    """Accept neither the plan's hotline nor the day on which enrolment opens."""
    return is_code(reading, match) and not _PHONE_OR_DATE.fullmatch(match["code"].strip("#"))


def _is_social_security(_reading: Reading, match: re.Match[str]) -> bool:
    digits = "".join(char for char in match[0] if char.isdigit())
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and group != "00" and serial != "0000"


def _is_card(_reading: Reading, match: re.Match[str]) -> bool:
    digits = [int(char) for char in match[0] if char.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_prescribers_number(_reading: Reading, match: re.Match[str]) -> bool:
    digits = [int(char) for char in match[0][2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


_SOCIAL = (
    r"ssn|ss#|ss ?no\.?|social(?: security)?(?: number| no\.?| #)?|tax id|"
    r"last four(?: digits)?(?: of)?(?: \w{2,6}){0,2} social"
)

NUMBERS: tuple[Pattern, ...] = (
    Pattern(
        _rule("G-SSN", "G", Severity.BLOCK, "Take the social security number out."),
        Expression(r"(?<![\w.\-])\d{3}([ .\-])\d{2}\1\d{4}(?![\w\-]|\.\d)"),
        _is_social_security,
        needs=DIGIT,
    ),
    Pattern(
        _rule("G-SSN-LABELLED", "G", Severity.BLOCK, "Take the social security number out."),
        Expression(
            rf"\b(?:{_SOCIAL})(?![a-z])[^\d\n]{{0,20}}"
            r"(?:[0-9x*]{3}[ .\-]?[0-9x*]{2}[ .\-]?)?\d{4}(?!\w)"
            rf"|(?<![\w.\-])\d{{9}}(?!\w)(?=[^\n]{{0,40}}\b(?:ssn|social|tax id)\b)"
            r"|(?<![\w.\-])(?:[x*0-9][x*]{2}|[x*]{3})[ .\-][x*]{2}[ .\-]\d{4}(?!\w)"
        ),
        needs=DIGIT,
    ),
    Pattern(
        _rule("H-RECORD", "H", Severity.BLOCK, "Take the medical record number out."),
        _labelled(
            r"mrn|med(?:ical)? rec(?:ord)?s?|chart (?=#|no|num|id)|patient (?:id|"
            r"no\.?|number|#)|pt\.? ?(?:id|no\.?|#)|"
            r"encounter(?:/csn| ?(?=#|no|num|id))|csn|fin (?=#|no|num|id)|har (?=#|no|num|id)|"
            r"visit (?=#|no|num|id)|wristband(?: reads)?|"
            r"hospital (?:id|number)|"
            r"record (?=#|no|num|id)|emr|ehr (?=#|id)|case (?:file )?(?=#|no|"
            r"num|id)|admission (?=#|no|num|id)"
        ),
        is_record_number,
        needs=DIGIT,
    ),
    Pattern(
        _rule("H-WRISTBAND", "H", Severity.HOLD, "Take the number of the wristband or chart out."),
        Expression(
            r"\b(?:wristband|armband|chart|barcode)\b[^\n.!?]{0,40}?[\s:]"
            r"(?P<code>(?=[a-z\-]{0,10}\d)[a-z0-9\-]{4,20})(?!\w)"
        ),
        _is_wristband_of_a_person,
        needs=DIGIT,
    ),
    Pattern(
        _rule("I-PLAN", "I", Severity.BLOCK, "Take the health plan number out."),
        _labelled(
            r"member(?:ship)? (?=#|no|num|id)|mbr|subscriber|beneficiary|policy (?:holder )?(?=#|"
            r"no|num|id)|medicare|medicaid|"
            r"tricare(?: dbn)?|dbn|mbi|hicn|insurance (?=#|no|num|id|card)|health plan|"
            r"plan id|group (?=#|no\.|num)|"
            r"(?:humana|aetna|molina|cigna|anthem|kaiser|bcbs|blue cross|caresource|"
            r"united ?healthcare|uhc|centene|wellcare)"
            r"(?: (?:mbr|member|id|card|plan|policy))?",
            _LONG_CODE,
        ),
        _is_plan_number,
        needs=DIGIT,
    ),
    Pattern(
        _rule("I-MEDICARE", "I", Severity.BLOCK, "Take the Medicare number out."),
        Expression(
            r"(?<![\w\-])[1-9][ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?"
            r"[ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?"
            r"[ac-hj-kmnp-rt-y]{2}\d{2}(?![\w\-])"
        ),
        always,
        needs=DIGIT,
    ),
    Pattern(
        _rule("J-ACCOUNT", "J", Severity.HOLD, "Take the account number out."),
        _labelled(
            r"acct\.?|account|a/c|statement|invoice|payment plan|balance ref|"
            r"guarantor|receipt (?=#|no|num|id)|"
            r"bill (?=#|no|num|id)|iban|routing"
        ),
        lambda reading, match: is_code_of_a_person(reading, match) or reading.tells_of_care,
        needs=DIGIT,
    ),
    Pattern(
        _rule("J-CARD", "J", Severity.BLOCK, "Take the card number out."),
        Expression(
            r"(?<![\w.\-/=#])[3-6]\d{3}(?:[ \-]?\d{4}){3}(?![\w\-])"
            r"|(?<![\w.\-/=#])3[47]\d{2}[ \-]?\d{6}[ \-]?\d{5}(?![\w\-])"
        ),
        _is_card,
        needs=DIGIT,
    ),
    Pattern(
        _rule("K-LICENSE", "K", Severity.HOLD, "Take the licence or certificate number out."),
        _labelled(
            r"licen[cs]e|lic\.?|cdl|driver'?s? lic\w{0,5}|permit|medical cert(?:ificate)?|"
            r"certificate|npi|passport|green card|"
            r"birth cert(?:ificate)?|dl",
            r"(?:[a-z]{2} )?" + CODE,
        ),
        is_code_of_a_person,
        needs=DIGIT,
    ),
    Pattern(
        _rule("K-DEA", "K", Severity.HOLD, "Take the prescriber's registration number out."),
        Expression(r"(?<![\w\-])[abcdefgmprs][a-z]\d{7}(?![\w\-])"),
        _is_prescribers_number,
        needs=DIGIT,
    ),
)
