"""What one channel asks of its posts beyond what is asked of every post.

Guarantees that no policy makes the guard of privacy milder: of those rules it can only be stricter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.policies.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.policies.finding import Finding


class Stance(StrEnum):
    """How far a rule stops the posts of a channel."""

    OFF = "off"
    ADVICE = "advice"
    HOLD = "hold"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """What a channel asks of its posts; the one of a channel nobody wrote one for asks nothing more."""

    #: How far rules stop its posts, by their ids, where that differs from what they say themselves.
    overrides: dict[str, Stance] = field(default_factory=dict)
    #: A clinician speaks here, so that what is said may be taken for medical advice.
    is_clinician_voice: bool = False
    #: A number without a source holds the post.
    requires_source_for_numbers: bool = False
    #: The profile says that nothing here is advice to one person, so that posts need not.
    has_disclaimer_in_profile: bool = False
    #: A picture that nobody could look into holds the post.
    demands_picture_check: bool = False
    #: Domains that its links may lead to, beside the organisation's own; empty: any.
    link_domains: tuple[str, ...] = ()


#: Beginnings of the ids of rules that a policy may make milder, or silence.
MILD = ("CLAIM-", "DRUG-", "NUMBER-", "DISCLAIMER-", "ENDORSEMENT-", "TONE-", "PLAIN-", "PERSON-", "SISTER-")
MILD_TOO = ("HASHTAG-", "EMOJI-", "LETTERS-", "ALT-QUALITY", "LINK-UNLISTED", "LINK-SHORTENER", "LINK-UNSURE")
_GRAVITY = {Stance.OFF: 0, Stance.ADVICE: 1, Stance.HOLD: 2, Stance.BLOCK: 3}


def may_be_milder(rule: str) -> bool:
    """May a policy make this rule milder than it is by itself?"""
    return rule.startswith(MILD + MILD_TOO)


def is_allowed(rule: str, severity: Severity, wanted: Stance) -> bool:
    """May a policy set a rule of this severity so?"""
    return may_be_milder(rule) or _GRAVITY[wanted] >= _GRAVITY[Stance(severity.value)]


def adjusted(findings: Iterable[Finding], policy: ChannelPolicy) -> Iterator[Finding]:
    """Give each finding the severity a policy asks for; what it silences is left out."""
    for finding in findings:
        wanted = policy.overrides.get(finding.rule)
        if wanted is None or not is_allowed(finding.rule, finding.severity, wanted):
            yield finding
        elif wanted is not Stance.OFF:
            yield replace(finding, severity=Severity(wanted.value))
