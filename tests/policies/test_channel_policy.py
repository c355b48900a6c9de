from __future__ import annotations

import pytest

from scheduler.policies.channel_policy import ChannelPolicy, Stance, is_allowed, may_be_milder
from scheduler.policies.finding import Severity, Verdict
from scheduler.policies.review import review
from scheduler.policies.rules import all_rules
from scheduler.policies.subject import Subject

BRAG = "Our world-class surgeons are here for you."
BREACH = "SSN 306-58-1190"


def said(text: str, **overrides: Stance) -> dict[str, Severity]:
    named = {name.replace("_", "-"): stance for name, stance in overrides.items()}
    policy = ChannelPolicy(overrides=named)
    return {each.rule: each.severity for each in review(Subject(text=text, policy=policy)).findings}


def test_a_policy_makes_a_rule_of_quality_graver_milder_or_silent() -> None:
    assert said(BRAG)["TONE-BRAG"] is Severity.ADVICE
    assert said(BRAG, TONE_BRAG=Stance.HOLD)["TONE-BRAG"] is Severity.HOLD
    assert said("Turmeric cures cancer.", CLAIM_CURE=Stance.ADVICE)["CLAIM-CURE"] is Severity.ADVICE
    assert "TONE-BRAG" not in said(BRAG, TONE_BRAG=Stance.OFF)


@pytest.mark.parametrize("stance", [Stance.OFF, Stance.ADVICE, Stance.HOLD])
def test_no_policy_makes_the_guard_of_privacy_milder(stance: Stance) -> None:
    assert said(BREACH, PHI_G_SSN=stance) == said(BREACH)


def test_a_policy_makes_the_guard_of_privacy_stricter() -> None:
    text = "@walt you can stop the warfarin now"
    policy = ChannelPolicy(overrides={"ADV-INDIVIDUAL": Stance.BLOCK})

    assert review(Subject(text=text, is_reply=True)).verdict is Verdict.HOLD
    assert review(Subject(text=text, is_reply=True, policy=policy)).verdict is Verdict.BLOCK


def test_only_rules_that_do_not_guard_privacy_may_be_milder() -> None:
    never = ("PHI-", "ADV-", "ACK-", "STORY-", "TRICK-", "GUARD-", "TEXT-", "LINK-SCHEME", "LINK-LOOKALIKE")
    for rule in all_rules():
        if rule.id.startswith(never):
            assert not may_be_milder(rule.id)
            assert is_allowed(rule.id, rule.severity, Stance.BLOCK)
            assert not is_allowed(rule.id, rule.severity, Stance.OFF)


def test_a_broken_policy_holds_the_post() -> None:
    subject = Subject(text="Wash your hands.", policy=None)  # type: ignore[arg-type] # as a fault would

    assert review(subject).verdict is Verdict.HOLD
