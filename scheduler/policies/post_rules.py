"""What a post needs whatever it says: a text that fits, and pictures that are described."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.fillable import still_open
from scheduler.policies.finding import Severity
from scheduler.policies.pattern import MOST_FINDINGS_OF_A_RULE
from scheduler.policies.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import MediaLimits, PictureFacts, Subject

_NETWORK = "the network's own limit"
_ACCESS = "45 CFR 84.84; WCAG 2.1, 1.1.1"

EMPTY = Rule(
    id="TEXT-EMPTY",
    severity=Severity.BLOCK,
    advice="Write something; the post has no words that can be seen.",
    source="Rounds: a post says something",
)
LENGTH = Rule(
    id="TEXT-LENGTH",
    severity=Severity.BLOCK,
    advice="Shorten the text; it is longer than the network takes.",
    source=_NETWORK,
)
TEXT_BYTES = Rule(
    id="TEXT-BYTES",
    severity=Severity.BLOCK,
    advice="Use fewer emoji and joined signs; each of them takes the room of many letters on this network.",
    source=_NETWORK,
)
BROKEN = Rule(
    id="TEXT-BROKEN",
    severity=Severity.HOLD,
    advice="Type the broken character again.",
    source="Rounds: a text must say what it shows",
)
ALT_MISSING = Rule(
    id="ALT-MISSING",
    severity=Severity.BLOCK,
    advice="Describe the picture for people who can't see it.",
    source=_ACCESS,
)
_DESCRIBE_VIDEO = "Describe what the video shows and says, for people who can't see or hear it."
ALT_LENGTH = Rule(
    id="ALT-LENGTH",
    severity=Severity.BLOCK,
    advice="Shorten the alt text; it is longer than the network takes.",
    source=_NETWORK,
)
MEDIA_NUMBER = Rule(
    id="MEDIA-NUMBER",
    severity=Severity.BLOCK,
    advice="Take some of the pictures out; the network shows fewer with one post.",
    source=_NETWORK,
)
MEDIA_KIND = Rule(
    id="MEDIA-KIND",
    severity=Severity.BLOCK,
    advice="Use a file of another kind, or take this one out; the network does not show its kind.",
    source=_NETWORK,
)
MEDIA_SIZE = Rule(
    id="MEDIA-SIZE",
    severity=Severity.BLOCK,
    advice="Save the file smaller and add it again; it is larger than the network takes.",
    source=_NETWORK,
)
MEDIA_LENGTH = Rule(
    id="MEDIA-LENGTH",
    severity=Severity.BLOCK,
    advice="Cut the video to another length; the network does not take one this short or this long.",
    source=_NETWORK,
)
CASHTAGS = Rule(
    id="TEXT-CASHTAGS",
    severity=Severity.BLOCK,
    advice="Keep one cashtag and take the dollar sign from the others; the network refuses a post with more.",
    source="X, limits of its API for posts since 2026",
)
BLANK = Rule(
    id="TEXT-BLANK",
    severity=Severity.BLOCK,
    advice="Fill in what still stands in braces, or take it out.",
    source="Rounds: words with blanks are filled before they go out",
)
_MEDIA_RULES = (MEDIA_NUMBER, MEDIA_KIND, MEDIA_SIZE, MEDIA_LENGTH)
POST_RULES = (EMPTY, LENGTH, TEXT_BYTES, CASHTAGS, BLANK, BROKEN, ALT_MISSING, ALT_LENGTH, *_MEDIA_RULES)


def find_flaws(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the post as a post, privacy aside."""
    if not any(char.isalnum() for char in subject.text):
        yield EMPTY.finding()
    if subject.length is not None and subject.limit is not None and subject.length > subject.limit:
        yield LENGTH.finding()
    if subject.most_bytes is not None and subject.text_bytes > subject.most_bytes:
        yield TEXT_BYTES.finding()
    if subject.most_cashtags is not None:
        for place in subject.cashtags[subject.most_cashtags :][:MOST_FINDINGS_OF_A_RULE]:
            start, end = place
            yield replace(CASHTAGS.finding(start, end), instead=subject.text[start + 1 : end])
    for place in still_open(subject.text)[:MOST_FINDINGS_OF_A_RULE]:
        yield BLANK.finding(*place)
    broken = subject.text.find("\N{REPLACEMENT CHARACTER}")
    if broken >= 0:
        yield BROKEN.finding(broken, broken + 1)
    for picture in subject.pictures:
        yield from _flaws_of(picture, alt_limit=subject.alt_limit)
    yield from _misfits(subject.pictures, subject.media)


def _misfits(shown: tuple[PictureFacts, ...], limits: MediaLimits) -> Iterator[Finding]:
    """Yield what the network would not take of pictures and videos."""
    if limits.pictures is not None and len(shown) > limits.pictures:
        yield MEDIA_NUMBER.finding()
    for each in shown:
        most = limits.kinds.get(each.mime) if limits.kinds is not None else each.size
        if most is None:
            yield MEDIA_KIND.finding()
        elif each.size > most:
            yield MEDIA_SIZE.finding()
        elif each.is_video and each.seconds and limits.seconds is not None:
            shortest, longest = limits.seconds
            if not shortest <= each.seconds <= longest:
                yield MEDIA_LENGTH.finding()


def _flaws_of(picture: PictureFacts, *, alt_limit: int) -> Iterator[Finding]:
    if not any(char.isalnum() for char in picture.alt):
        missing = ALT_MISSING.finding()
        yield replace(missing, advice=_DESCRIBE_VIDEO) if picture.is_video else missing
        return
    if len(picture.alt) > alt_limit:
        yield ALT_LENGTH.finding()
