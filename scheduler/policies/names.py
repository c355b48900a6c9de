"""Names of patients, where something beside the name says that it is a patient's.

A name alone is no finding: most names in a hospital's posts are those of its staff, guests and givers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.policies import cues, frames
from scheduler.policies.finding import Severity
from scheduler.policies.name_words import LETTERS, NOT_A_NAME, OFFICES
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE, Pattern
from scheduler.policies.rule import Rule, safe_harbor
from scheduler.policies.vocabulary import Expression, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading


def _rule(name: str, severity: Severity, advice: str) -> Rule:
    return Rule(id=f"PHI-A-{name}", severity=severity, advice=advice, source=safe_harbor("A"))


PATIENT = _rule("PATIENT", Severity.BLOCK, "Take the patient's name out.")
TITLE = _rule("TITLE", Severity.HOLD, "Take the name out unless it is certain that this is no patient.")
STORY = _rule("STORY", Severity.HOLD, "Take the name out of what is said about somebody's care.")
FIRST_NAME = _rule(
    "FIRST-NAME", Severity.HOLD, "Take the first name out of what is said about somebody's care."
)

_WORD = Expression(r"(?<![\w#@/])[^\W\d_][\w'\-]{0,40}\.?")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words that may be a person's name."""

    start: int
    end: int
    words: tuple[str, ...]


@lru_cache(maxsize=4)
def names_in(text: str) -> tuple[Name, ...]:
    """Return runs of capitalised words, less those that are no names; one word may be a run.

    Several rules ask for those of the same text, one after the other.
    """
    return tuple(_runs(text))


def _runs(text: str) -> Iterator[Name]:
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        fits = _may_be_a_name(match[0])
        joined = bool(run) and text[run[-1].end() : match.start()] in (" ", "  ")
        if run and not (fits and joined and not _ends_a_sentence(run[-1][0])):
            yield _name(run)
            run = []
        if fits:
            run.append(match)
    if run:
        yield _name(run)


def _name(run: list[re.Match[str]]) -> Name:
    last = run[-1]
    end = last.end() - (1 if last[0].endswith(".") and len(last[0]) > 2 else 0)  # noqa: PLR2004
    if last[0].lower().endswith("'s"):
        end -= 2
    return Name(run[0].start(), end, tuple(match[0] for match in run))


def _may_be_a_name(word: str) -> bool:
    plain = word.rstrip(".").removesuffix("'s")
    if (
        not plain
        or not plain[0].isupper()
        or plain.lower() in NOT_A_NAME
        or plain.lower().split("-")[0] in NOT_A_NAME
    ):
        return False
    return len(plain) == 1 or any(char.islower() for char in plain)


def _ends_a_sentence(word: str) -> bool:
    return word.endswith(".") and len(word) > 2  # noqa: PLR2004


def _is_on_a_list(reading: Reading, name: Name) -> bool:
    """Tell a name on the staff list, or one that a place of the organisation bears."""
    spoken = frozenset(reading.low[name.start : name.end].split())
    staff = (frozenset(person.lower().split()) for person in reading.profile.staff)
    places = (frozenset(place.lower().split()) for place in reading.profile.places)
    return any(spoken <= known or (len(known) > 1 and known <= spoken) for known in staff) or any(
        spoken <= known for known in places
    )


def _is_staff(reading: Reading, name: Name) -> bool:
    """Tell a name by the office before it, or by the office or letters behind it."""
    before = re.findall(r"[a-z]+", reading.low[max(0, name.start - 30) : name.start])
    if OFFICES.intersection(before[-2:]) and "patient" not in before[-2:]:
        return True
    if reading.text[name.end : name.end + 1] in _END_OF_SENTENCE:
        return False
    after = re.findall(r"\w+", reading.low[name.end : name.end + 24].replace(".", ""))
    return bool(LETTERS.intersection(after[:2]) or OFFICES.intersection(after[:3]))


_END_OF_SENTENCE = (".", "!", "?", "\n")
_LABEL = Expression(
    r"\b(?:patient|pt|inpatient|outpatient|recipient)(?:'s)?(?: name|"
    r" named| called| is| was|:|,){0,2}\s(?:(?:mr|mrs|ms|miss|mx)\.? )?$"
    r"|\b(?:patient name|name of (?:the )?patient)[ :]{1,3}$"
)
_APPOSITION = Expression(
    r"^,? (?:(?:is|was) )?(?:(?:a|an|our|my|the|former|one of our) (?:[\w-]{1,20} ){0,2})(?:patient|"
    r"recipient|amputee)\b"
)
_HONORIFIC = Expression(r"\b(?:mr|mrs|ms|miss|mx)\.?\s$")
#: "Keep fighting, Lou": wishes that a house of care says to those it cares for.
_WISHED = Expression(
    r"\b(?:get well(?: soon)?|keep fighting|pray(?:ers|ing)? for|godspeed|rest (?:in peace|easy)"
    r"|heaven(?:ly)? birthday"
    r"|hang in there|stay strong|speedy recovery|fly high|safe travels home|welcome home|mucho ánimo"
    r"|bon courage"
    r"|discharge day for|goodbye and good luck)[,:!]? (?:to |for )?(?:our |little |big |miss |mr\.? "
    r"|mrs\.? |ms\.? |don |doña )?$"
)
_TITLE_BEFORE = Expression(
    r"\b(?:señora?|sra?\.|don|doña|dona|madame|monsieur|mr|mrs|ms|miss|mx|old man|deacon|senator|grandma"
    r"|grandpa|baby|little|our own)\.?\s$"
)
_AGE_AFTER = Expression(
    r"^(?:\s\(?(?:age[d]? )?\d{1,3}\)|, (?:age[d]? )?\d{1,3}(?: years old)?,|"
    r",? (?:a )?\d{1,3}[- ](?:year|month|week|day)s?[- ]old)"
)
_OWNS_AFTER = Expression(rf"^'s (?:[\w-]{{1,15}} ){{0,2}}(?:{cues.HEALTH}|{cues.KIN})\b")
#: "Ana Ruiz, we have your inhaler", "Ana Ruiz (555-0101), please call us back".
_CALLED_AFTER = Expression(
    r"^(?:\s?\([^)\n]{1,30}\))?[,:.!]?\s(?:we (?:have|got|found|still have) your|your "
    rf"{words(most=2)}(?:{cues.HEALTH}|check|appointment|script|refill|glasses|crown|dentures|order|ride"
    rf"|form|bag|card)\b"
    r"|please (?:call|ring|phone|pick up|come|return)|you (?:left|missed|forgot|no-?showed)|(?:is"
    r"|was) a no-?show)"
)
_GROUP_AFTER = Expression(r"^ (?:triplets|twins|quadruplets|baby|babies|girl|boy)\b")


