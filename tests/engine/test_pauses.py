"""Pauses that end by themselves, and let a lane speak."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.approval import Lane
from scheduler.domain.errors import ConfirmAgainError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.services.pausing import Pausing
from scheduler.services.planning import PostChanges
from tests.builders import NOON, a_post, an_actor, approved

if TYPE_CHECKING:
    from tests.engine.conftest import Engine

_ALL = PauseScope.EVERYTHING
HOUR = timedelta(hours=1)


def test_at_its_end_a_pause_stops_holding_and_what_it_held_stays_held(engine: Engine) -> None:
    before, after = engine.scheduled(), engine.scheduled(due=NOON + HOUR)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.daemon().publish_due()

    engine.clock.advance(HOUR)
    engine.daemon().publish_due()

    assert (engine.state(before), engine.state(after)) == ("held", "published")


def test_a_moment_before_its_end_a_pause_still_holds(engine: Engine) -> None:
    moment = timedelta(microseconds=1)
    post = engine.scheduled(due=NOON + HOUR - moment)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(HOUR - moment)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"


def test_a_post_claimed_ahead_of_the_end_leaves_when_it_is_due_at_the_end(engine: Engine) -> None:
    post, daemon = engine.scheduled(due=NOON + HOUR), engine.daemon()
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(HOUR - timedelta(seconds=1))
    [claimed] = daemon.claim(limit=8, ahead=timedelta(seconds=1))

    engine.clock.advance(timedelta(seconds=1))
    daemon.deliver(claimed)

    assert engine.state(post) == "published"


def test_a_post_claimed_ahead_of_the_end_is_held_where_the_pause_is_prolonged(engine: Engine) -> None:
    post, daemon = engine.scheduled(due=NOON + HOUR), engine.daemon()
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(HOUR - timedelta(seconds=1))
    [claimed] = daemon.claim(limit=8, ahead=timedelta(seconds=1))
    engine.pausing.set_end(OPERATOR, pause.id, NOON + 2 * HOUR)

    engine.clock.advance(timedelta(seconds=1))
    daemon.deliver(claimed)

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_a_clock_set_back_does_not_bring_back_a_pause_that_let_a_post_go(engine: Engine) -> None:
    first = engine.scheduled(due=NOON + HOUR)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(HOUR)
    engine.daemon().publish_due()

    engine.clock.jump(-HOUR / 2)
    second = engine.scheduled(due=NOON)
    engine.daemon().publish_due()

    assert (engine.state(first), engine.state(second)) == ("published", "published")


def test_a_clock_set_back_before_the_end_lets_nothing_leave(engine: Engine) -> None:
    post = engine.scheduled()
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.jump(-3 * HOUR)
    engine.clock.jump(3 * HOUR)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"


def test_the_end_of_a_pause_is_in_the_record_once_whoever_finds_it(engine: Engine) -> None:
    engine.scheduled(due=NOON + HOUR)
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    assert engine.pausing.end_those_over() == []
    engine.clock.advance(HOUR)

    engine.daemon().publish_due()
    engine.pausing.end_those_over()
    engine.pausing.lift(OPERATOR, pause.id)

    assert _deeds(engine, pause.id) == ["pause.began", "pause.ended"]
    assert engine.pausing.get(pause.id).lifted_by == "engine"


def test_a_pause_that_is_over_can_not_be_prolonged(engine: Engine) -> None:
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(HOUR)

    with pytest.raises(StateError, match="is over"):
        engine.pausing.set_end(OPERATOR, pause.id, NOON + 3 * HOUR)


def test_of_two_who_pause_the_same_at_once_the_later_end_counts(engine: Engine) -> None:
    first = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + 2 * HOUR)

    shorter = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm!", ends_at=NOON + HOUR)
    longer = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm!", ends_at=NOON + 3 * HOUR)
    endless = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm!")

    assert {first.id, shorter.id, longer.id, endless.id} == {first.id}
    assert shorter.ends_at == NOON + 2 * HOUR
    assert longer.ends_at == NOON + 3 * HOUR
    assert endless.ends_at is None


def test_a_pause_can_not_end_in_the_past(engine: Engine) -> None:
    with pytest.raises(InvalidInputError, match="has passed"):
        engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON)


def test_a_person_proves_who_they_are_before_they_pause_or_lift(engine: Engine) -> None:
    lead = an_actor(Role.CRISIS_LEAD).model_copy(update={"confirmed_at": None})
    with pytest.raises(ConfirmAgainError):
        engine.pausing.pause(lead, scope=_ALL, reason="Storm.")

    fresh = lead.model_copy(update={"confirmed_at": NOON})
    pause = engine.pausing.pause(fresh, scope=_ALL, reason="Storm.")

    with pytest.raises(ConfirmAgainError):
        engine.pausing.lift(lead, pause.id)
    assert engine.pausing.active() == [pause]


def test_what_is_approved_in_an_excepted_lane_may_speak(engine: Engine) -> None:
    fast, green = _in_lane(engine, Lane.FAST), _in_lane(engine, Lane.GREEN)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", lanes=[Lane.FAST])

    engine.daemon().publish_due()

    assert (engine.state(fast), engine.state(green)) == ("published", "held")


def test_an_excepted_lane_may_speak_though_the_pause_began_after_the_claim(engine: Engine) -> None:
    fast, daemon = _in_lane(engine, Lane.FAST), engine.daemon()
    [claimed] = daemon.claim(limit=8)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", lanes=[Lane.FAST])

    daemon.deliver(claimed)

    assert engine.state(fast) == "published"


def test_a_lane_that_is_only_written_on_a_post_opens_nothing(engine: Engine) -> None:
    post = _in_lane(engine, Lane.GREEN)
    with engine.store.write() as unit:
        unit.posts.save(post.model_copy(update={"lane": Lane.FAST}), at=NOON)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", lanes=[Lane.FAST])

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_a_post_of_an_excepted_lane_that_is_edited_is_held_like_any_other(engine: Engine) -> None:
    post = _in_lane(engine, Lane.FAST)
    engine.planning.edit(OPERATOR, post.id, PostChanges(text="Something else."))
    engine.approving.approve(OPERATOR, post.id)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", lanes=[Lane.FAST])

    engine.daemon().publish_due()

    assert engine.state(post) == "held"


def test_a_held_post_names_the_pause_until_it_leaves_that_state(engine: Engine) -> None:
    post = engine.scheduled()
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.")
    engine.daemon().publish_due()
    assert engine.planning.get(post.id).held_by == pause.id

    engine.planning.release(OPERATOR, post.id)

    assert engine.planning.get(post.id).held_by is None


def test_a_drill_holds_nothing(engine: Engine) -> None:
    first, daemon = engine.scheduled(), engine.daemon()
    drill = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Drill.", is_drill=True)
    second = engine.scheduled(channel="other-x")

    daemon.publish_due()

    assert (engine.state(first), engine.state(second)) == ("published", "published")
    assert (engine.pausing.active(), engine.pausing.standing()) == ([], [drill])


def _in_lane(engine: Engine, lane: Lane) -> Post:
    """Save a post that was approved in `lane`, and is due now."""
    post = approved(a_post(state=PostState.SCHEDULED))
    window = (post.approved_from or NOON, post.approved_until or NOON)
    sealed = post.with_approval(by="operator", window=window, lane=lane)
    with engine.store.write() as unit:
        return unit.posts.add(sealed)


def _deeds(engine: Engine, pause: int) -> list[str]:
    with engine.store.read() as unit:
        return [entry.action for entry in reversed(unit.audit.recent(subject=f"pause:{pause}"))]


def test_a_pause_holds_after_the_process_that_made_it_is_gone(engine: Engine) -> None:
    post = engine.scheduled()
    Pausing(engine.store, engine.clock).pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)

    engine.daemon("a new one").publish_due()

    assert engine.state(post) == "held"


def test_no_edit_takes_an_approved_post_out_of_a_paused_pillar(engine: Engine) -> None:
    post = engine.scheduled(pillar="prevention")
    engine.pausing.pause(OPERATOR, scope=PauseScope.PILLAR, name="prevention", reason="A recall.")

    with pytest.raises(StateError, match="Pillar prevention is paused"):
        engine.planning.edit(OPERATOR, post.id, PostChanges(clear_pillar=True))
    engine.daemon().publish_due()

    assert engine.state(post) == "held"


def test_a_draft_may_change_its_pillar_in_a_pause_for_it_needs_an_approval(engine: Engine) -> None:
    with engine.store.write() as unit:
        post = unit.posts.add(a_post(pillar="prevention"))
    engine.pausing.pause(OPERATOR, scope=PauseScope.PILLAR, name="prevention", reason="A recall.")

    engine.planning.edit(OPERATOR, post.id, PostChanges(clear_pillar=True))

    assert engine.planning.get(post.id).pillar is None


def test_what_came_due_in_a_pause_while_no_engine_ran_is_held_when_it_is_lifted(engine: Engine) -> None:
    due, later = engine.scheduled(due=NOON + HOUR), engine.scheduled(due=NOON + 3 * HOUR)
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.")
    engine.clock.advance(2 * HOUR)

    engine.pausing.lift(OPERATOR, pause.id)
    engine.daemon().publish_due()

    assert (engine.state(due), engine.state(later)) == ("held", "scheduled")
    assert engine.planning.get(due.id).held_by == pause.id


def test_what_came_due_in_a_pause_while_no_engine_ran_is_held_after_its_end(engine: Engine) -> None:
    within = [engine.scheduled(due=NOON + HOUR / 2, text=f"Number {number}") for number in range(3)]
    after = engine.scheduled(due=NOON + HOUR)
    engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.", ends_at=NOON + HOUR)
    engine.clock.advance(2 * HOUR)

    engine.daemon().publish_due(limit=2)
    engine.daemon().publish_due()

    assert [engine.state(each) for each in within] == ["held"] * 3
    assert engine.state(after) == "published"


def test_what_a_daemon_had_in_hand_through_a_whole_pause_is_held(engine: Engine) -> None:
    post, daemon = engine.scheduled(), engine.daemon()
    [claimed] = daemon.claim(limit=8)
    pause = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.")
    engine.pausing.lift(OPERATOR, pause.id)

    daemon.deliver(claimed)

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_who_leads_on_one_channel_pauses_that_one_and_nothing_else(engine: Engine) -> None:
    lead = an_actor(Role.CRISIS_LEAD)
    own = lead.model_copy(
        update={"permissions": frozenset(), "channel_permissions": {"main-x": lead.permissions}}
    )
    everything = engine.pausing.pause(OPERATOR, scope=_ALL, reason="Storm.")

    pause = engine.pausing.pause(own, scope=PauseScope.CHANNEL, name="main-x", reason="A question.")
    engine.pausing.lift(own, pause.id)

    with pytest.raises(NotAllowedError):
        engine.pausing.pause(own, scope=PauseScope.CHANNEL, name="other-x", reason="A question.")
    with pytest.raises(NotAllowedError):
        engine.pausing.lift(own, everything.id)
    assert engine.pausing.active() == [everything]
