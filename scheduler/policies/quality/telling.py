"""How a rule of quality says what it found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity
from scheduler.policies.rule import Rule

if TYPE_CHECKING:
    from scheduler.policies.finding import Finding


def advice(name: str, says: str, source: str) -> Rule:
    """Make a rule that only advises."""
    return Rule(id=name, severity=Severity.ADVICE, advice=says, source=source)


def told(rule: Rule, start: int, end: int, says: str, *, instead: str | None = None) -> Finding:
    """Say that a rule fired, with advice for this very place, and what may stand there instead."""
    return replace(rule.finding(start, end), advice=says, instead=instead)