def find_names(reading: Reading) -> Iterator[Finding]:
    """Yield names that stand beside a word for a patient, or in what is told of somebody's care."""
    found = 0
    if reading.tells_of_history or frames.TOLD_IN_PUBLIC.search(reading.low):
        return
    for name in names_in(_quietly(reading)):
        rule = _rule_for(reading, name)
        if rule is None or _is_on_a_list(reading, name) or (rule is not PATIENT and _is_staff(reading, name)):
            continue
        yield rule.finding(*reading.original(name.start, name.end))
        found += 1
        if found >= MOST_FINDINGS_OF_A_RULE:
            return


def _quietly(reading: Reading) -> str:
    """Return the text with usual capitals where all of it is shouted."""
    if not reading.is_shouted:
        return reading.text
    quiet = reading.text.title()
    return quiet if len(quiet) == len(reading.text) else reading.text


def _rule_for(reading: Reading, name: Name) -> Rule | None:
    """Take the surest sign first: a label, a title, what follows the name, and last what the text tells."""
    before = reading.low[max(0, name.start - 40) : name.start]
    after = reading.low[name.end : name.end + 60]
    is_full = len(name.words) > 1
    if (_LABEL.search(before) or _APPOSITION.search(after)) and (is_full or _TITLE_BEFORE.search(before)):
        return STORY if reading.is_headline else PATIENT
    is_spoken_to = _WISHED.search(before) or (is_full and _CALLED_AFTER.search(after))
    if is_spoken_to and not reading.honours_staff:
        return STORY
    if reading.is_headline and not _HONORIFIC.search(before):
        return None
    if _TITLE_BEFORE.search(before):
        return TITLE if _tells_of_somebodys_care(reading) else None
    if _GROUP_AFTER.search(after) or (_AGE_AFTER.search(after) and not reading.honours_staff):
        return FIRST_NAME if reading.tells_of_care else None
    if _OWNS_AFTER.search(after):
        told = is_full or (reading.is_about_a_person and not reading.honours_staff)
    else:
        told = is_full and not reading.honours_staff and _tells_of_somebodys_care(reading)
    return STORY if told else None


def _tells_of_somebodys_care(reading: Reading) -> bool:
    return reading.is_about_a_patient or cues.PERSONAL_OUTCOME.search(reading.low) is not None


_CAPS_NAME = Expression(
    r"\b(?:[Pp]atient|PATIENT|[Pp]t|PT)(?: [Nn]ame| NAME)?[:,]? (?!(?:SAFETY|"
    r"EXPERIENCE|CARE|PORTAL|RIGHTS|SUPPORT)\b)[A-Z]{2,15} [A-Z][A-Z'\-]{1,20}\b"
)

NAMES: tuple[Pattern, ...] = (
    Pattern(
        _rule("LABELLED", Severity.BLOCK, "Take the name out; the label says that it is a patient's."),
        Expression(
            r"\b[A-Z][\w'\-]{1,20}, [A-Z][\w.'\-]{1,20}(?: [A-Z]\.?)? ?[/,|;-]? ?(?i:dob|"
            r"d\.o\.b|mrn|born|yo\b|\d{2} ?yo)"
        ),
        cased=True,
    ),
    Pattern(_rule("CAPITALS", Severity.BLOCK, "Take the patient's name out."), _CAPS_NAME, cased=True),
    Pattern(
        _rule("INITIALS", Severity.HOLD, "Take the initials out; with the rest they can tell who is meant."),
        Expression(
            r"\binitials?(?: are| is|:)? (?:[A-Z]\.? ?){2,4}|\b(?:Mr|Mrs|Ms|Miss|"
            r"[Pp]atient|[Pp]t)\.? [A-Z]\.(?:[A-Z]\.){0,3}(?!\w)|\b(?:Mr|Mrs|"
            r"Ms)\.? [A-Z]\b(?![\w'])"
        ),
        cased=True,
    ),
    Pattern(
        _rule(
            "LIST", Severity.HOLD, "Take the list of names out; initials of a surname can tell who is meant."
        ),
        Expression(r"\b[A-Z][a-z]{1,15} [A-Z]\.,? (?:and |& )?[A-Z][a-z]{1,15} [A-Z]\.(?!\w)"),
        lambda reading, _match: not reading.honours_staff,
        cased=True,
    ),
    Pattern(
        _rule("HANDLE", Severity.HOLD, "Do not name the account of a person whose care is spoken of."),
        Expression(r"(?<![\w.@/])@[\w.]{3,30}"),
        lambda reading, _match: (
            not reading.is_reply
            and not reading.honours_staff
            and cues.TOLD_OF_CARE.search(reading.low) is not None
        ),
    ),
)
