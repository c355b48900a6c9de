"""The one door of the guard: a post in, its review out.

Guarantees that a fault inside a rule holds the post, that no text takes long to check, and that
nothing leaves this process: no network, no file, no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.context import find_context
from scheduler.policies.finding import Review, Severity
from scheduler.policies.identifiers import find_identifiers
from scheduler.policies.links import find_links
from scheduler.policies.post_rules import find_flaws
from scheduler.policies.reading import read
from scheduler.policies.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import Subject

#: Changes whenever a rule does, so that what was approved under other rules is checked again.
POLICY_VERSION = "2"
#: Longer than any network takes, in code points of all texts together.
MOST_TEXT = 20_000

GUARD_ERROR = Rule(
    id="GUARD-ERROR",
    severity=Severity.HOLD,
    advice="A person must read this post; the guard could not finish its check.",
    source="Rounds: a guard that fails holds",
)
TOO_LONG = Rule(
    id="TEXT-TOO-LONG-TO-CHECK",
    severity=Severity.BLOCK,
    advice="Shorten the text; it is longer than any network takes, and was not checked.",
    source="Rounds: what was not checked does not go out",
)
GUARD_RULES = (GUARD_ERROR, TOO_LONG)


def review(subject: Subject) -> Review:
    """Say all that speaks against `subject`; the same subject always gets the same review.

    Never raises: where a rule fails, the review holds the post with `GUARD-ERROR`.
    Findings in an alt text or a file name have no offsets and say in their advice where they are.
    """
    unreadable = _guarded(_findings_on_size, subject)
    if unreadable:
        return Review(findings=tuple(unreadable))
    findings: list[Finding] = []
    for check in (find_flaws, find_links, _findings_in_text, _findings_in_pictures):
        findings += _guarded(check, subject)
    return Review(findings=tuple(dict.fromkeys(findings)))


def _findings_on_size(subject: Subject) -> Iterator[Finding]:
    pictures = sum(len(picture.alt) + len(picture.file_name) for picture in subject.pictures)
    if len(subject.text) + len(subject.link or "") + pictures > MOST_TEXT:
        yield TOO_LONG.finding()


def _guarded(check: Callable[[Subject], Iterator[Finding]], subject: Subject) -> list[Finding]:
    try:
        return list(check(subject))
    except Exception:  # noqa: BLE001 - the guard's border: whatever fails inside must hold the post, not let it pass
        return [GUARD_ERROR.finding()]


def _findings_in_text(subject: Subject) -> Iterator[Finding]:
    reading = read(subject.text, profile=subject.profile, is_reply=subject.is_reply or bool(subject.reply_to))
    yield from reading.tricks
    yield from find_identifiers(reading)
    yield from find_context(reading)


def _findings_in_pictures(subject: Subject) -> Iterator[Finding]:
    for number, picture in enumerate(subject.pictures, start=1):
        for place, text in (("alt text", picture.alt), ("file name", _spaced(picture.file_name))):
            reading = read(text, profile=subject.profile)
            for finding in (*reading.tricks, *find_identifiers(reading), *find_context(reading)):
                what = "the video" if picture.is_video else f"picture {number}"
                advice = f"In the {place} of {what}: {finding.advice}"
                yield finding.model_copy(update={"start": 0, "end": 0, "advice": advice})


def _spaced(file_name: str) -> str:
    """Read "jane-doe_mrn.png" as words, so that the rules see them."""
    return file_name.rsplit(".", 1)[0].replace("_", " ")
