"""What a policy says of a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a finding stops a post."""

    ADVICE = "advice"
    """Shown to the writer; stops nothing."""
    HOLD = "hold"
    """A person must look before it may go out."""
    BLOCK = "block"
    """It must be changed; nobody can wave it through."""


class Verdict(StrEnum):
    """What all findings of a text come to."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    HOLD = "hold"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a text should not go out as it stands.

    `start` and `end` are code-point offsets into the text as it was given, `end` exclusive;
    both 0 where the finding is about the whole post.
    """

    rule: str
    severity: Severity
    start: int = 0
    end: int = 0
    #: What to do about it, one plain sentence.
    advice: str
    #: Where the rule comes from, e.g. "45 CFR 164.514(b)(2)(i)(H)".
    source: str = ""
    #: Words of the text that weighed most, for the person who wrote it and for nobody else: never in a log,
    #: the record, or a message about the post.
    because: tuple[str, ...] = ()
    #: What may stand from `start` to `end` instead, word for word; `None` where a person has to find it.
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """All findings of one text, and the verdict they come to."""

    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The gravest severity decides; `advice` alone passes."""
        severities = {finding.severity for finding in self.findings}
        if Severity.BLOCK in severities:
            return Verdict.BLOCK
        return Verdict.HOLD if Severity.HOLD in severities else Verdict.PASS
