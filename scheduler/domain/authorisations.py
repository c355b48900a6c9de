"""Signed authorisations of persons for their image or story (45 CFR 164.508)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from datetime import datetime


class Subject(StrEnum):
    """What of a person may be shown."""

    IMAGE = "image"
    STORY = "story"
    BOTH = "image and story"


class Authorisation(Value):
    """What a person, or who speaks for them, has signed. Never holds their name."""

    id: int = 0
    #: What the hospital files the person under; see `is_reference`.
    reference: str
    subject: Subject
    #: What information, in words: "recovery after a stroke, photograph in the garden".
    scope: str
    purpose: str
    #: Who may show it.
    discloser: str
    #: Channels on which; empty for all of ours.
    channels: tuple[str, ...] = ()
    signed_at: Instant
    expires_at: Instant
    #: Where the signed form lies.
    document: str
    #: `person`, or as what somebody signed for them.
    signed_by: str = "person"
    #: Statements that the form makes, of `STATEMENTS`.
    statements: tuple[str, ...] = ()
    by: str = ""
    created_at: Instant
    revoked_at: Instant | None = None
    revoked_by: str | None = None

    def stands_at(self, at: datetime) -> bool:
        """Is it signed, not revoked, and not over at that time?"""
        return self.revoked_at is None and self.signed_at <= at < self.expires_at


#: What the form must say, by short names (45 CFR 164.508(c)(2) to (4)).
STATEMENTS: Final[dict[str, str]] = {
    "revocation": "The person may take it back in writing, and how (c)(2)(i).",
    "no-conditions": "Treatment and payment do not depend on signing (c)(2)(ii).",
    "redisclosure": "What is shown may be passed on and is no longer protected (c)(2)(iii).",
    "plain-language": "It is written in plain language (c)(3).",
    "copy": "The person was given a copy (c)(4).",
}
_REFERENCE: Final = re.compile(r"(?=[^\n]*\d)[A-Z0-9][A-Z0-9./-]{2,39}")


def is_reference(text: str) -> bool:
    """Is it a file number, and nothing in which a name could stand?

    Capitals, digits, dot, slash and dash, with a digit among them and no run of more than four letters.
    """
    return bool(_REFERENCE.fullmatch(text)) and not re.search(r"[A-Z]{5,}", text)


def lacking(statements: tuple[str, ...]) -> list[str]:
    """Return what the form does not say and must, in words."""
    return [words for name, words in STATEMENTS.items() if name not in statements]
