"""Every rule of the guard, so that documents and the planner can list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.policies.context import CONTEXT_RULES
from scheduler.policies.identifiers import IDENTIFIER_RULES
from scheduler.policies.likeness import LIKENESS_RULES
from scheduler.policies.links import LINK_RULES
from scheduler.policies.normalise import TRICKS
from scheduler.policies.post_rules import POST_RULES
from scheduler.policies.quality.check import QUALITY_RULES
from scheduler.policies.review import GUARD_RULES
from scheduler.policies.sights import SIGHT_RULES

if TYPE_CHECKING:
    from scheduler.policies.rule import Rule


def all_rules() -> tuple[Rule, ...]:
    """Return each rule once, in the order of the layers."""
    return (
        *GUARD_RULES,
        *POST_RULES,
        *LINK_RULES,
        *TRICKS,
        *IDENTIFIER_RULES,
        *CONTEXT_RULES,
        *LIKENESS_RULES,
        *QUALITY_RULES,
        *SIGHT_RULES,
    )
