"""Ways to reach a person: phone, fax, mail, web address, network address.

The organisation's own contact line, and any line in a post about nobody in particular, is harmless.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.normalise import NUMBER_WORDS
from scheduler.policies.pattern import Pattern
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import DIGIT, Expression

if TYPE_CHECKING:
    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading

#: Area codes that callers do not pay for: lines of organisations.
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})
_PHONE = (
    r"(?<![\w.\-/+])(?:\+?1[ .\-/]?)?\(?[2-9]\d{2}\)?[ .\-/]{0,2}[2-9]\d{2}[ .\-/]?\d{4}(?![\w\-/]|\.\d)"
    r"|(?<!\w)\+[1-9]\d{0,2}(?:[ .\-]?\(?\d{1,4}\)?){2,5}(?!\w)"
)
_SHORT_PHONE = r"(?<![\w.\-/])(?:x?\d-|\d{3}[.\-])\d{4}(?![\w\-/]|\.\d)"
_REACH = (
    r"\b(?:phone|cell|mobile|call|calls|ring|text|whatsapp|reach|dial|"
    r"line|voicemail|number|room|bedside|hotline)\b"
)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_own_phone(reading: Reading, phone: str) -> bool:
    wanted = _digits(phone)[-10:]
    return any(_digits(own)[-10:].endswith(wanted) for own in reading.profile.own_phones)


#: What stands before a number that everybody may call.
_HOUSE_LINE = Expression(
    r"(?:\bour (?:[\w'-]{1,20} ){0,4}|\b(?:media|nurse|help|crisis|hot|advice|info|appointment|records"
    r"|billing|clinic"
    r"|office|unit|desk|relations|report [\w ]{1,20} to) ?)"
    r"(?:line|number|office|clinic|desk|team|relations|nurses?|coordinator|hotline)?"
    r"(?: (?:is|at|on|number|line)| to)*[:,]? ?$"
    r"|\b(?:call|ring|reach|text) (?:us|our team|the clinic|the office|the nurse line)(?: (?:at|on))? ?$"
    r"|\b(?:please|or|so|and|then) call ?$"
    r"|\bline\b[^.!?\d]{0,25}$"
    r"|(?:^|[.!?:] |\b(?:please|then|or|just) )(?:call|ring|text|dial)(?: us| [\w'-]{1,20} at)?[:,]? ?$"
)


def _is_house_line(reading: Reading, match: re.Match[str]) -> bool:
    return _HOUSE_LINE.search(reading.low[max(0, match.start() - 60) : match.start()]) is not None


_ANY_PHONE = Expression(f"{_PHONE}|{_SHORT_PHONE}")


def is_house_line_in_words(reading: Reading, trick: Finding) -> bool:
    """Tell a spelled-out number that hides nothing: a line everybody may call, in a post about nobody."""
    if trick.rule != NUMBER_WORDS.id or reading.is_about_a_person:
        return False
    return any(
        reading.original(*match.span()) == (trick.start, trick.end) and _is_house_line(reading, match)
        for match in _ANY_PHONE.finditer(reading.text)
    )


def _is_patients_phone(reading: Reading, match: re.Match[str]) -> bool:
    phone = match[0]
    if _is_house_line(reading, match):
        return False
    if not reading.is_about_a_patient or _is_own_phone(reading, phone):
        return False
    return _digits(phone)[-10:-7] not in _TOLL_FREE and not reading.honours_staff


def _is_persons_phone(reading: Reading, match: re.Match[str]) -> bool:
    if _is_patients_phone(reading, match) or _is_own_phone(reading, match[0]):
        return False
    is_of_a_house = _is_house_line(reading, match) or _digits(match[0])[-10:-7] in _TOLL_FREE
    if is_of_a_house and not reading.names_a_patient:
        return False
    return reading.is_about_a_person and not (reading.honours_staff and not reading.names_a_patient)


def _is_persons_short_phone(reading: Reading, match: re.Match[str]) -> bool:
    if _is_own_phone(reading, match[0]) or not re.search(_REACH, reading.near(*match.span())):
        return False
    if _is_house_line(reading, match) and not reading.names_a_patient:
        return False
    return reading.is_about_a_person and not reading.honours_staff


def _is_persons_fax(reading: Reading, match: re.Match[str]) -> bool:
    if _is_own_phone(reading, match["number"]):
        return False
    if not reading.is_about_a_patient and _OUR_OFFICE.search(reading.near(*match.span())):
        return False
    return reading.is_about_a_person or match[0].startswith("faxed")


_OUR_OFFICE = Expression(
    r"\bour (?:[\w'-]{1,20} ){0,3}(?:office|clinic|department|desk|lab|pharmacy|line|number|fax)\b"
    r"|\bcoordinator\b"
)


#: Mailboxes of an office, not of a person.
_OFFICE = Expression(
    r"(?:info|jobs?|careers?|hr|press|media|news|events?|volunteer\w*|"
    r"contact|hello|help|support|billing|office|feedback|"
    r"foundation|giving|donate|records|compliance|privacy|security|education|"
    r"classes|pr|admin|research|trials?|community|"
    r"outreach|wellness|pharmacy|nurse\w*|recruit\w*|rsvp|register|registration|"
    r"marketing|communications?|webmaster|search|choir|groups?|library|chapel|advoca\w*|safety|appointments?|"
    r"clinic|team|hotline|reports?)"
    r"(?:[._+-]\w{1,20})?"
)


#: "r.garcia", "mike84": boxes that people choose, not offices.
_PERSONAL_BOX = Expression(r"[a-z]{0,40}[._\d-]")


def _is_own_mail(reading: Reading, address: str) -> bool:
    box, _, domain = address.partition("@")
    own_mails = {own.lower() for own in reading.profile.own_mails}
    return (
        address in own_mails or is_within(domain, reading.profile.own_domains) or bool(_OFFICE.fullmatch(box))
    )


def is_within(host: str, domains: frozenset[str]) -> bool:
    """Tell whether `host` is one of the domains or stands below one."""
    host = host.lower().rstrip(".")
    return any(
        host == own or host.endswith("." + own) for own in (name.lower().strip(".") for name in domains)
    )


def _is_patients_mail(reading: Reading, match: re.Match[str]) -> bool:
    return reading.is_about_a_patient and not _is_own_mail(reading, match[0])


def _is_persons_mail(reading: Reading, match: re.Match[str]) -> bool:
    if reading.is_about_a_patient or _is_own_mail(reading, match[0]):
        return False
    return reading.is_about_a_person or (reading.tells_of_care and bool(_PERSONAL_BOX.match(match[0])))


def _is_patients_page(reading: Reading, match: re.Match[str]) -> bool:
    host = match["host"]
    if is_within(host, reading.profile.own_domains | reading.profile.allowed_domains):
        return False
    return reading.is_about_a_patient or (reading.is_about_a_person and not reading.honours_staff)


_OF_A_HOUSE = Expression(
    r"\b(?:server|vpn|wi-?fi|router|firewall|dns|printer|login page|maintenance|backup)\b"
)


def _is_address_of_a_machine(reading: Reading, match: re.Match[str]) -> bool:
    try:
        ip_address(match[0])
    except ValueError:
        return False
    if _OF_A_HOUSE.search(reading.low) and not reading.is_about_a_person:
        return False
    return not re.search(
        r"\b(?:version|release|v|build|section|chapter)[ .]{0,2}$", reading.low[: match.start()][-12:]
    )


def _rule(name: str, letter: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-{name}", severity=severity, advice=advice, source=safe_harbor(letter))


CONTACTS: tuple[Pattern, ...] = (
    Pattern(
        _rule(
            "D-PHONE-PATIENT",
            "D",
            Severity.BLOCK,
            "Take the phone number out of what is said about a patient.",
        ),
        Expression(_PHONE),
        _is_patients_phone,
        needs=DIGIT,
    ),
    Pattern(
        _rule(
            "D-PHONE",
            "D",
            Severity.HOLD,
            "Check whose phone number this is; only give the organisation's own.",
        ),
        Expression(_PHONE),
        _is_persons_phone,
        needs=DIGIT,
    ),
    Pattern(
        _rule("D-PHONE-SHORT", "D", Severity.HOLD, "Check whose extension or phone number this is."),
        Expression(_SHORT_PHONE),
        _is_persons_short_phone,
        needs=DIGIT,
    ),
    Pattern(
        _rule("E-FAX", "E", Severity.HOLD, "Take the fax number out of what is said about a person."),
        Expression(
            r"\b(?:fax(?:ed)?|facsimile|telefax|f:)"
            r"(?P<number>[^\d\n]{0,30}\d(?:[ .\-/()]{0,2}\d){3,11})"
        ),
        _is_persons_fax,
        needs=DIGIT,
    ),
    Pattern(
        _rule(
            "F-MAIL-PATIENT",
            "F",
            Severity.BLOCK,
            "Take the mail address out of what is said about a patient.",
        ),
        Expression(r"(?<![\w.+%-])[\w.+%-]{1,64}@[a-z0-9][\w-]{0,62}(?:\.[a-z0-9][\w-]{0,62}){1,4}"),
        _is_patients_mail,
    ),
    Pattern(
        _rule(
            "F-MAIL",
            "F",
            Severity.HOLD,
            "Check whose mail address this is; only give the organisation's own.",
        ),
        Expression(r"(?<![\w.+%-])[\w.+%-]{1,64}@[a-z0-9][\w-]{0,62}(?:\.[a-z0-9][\w-]{0,62}){1,4}"),
        _is_persons_mail,
    ),
    Pattern(
        _rule("N-URL", "N", Severity.HOLD, "Check that the page is not about a patient."),
        Expression(
            r"(?<![\w@.\-])(?:https?://)?(?P<host>[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,63}){0,4}"
            r"\.(?:com|org|net|edu|gov|io|info|me|co|us|health|page|site|blog))(?![\w@])(?:/[^\s]{0,200})?"
        ),
        _is_patients_page,
    ),
    Pattern(
        _rule("O-IP", "O", Severity.HOLD, "Take the network address out."),
        Expression(
            r"(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"
            r"|(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\w:])|"
            r"(?<![\w:])[0-9a-f]{1,4}::[0-9a-f]{1,4}(?![\w:])"
        ),
        _is_address_of_a_machine,
    ),
)
