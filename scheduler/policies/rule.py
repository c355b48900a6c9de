"""A named rule."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.policies.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a rule is called, how far it stops a post, what to do about it, and where it comes from."""

    id: str
    severity: Severity
    #: One plain sentence for the writer.
    advice: str
    source: str

    def finding(self, start: int = 0, end: int = 0) -> Finding:
        """Say that this rule fired at these offsets of the text as it was given."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            start=start,
            end=end,
            advice=self.advice,
            source=self.source,
        )


def safe_harbor(letter: str) -> str:
    """Name the paragraph of the de-identification standard that lists this identifier."""
    return f"45 CFR 164.514(b)(2)(i)({letter})"
