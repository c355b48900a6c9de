"""Words approved for a crisis before there is one: blanks, two approvals, how long they are good."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.approval import Endorsement, Part
from scheduler.domain.blanks import MOST_TEXT, Blank, BlankKind, Ground, written
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Two decisions, each by a person of their own: the words will later go out by one alone.
NEEDED: Final = (Part.APPROVER, Part.PRIVACY)

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,7}", re.ASCII)
_LONGEST_NAME: Final = 60
_LONGEST_TEXT: Final = 2_000
_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_BLANK_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}", re.ASCII)
_BEFORE: Final = re.compile(r"(?:^|[\s(])$")
_AFTER: Final = re.compile(r"(?:$|\s|[.,;:!?)](?:$|[\s)]))")


class TemplateState(StrEnum):
    """May the words be used?"""

    DRAFT = "draft"
    """They wait for one of their two approvals, or both."""
    READY = "ready"
    EXPIRED = "expired"
    """Nobody has looked at them for too long."""
    RETIRED = "retired"


class Filled(Value):
    """Approved words with their blanks filled."""

    text: str
    #: Where the approved words stand in it: from, up to but not at.
    words: tuple[tuple[int, int], ...]

    def is_in_words(self, start: int, end: int) -> bool:
        """Does a stretch of the text lie wholly within the approved words?"""
        return start < end and any(first <= start and end <= last for first, last in self.words)


class EmergencyTemplate(Value):
    """Words for a crisis, in one version; a revision is another one, with no approval."""

    id: int = 0
    #: Short and lasting: `closed-weather`.
    name: str
    version: int = 1
    title: str
    #: With blanks such as `{place:text 40}`, `{until:time}`, `{desk:choice ED|clinic}`.
    text: str
    #: Channels it is for; empty for all.
    channels: tuple[str, ...] = ()
    language: str = "en"
    #: It can be used so many days after somebody last looked whether it is still right.
    good_for_days: int = 365
    #: `Actor.key` of everybody who wrote this version or one before it; empty for what comes with Rounds.
    writers: tuple[str, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    #: Findings of the guard in its words that the privacy officer accepted.
    released_rules: tuple[str, ...] = ()
    agreed_digest: str | None = None
    reviewed_at: Instant | None = None
    created_at: Instant
    retired_at: Instant | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over all that is approved."""
        said = [self.name, self.version, self.title, self.text, list(self.channels), self.language]
        return hashlib.sha256(json.dumps([*said, self.good_for_days]).encode()).hexdigest()

    @property
    def label(self) -> str:
        """Name and version, as they stand in the record: `closed-weather@3`."""
        return f"{self.name}@{self.version}"

    @property
    def review_by(self) -> datetime | None:
        """Until when it can be used, unless somebody looks at it again."""
        return self.reviewed_at + timedelta(days=self.good_for_days) if self.reviewed_at else None

    @property
    def missing(self) -> tuple[Part, ...]:
        """Whose approval is missing."""
        given = {each.part for each in self.endorsements if each.digest == self.digest}
        return tuple(part for part in NEEDED if part not in given)

    def state(self, now: datetime) -> TemplateState:
        """Return whether it can be used now."""
        if self.retired_at is not None:
            return TemplateState.RETIRED
        if self.missing or self.agreed_digest != self.digest:
            return TemplateState.DRAFT
        is_good = self.review_by is not None and now < self.review_by
        return TemplateState.READY if is_good else TemplateState.EXPIRED

    def is_for(self, channel: str) -> bool:
        """Is it meant for this channel?"""
        return not self.channels or channel in self.channels

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What is to be filled in, in the order of the text, each once."""
        found = (_blank(match[1]) for match in _BLANK.finditer(self.text))
        return tuple({blank.name: blank for blank in found}.values())

    @property
    def runs_left(self) -> bool:
        """Are its words written from right to left?"""
        return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in self.text)

    def filled(self, values: Mapping[str, str], ground: Ground) -> Filled:
        """Return its words with the blanks filled; raises `InvalidInputError` where a value does not fit.

        Nothing but the blanks can differ from the approved words, whatever the values are.
        """
        ground = ground.model_copy(update={"language": self.language, "runs_left": self.runs_left})
        unknown = sorted(set(values) - {blank.name for blank in self.blanks})
        if unknown:
            raise InvalidInputError(f"There is no blank “{unknown[0][:40]}” in {self.name}.")
        ready = {blank.name: written(blank, values.get(blank.name, ""), ground) for blank in self.blanks}
        text, words, last = "", [], 0
        for match in _BLANK.finditer(self.text):
            literal = self.text[last : match.start()]
            words.append((len(text), len(text) + len(literal)))
            text += literal + ready[_blank(match[1]).name]
            last = match.end()
        words.append((len(text), len(text) + len(self.text) - last))
        return Filled(text=text + self.text[last:], words=tuple(words))

    def drawn(self, shown: Mapping[str, str]) -> str:
        """Return its words with whatever stands for each blank: for a person to look at, never to send."""
        return _BLANK.sub(lambda match: shown.get(_blank(match[1]).name, match[0]), self.text)

    def samples(self, ground: Ground) -> dict[str, str]:
        """Return a value for every blank, such as people will type, to try the words with."""
        return {blank.name: _sample(blank, ground) for blank in self.blanks}


def check_template(template: EmergencyTemplate) -> None:
    """Raise `InvalidInputError` unless its name, words and blanks are in order."""
    if not _NAME.fullmatch(template.name) or len(template.name) > _LONGEST_NAME:
        raise InvalidInputError("Give it a short name of small letters and dashes, such as closed-weather.")
    if not template.title.strip():
        raise InvalidInputError("Give it a title that is found in a hurry.")
    if not 1 <= template.good_for_days <= 2 * 365:
        raise InvalidInputError("Words can be good for 1 to 730 days before they are looked at again.")
    if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", template.language, re.ASCII):
        raise InvalidInputError("Name the language by its code, such as en or es.")
    text = template.text
    if not text.strip() or len(text) > _LONGEST_TEXT:
        raise InvalidInputError(f"Write the words, in at most {_LONGEST_TEXT:,} characters.")
    odd = next((char for char in text if unicodedata.category(char) in {"Cf", "Cc"} and char != "\n"), "")
    if odd:
        raise InvalidInputError(f"Its words hold an invisible sign (U+{ord(odd):04X}). Type them anew.")
    _check_blanks(text)


def _check_blanks(text: str) -> None:
    kinds: dict[str, Blank] = {}
    for match in _BLANK.finditer(text):
        blank = _blank(match[1])
        if kinds.setdefault(blank.name, blank) != blank:
            raise InvalidInputError(
                f"The blank “{blank.name}” stands twice, as two kinds. Name one otherwise."
            )
        if not _BEFORE.search(text[: match.start()]) or not _AFTER.match(text[match.end() :]):
            raise InvalidInputError(
                f"Put a space before and after {match[0][:60]}; only a comma, full stop or bracket "
                "may touch it."
            )
    if "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        raise InvalidInputError("A brace is left open. Write a blank like {place:text 40}.")


def _blank(inside: str) -> Blank:
    name, _, rest = inside.partition(":")
    kind, _, argument = rest.strip().partition(" ")
    argument = argument.strip()
    wrong = InvalidInputError(
        f"“{{{inside[:60]}}}” is no blank. Write one like {{place:text 40}}, {{until:time}}, "
        "{phone:phone}, {more:link} or {desk:choice ED|clinic}."
    )
    if not _BLANK_NAME.fullmatch(name) or kind not in set(BlankKind):
        raise wrong
    if kind == BlankKind.TEXT and argument:
        if not re.fullmatch(r"[0-9]{1,3}", argument) or not 1 <= int(argument) <= MOST_TEXT:
            raise InvalidInputError(f"A text blank takes 1 to {MOST_TEXT} characters: {{place:text 40}}.")
        return Blank(name=name, kind=BlankKind.TEXT, longest=int(argument))
    if kind == BlankKind.CHOICE:
        choices = tuple(each.strip() for each in argument.split("|"))
        if len(choices) < 2 or not all(choices) or "\n" in argument:  # noqa: PLR2004 - one is no choice
            raise wrong
        return Blank(name=name, kind=BlankKind.CHOICE, choices=choices)
    if argument:
        raise wrong
    return Blank(name=name, kind=BlankKind(kind))


def _sample(blank: Blank, ground: Ground) -> str:
    match blank.kind:
        case BlankKind.TIME:
            return "14:30"
        case BlankKind.PHONE:
            return ground.phones[0] if ground.phones else "555-555-0100"
        case BlankKind.LINK:
            return f"https://{ground.domains[0]}/news" if ground.domains else "https://example.org/news"
        case BlankKind.CHOICE:
            return max(blank.choices, key=len)
        case BlankKind.TEXT:
            return _WORDS[: blank.longest].strip()


#: What stands in a text blank while the words are tried.
_WORDS: Final = "Main Street Clinic"
