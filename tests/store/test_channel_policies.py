"""What a channel asks of its posts comes back from either database as it was put there."""

from __future__ import annotations

from scheduler.policies.channel_policy import ChannelPolicy, Stance
from scheduler.store.database import Store
from tests.builders import a_channel


def test_a_policy_comes_back_whole_and_the_next_one_takes_its_place(store: Store) -> None:
    strict = ChannelPolicy(
        overrides={"TONE-BRAG": Stance.HOLD, "EMOJI-COUNT": Stance.OFF},
        is_clinician_voice=True,
        requires_source_for_numbers=True,
        demands_picture_check=True,
        link_domains=("example.org",),
    )
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.channel_policies.put("main-x", strict)

    with store.write() as unit:
        assert unit.channel_policies.of("main-x") == strict
        assert unit.channel_policies.all() == {"main-x": strict}
        unit.channel_policies.put("main-x", ChannelPolicy(has_disclaimer_in_profile=True))

    with store.read() as unit:
        assert unit.channel_policies.of("main-x") == ChannelPolicy(has_disclaimer_in_profile=True)


def test_a_channel_without_a_policy_asks_nothing_more(store: Store) -> None:
    with store.read() as unit:
        assert unit.channel_policies.of("nowhere") == ChannelPolicy()
        assert unit.channel_policies.all() == {}
