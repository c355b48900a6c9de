"""Which blocks two persons may override, each with a reason; every other must be mended by an edit.

Only what names a person can be right after all: they have agreed, or are nobody's patient. What the network
would refuse, what could not be checked, and what a channel's own policy forbids nobody overrides.
"""

from __future__ import annotations

from typing import Final

_OVERRIDABLE: Final = ("PHI-",)


def may_be_overridden(rule: str) -> bool:
    """May a block of this rule be overridden at all?"""
    return rule.startswith(_OVERRIDABLE)
