"""Ask the rules of quality about a text."""

from __future__ import annotations

from typing import Any

from scheduler.policies.quality.check import find_quality
from scheduler.policies.subject import Subject


def fired(text: str, **fields: Any) -> dict[str, str]:
    """Return each rule that fired with the words it fired at."""
    found = find_quality(Subject(text=text, **fields))
    return {each.rule: text[each.start : each.end] for each in found}


def advised(text: str, rule: str, **fields: Any) -> list[str]:
    """Return what one rule advises."""
    found = find_quality(Subject(text=text, **fields))
    return [each.advice for each in found if each.rule == rule]
