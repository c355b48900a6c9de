"""A channel asks more of its posts than others do, and what it asks is asked again before a post leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from scheduler.policies.channel_policy import ChannelPolicy, Stance
from scheduler.policies.finding import Verdict
from scheduler.services.planning import NewPost
from tests.builders import NOON, a_channel, an_actor
from tests.composing.conftest import House

BOAST = "Our world-class surgeons are here for you."


def rules_on(house: House, text: str, channel: str = "main-x") -> dict[str, str]:
    said = house.app.checking.review(text, channel=channel)
    return {each.rule: each.severity.value for each in said.findings}


def beside(house: House, text: str) -> None:
    """Write the same hour's post of a sister channel."""
    new = NewPost(channel="jobs-x", at=NOON + timedelta(hours=1), text=text)
    house.app.planning.add(house.author, new)


def test_a_policy_binds_its_channel_and_no_other(house: House) -> None:
    house.app.set_up.add_channel(OPERATOR, a_channel(name="jobs-x"), credentials={})

    house.app.policies.change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.HOLD})

    assert rules_on(house, BOAST)["TONE-BRAG"] == "hold"
    assert rules_on(house, BOAST, "jobs-x")["TONE-BRAG"] == "advice"


def test_an_approved_post_is_held_by_a_policy_that_was_made_meanwhile(house: House) -> None:
    post = house.approved(house.draft(BOAST))
    house.app.policies.change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.HOLD})
    house.clock.advance(timedelta(hours=1))

    house.app.publishing.publish_due()

    assert house.get(post).state is PostState.HELD


def test_an_approved_post_leaves_under_a_policy_that_lets_it_pass(house: House) -> None:
    post = house.approved(house.draft("Wash your hands for as long as you sing."))
    house.app.policies.change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.HOLD})
    house.clock.advance(timedelta(hours=1))

    house.app.publishing.publish_due()

    assert house.get(post).state is PostState.PUBLISHED


def test_what_is_set_stays_until_it_is_set_back(house: House) -> None:
    change = house.app.policies.change
    change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.HOLD, "EMOJI-COUNT": Stance.OFF})
    change(
        OPERATOR,
        "main-x",
        rules={"TONE-BRAG": None},
        is_clinician_voice=True,
        link_domains=[" Example.org. "],
    )

    assert house.app.policies.of("main-x") == ChannelPolicy(
        overrides={"EMOJI-COUNT": Stance.OFF}, is_clinician_voice=True, link_domains=("example.org",)
    )


def test_a_policy_is_made_by_who_sets_up_and_stands_in_the_record(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.app.policies.change(an_actor(Role.EDITOR), "main-x", is_clinician_voice=True)
    house.app.policies.change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.OFF}, is_clinician_voice=True)
    house.app.policies.change(OPERATOR, "main-x", is_clinician_voice=True)

    entries = house.app.auditing.recent(subject="channel:main-x")
    assert [each.facts for each in entries if each.action == "channel.policy_set"] == [
        {"rules": "TONE-BRAG=off", "is_clinician_voice": "true"}
    ]


@pytest.mark.parametrize("stance", [Stance.OFF, Stance.ADVICE])
def test_what_protects_people_can_not_be_made_milder(house: House, stance: Stance) -> None:
    with pytest.raises(InvalidInputError, match="protects people"):
        house.app.policies.change(OPERATOR, "main-x", rules={"STORY-PATIENT": stance})

    assert house.app.policies.of("main-x") == ChannelPolicy()


def test_unknown_rules_channels_and_domains_are_named(house: House) -> None:
    with pytest.raises(UnknownNameError, match="TONE-BRAGG"):
        house.app.policies.change(OPERATOR, "main-x", rules={"TONE-BRAGG": Stance.OFF})
    with pytest.raises(UnknownNameError):
        house.app.policies.of("nowhere")
    with pytest.raises(InvalidInputError, match="no domain"):
        house.app.policies.change(OPERATOR, "main-x", link_domains=["https://example.org"])


def test_the_same_text_on_a_sister_channel_is_told_and_stops_where_the_channel_asks_so(house: House) -> None:
    text = "Flu shots are free this Saturday at the library downtown."
    house.app.set_up.add_channel(OPERATOR, a_channel(name="jobs-x"), credentials={})
    alone = house.draft(text)
    assert "SISTER-SAME" not in {each.rule for each in house.app.checking.review_post(alone).findings}

    beside(house, text)

    said = house.app.checking.review_post(alone)
    assert "SISTER-SAME" in {each.rule for each in said.findings}
    assert said.verdict is Verdict.PASS
    house.app.policies.change(OPERATOR, "main-x", rules={"SISTER-SAME": Stance.HOLD})
    assert house.app.checking.review_post(alone).verdict is Verdict.HOLD


def test_a_sister_post_written_after_approval_holds_the_post_where_that_stops_it(house: House) -> None:
    text = "Flu shots are free this Saturday at the library downtown."
    house.app.set_up.add_channel(OPERATOR, a_channel(name="jobs-x"), credentials={})
    house.app.policies.change(OPERATOR, "main-x", rules={"SISTER-SAME": Stance.HOLD})
    post = house.approved(house.draft(text))

    beside(house, text)
    house.clock.advance(timedelta(hours=1))
    house.app.publishing.publish_due()

    assert house.get(post).state is PostState.HELD
