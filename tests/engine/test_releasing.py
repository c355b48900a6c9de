"""What becomes of the posts that a pause held."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.errors import NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.releasing import SPACING, Releasing
from tests.builders import NOON, a_slot, an_actor

if TYPE_CHECKING:
    from tests.engine.conftest import Engine

HOUR = timedelta(hours=1)


def test_the_list_names_each_held_post_its_time_and_whether_it_is_still_useful(engine: Engine) -> None:
    late, young = engine.scheduled(useful_until=NOON + HOUR), engine.scheduled(channel="other-x")
    pause = _held_for(engine, 2 * HOUR)

    found = {each.post.id: each for each in _releasing(engine).waiting(pause.id)}

    assert {number: each.is_useful for number, each in found.items()} == {late.id: False, young.id: True}
    assert [each.was_due for each in found.values()] == [NOON, NOON]
    assert found[young.id].obstacles == ()
    assert "latest useful time passed" in found[late.id].obstacles[0]


def test_what_the_guard_held_is_on_no_list_of_a_pause(engine: Engine) -> None:
    stopped, held = engine.scheduled(), engine.scheduled(channel="other-x", due=NOON + HOUR)
    engine.reviews[stopped.id] = _stopping()
    engine.daemon().publish_due()

    pause = _held_for(engine, 2 * HOUR)

    assert engine.state(stopped) == "held"
    assert [each.post.id for each in _releasing(engine).waiting(pause.id)] == [held.id]


def test_nothing_is_decided_while_the_pause_holds(engine: Engine) -> None:
    post = engine.scheduled()
    pause = engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    engine.daemon().publish_due()

    with pytest.raises(StateError, match="still holds"):
        _releasing(engine).keep(OPERATOR, pause.id, [post.id])

    assert engine.state(post) == "held"


def test_a_kept_post_goes_out_with_the_approval_it_had(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)

    [settled] = _releasing(engine).keep(OPERATOR, pause.id, [post.id])
    engine.daemon().publish_due()

    assert settled.is_done
    assert engine.state(post) == "published"
    assert engine.planning.get(post.id).approved_by == post.approved_by


def test_many_kept_posts_of_a_channel_go_out_with_room_between_them(engine: Engine) -> None:
    posts = [engine.scheduled(text=f"Number {number}") for number in range(4)]
    other = engine.scheduled(channel="other-x")
    pause = _held_for(engine, HOUR)

    settled = _releasing(engine).keep(OPERATOR, pause.id, [each.id for each in (*posts, other)])

    now = engine.clock.now()
    dues = {each.post: each.due for each in settled}
    assert [dues[post.id] for post in posts] == [now + number * SPACING for number in range(4)]
    assert dues[other.id] == now


def test_a_post_that_finds_no_room_while_it_is_useful_stays_held(engine: Engine) -> None:
    first = engine.scheduled(useful_until=NOON + HOUR + SPACING)
    second = engine.scheduled(useful_until=NOON + HOUR + SPACING, text="Second")
    pause = _held_for(engine, HOUR)

    settled = _releasing(engine).keep(OPERATOR, pause.id, [first.id, second.id])

    assert [each.is_done for each in settled] == [True, False]
    assert "no room" in settled[1].words
    assert engine.state(second) == "held"


def test_a_post_whose_time_has_passed_is_not_kept(engine: Engine) -> None:
    post = engine.scheduled(useful_until=NOON + HOUR)
    pause = _held_for(engine, HOUR)

    [settled] = _releasing(engine).keep(OPERATOR, pause.id, [post.id])

    assert (settled.is_done, engine.state(post)) == (False, "held")


def test_a_post_moved_out_of_the_days_of_its_approval_goes_to_review(engine: Engine) -> None:
    near, far = engine.scheduled(), engine.scheduled(text="Far")
    pause = _held_for(engine, HOUR)

    _releasing(engine).move(OPERATOR, pause.id, [near.id], at=NOON + timedelta(days=3))
    _releasing(engine).move(OPERATOR, pause.id, [far.id], at=NOON + timedelta(days=20))

    assert (engine.state(near), engine.state(far)) == ("scheduled", "in_review")
    assert engine.planning.get(far.id).approved_digest is None


def test_a_post_is_moved_to_the_next_free_slot_of_its_channel(engine: Engine) -> None:
    with engine.store.write() as unit:
        unit.plan.add_slot(a_slot())
    posts = [engine.scheduled(text=f"Number {number}") for number in range(2)]
    pause = _held_for(engine, HOUR)

    _releasing(engine).move(OPERATOR, pause.id, [each.id for each in posts])

    week = timedelta(days=7)
    assert [engine.planning.get(each.id).due for each in posts] == [NOON + week, NOON + 2 * week]


def test_what_the_guard_stops_by_now_goes_to_review_and_not_out(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)
    engine.reviews[post.id] = _stopping()
    assert "The guard holds it now" in _releasing(engine).waiting(pause.id)[0].obstacles[0]

    [settled] = _releasing(engine).keep(OPERATOR, pause.id, [post.id])
    engine.daemon().publish_due()

    assert (settled.state, engine.state(post)) == (PostState.IN_REVIEW, "in_review")
    assert engine.network.posts == []


def test_a_dropped_post_is_cancelled_with_the_reason(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)

    _releasing(engine).drop(OPERATOR, pause.id, [post.id], reason="Out of place now.")

    assert engine.state(post) == "cancelled"
    assert engine.planning.get(post.id).explanation == "Out of place now."


def test_of_two_who_decide_the_second_is_told_and_changes_nothing(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)
    _releasing(engine).keep(OPERATOR, pause.id, [post.id])

    [again] = _releasing(engine).keep(OPERATOR, pause.id, [post.id])
    [other] = _releasing(engine).drop(OPERATOR, pause.id, [post.id])

    assert (again.is_done, other.is_done) == (False, False)
    assert other.words == "Kept already, by operator."
    assert engine.state(post) == "scheduled"


def test_what_was_released_elsewhere_and_held_by_something_else_is_not_decided_here(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)
    engine.planning.release(OPERATOR, post.id)
    engine.reviews[post.id] = _stopping()
    engine.daemon().publish_due()

    [settled] = _releasing(engine).drop(OPERATOR, pause.id, [post.id])

    assert (settled.is_done, engine.state(post)) == (False, "held")
    assert _releasing(engine).waiting(pause.id) == []


def test_a_post_that_another_pause_holds_too_is_not_kept(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)
    engine.pausing.pause(OPERATOR, scope=PauseScope.CHANNEL, name="main-x", reason="A question.")

    [settled] = _releasing(engine).keep(OPERATOR, pause.id, [post.id])

    assert not settled.is_done
    assert "Another pause holds it: A question." in settled.words


def test_who_may_not_approve_decides_on_nothing(engine: Engine) -> None:
    post = engine.scheduled()
    pause = _held_for(engine, HOUR)

    with pytest.raises(NotAllowedError):
        _releasing(engine).keep(an_actor(Role.AUTHOR), pause.id, [post.id])

    assert engine.state(post) == "held"


def test_each_decision_is_in_the_record_and_names_its_pause(engine: Engine) -> None:
    kept, dropped = engine.scheduled(), engine.scheduled(text="Second")
    pause = _held_for(engine, HOUR)

    _releasing(engine).keep(OPERATOR, pause.id, [kept.id])
    _releasing(engine).drop(OPERATOR, pause.id, [dropped.id])

    with engine.store.read() as unit:
        last = [unit.audit.recent(subject=f"post:{each.id}")[0] for each in (kept, dropped)]
    assert [entry.action for entry in last] == ["post.kept", "post.dropped"]
    assert [entry.facts["pause"] for entry in last] == [pause.id, pause.id]
    assert {each.post for each in _releasing(engine).decided(pause.id)} == {kept.id, dropped.id}


def _releasing(engine: Engine) -> Releasing:
    return Releasing(engine.store, engine.clock, review=engine.review, mark=engine.mark)


def _held_for(engine: Engine, span: timedelta) -> Pause:
    """Pause everything, let the engine meet what comes due, and lift the pause after `span`."""
    pause = engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    engine.clock.advance(span)
    engine.daemon().publish_due()
    return engine.pausing.lift(OPERATOR, pause.id)


def _stopping(**fields: Any) -> Review:
    found = {"rule": "PHI-X", "severity": Severity.HOLD, "advice": "Take the name out.", **fields}
    return Review(findings=(Finding(**found),))


def test_lifting_alone_lets_no_held_post_go(engine: Engine) -> None:
    posts: list[Post] = [engine.scheduled(), engine.scheduled(channel="other-x")]
    _held_for(engine, HOUR)

    engine.daemon().publish_due()

    assert [engine.state(each) for each in posts] == ["held", "held"]
    assert engine.network.posts == []
