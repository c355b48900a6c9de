"""Words approved for a crisis before there is one: blanks, two approvals, how long they are good."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain import fillable
from scheduler.domain.approval import Endorsement, Part
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.blanks import Blank, Ground
    from scheduler.domain.fillable import Filled

#: Two decisions, each by a person of their own: the words will later go out by one alone.
NEEDED: Final = (Part.APPROVER, Part.PRIVACY)

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,7}", re.ASCII)
_LONGEST_NAME: Final = 60
_LONGEST_TEXT: Final = 2_000


class TemplateState(StrEnum):
    """May the words be used?"""

    DRAFT = "draft"
    """They wait for one of their two approvals, or both."""
    READY = "ready"
    EXPIRED = "expired"
    """Nobody has looked at them for too long."""
    RETIRED = "retired"


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
        return fillable.blanks_of(self.text)

    @property
    def runs_left(self) -> bool:
        """Are its words written from right to left?"""
        return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in self.text)

    def filled(self, values: Mapping[str, str], ground: Ground) -> Filled:
        """Return its words with the blanks filled; raises `InvalidInputError` where a value does not fit.

        Nothing but the blanks can differ from the approved words, whatever the values are.
        """
        ground = ground.model_copy(update={"language": self.language, "runs_left": self.runs_left})
        return fillable.fill(self.text, values, ground)

    def drawn(self, shown: Mapping[str, str]) -> str:
        """Return its words with whatever stands for each blank: for a person to look at, never to send."""
        return fillable.drawn(self.text, shown)

    def samples(self, ground: Ground) -> dict[str, str]:
        """Return a value for every blank, such as people will type, to try the words with."""
        return {blank.name: fillable.sample_of(blank, ground) for blank in self.blanks}


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
    fillable.check_blanks(text)
