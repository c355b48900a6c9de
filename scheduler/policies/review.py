"""The one door of the guard: a post in, its review out.

Guarantees that a fault inside a rule holds the post, that no text takes long to check, and that
nothing leaves this process: no network, no file, no clock.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scheduler.policies.channel_policy import adjusted
from scheduler.policies.contacts import is_house_line_in_words
from scheduler.policies.context import find_context
from scheduler.policies.finding import Review, Severity
from scheduler.policies.identifiers import find_identifiers
from scheduler.policies.likeness import find_likeness
from scheduler.policies.links import find_links
from scheduler.policies.post_rules import find_flaws
from scheduler.policies.quality.check import find_quality
from scheduler.policies.quoted import own_words
from scheduler.policies.reading import read
from scheduler.policies.rule import Rule
from scheduler.policies.sights import find_in_sights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading
    from scheduler.policies.scorer import Meaning
    from scheduler.policies.subject import Subject

#: Changes whenever a rule does, so that what was approved under other rules is checked again.
POLICY_VERSION = "7"
#: Longer than anybody reads in a post, in code points of all texts together; few networks take so much.
MOST_TEXT = 20_000

#: Fewer words that were read in a picture are a sign or a label, and the scorer knows posts.
_LEAST_PROSE = 8

GUARD_ERROR = Rule(
    id="GUARD-ERROR",
    severity=Severity.HOLD,
    advice="A person must read this post; the guard could not finish its check.",
    source="Rounds: a guard that fails holds",
)
TOO_LONG = Rule(
    id="TEXT-TOO-LONG-TO-CHECK",
    severity=Severity.BLOCK,
    advice="Shorten the text; it is too long to be checked.",
    source="Rounds: what was not checked does not go out",
)
GUARD_RULES = (GUARD_ERROR, TOO_LONG)


def review(subject: Subject, *, meaning: Meaning | None = None) -> Review:
    """Say all that speaks against `subject`; the same subject and model always get the same review.

    Never raises: where a rule or the sentence model fails, the review holds the post with `GUARD-ERROR`.
    Findings in an alt text, a file name or the text of a picture have no offsets; their advice says where.
    """
    unreadable = _guarded(_findings_on_size, subject)
    if unreadable:
        return Review(findings=tuple(unreadable))
    findings: list[Finding] = []
    in_text = partial(_findings_in_text, meaning=meaning)
    in_pictures = partial(_findings_in_pictures, meaning=meaning)
    for check in (find_flaws, find_links, find_quality, find_in_sights, in_text, in_pictures):
        findings += _guarded(check, subject)
    asked = _guarded(lambda each: adjusted(findings, each.policy), subject)
    return Review(findings=tuple(dict.fromkeys(asked)))


def _findings_on_size(subject: Subject) -> Iterator[Finding]:
    pictures = sum(len(picture.alt) + len(picture.file_name) for picture in subject.pictures)
    if len(subject.text) + len(subject.link or "") + pictures > MOST_TEXT:
        yield TOO_LONG.finding()


def _guarded(check: Callable[[Subject], Iterator[Finding]], subject: Subject) -> list[Finding]:
    try:
        return list(check(subject))
    except Exception:  # noqa: BLE001 - the guard's border: whatever fails inside must hold the post, not let it pass
        return [GUARD_ERROR.finding()]


def _findings_in_text(subject: Subject, *, meaning: Meaning | None) -> Iterator[Finding]:
    answers = subject.is_reply or bool(subject.reply_to)

    def of(text: str) -> Reading:
        return read(text, profile=subject.profile, is_reply=answers)

    reading, own = of(subject.text), own_words(subject.text, subject.quoted)
    yield from _findings(reading, meaning, told=reading if own == subject.text else of(own))


def findings_by_rule(reading: Reading) -> Iterator[Finding]:
    """Yield what the written rules say of one text."""
    yield from (trick for trick in reading.tricks if not is_house_line_in_words(reading, trick))
    yield from find_identifiers(reading)
    yield from find_context(reading)


def _findings(reading: Reading, meaning: Meaning | None, *, told: Reading | None = None) -> Iterator[Finding]:
    """The scorer is asked last, of what we tell ourselves, and only where no rule has stopped the text."""
    found = list(findings_by_rule(reading))
    yield from found
    if all(each.severity is Severity.ADVICE for each in found):
        yield from find_likeness(told or reading, fired={each.rule for each in found}, meaning=meaning)


def _findings_in_pictures(subject: Subject, *, meaning: Meaning | None) -> Iterator[Finding]:
    for number, picture in enumerate(subject.pictures, start=1):
        places = {"alt text": picture.alt, "file name": _spaced(picture.file_name), "text": picture.seen_text}
        for place, text in places.items():
            reading = read(text, profile=subject.profile)
            is_prose = place != "text" or len(text.split()) >= _LEAST_PROSE
            for finding in _findings(reading, meaning) if is_prose else findings_by_rule(reading):
                what = "the video" if picture.is_video else f"picture {number}"
                advice = f"In the {place} of {what}: {finding.advice}"
                yield replace(finding, start=0, end=0, advice=advice)


def _spaced(file_name: str) -> str:
    """Read "jane-doe_mrn.png" as words, so that the rules see them."""
    return file_name.rsplit(".", 1)[0].replace("_", " ")
