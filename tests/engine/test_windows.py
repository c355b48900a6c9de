from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.approval import ApprovalRules, window_around
from scheduler.domain.errors import ConflictError
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost, PostChanges
from tests.builders import NOON, ZONE, a_post, approved
from tests.engine.conftest import Engine

NINE = datetime(2026, 12, 3, 9)


def _approved(engine: Engine, **fields: object) -> Post:
    new = NewPost(**{"channel": "main-x", "at": NINE, "text": "Hi", **fields})
    post = engine.planning.submit(OPERATOR, engine.planning.add(OPERATOR, new).id)
    return engine.approving.approve(OPERATOR, post.id)


def test_an_approval_is_for_a_week_around_its_day(engine: Engine) -> None:
    post = _approved(engine)

    assert post.approved_from == datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert post.approved_until == datetime(2026, 12, 11, 6, tzinfo=UTC)


@pytest.mark.parametrize("at", [datetime(2026, 12, 10, 23, 59), datetime(2026, 12, 1, 10)])
def test_a_move_within_the_window_keeps_the_approval(engine: Engine, at: datetime) -> None:
    post = _approved(engine)

    moved = engine.planning.move(OPERATOR, post.id, at)

    assert (moved.state, moved.is_approved) == (PostState.SCHEDULED, True)


def test_a_move_out_of_the_window_sends_it_back_to_review_and_says_so(engine: Engine) -> None:
    post = _approved(engine)

    moved = engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 11))
    back = engine.planning.move(OPERATOR, post.id, NINE)

    assert (moved.state, moved.approved_digest) == (PostState.IN_REVIEW, None)
    assert "approval was for 26 Nov 2026 to 10 Dec 2026" in (moved.explanation or "")
    assert (back.state, back.is_approved) == (PostState.IN_REVIEW, False)


def test_a_change_of_time_while_editing_is_a_move(engine: Engine) -> None:
    post = _approved(engine)

    edited = engine.planning.edit(OPERATOR, post.id, PostChanges(at=datetime(2027, 1, 4, 9)))

    assert (edited.state, edited.is_approved) == (PostState.IN_REVIEW, False)


def test_a_channel_may_ask_for_the_very_day(engine: Engine) -> None:
    engine.approving.set_rules(OPERATOR, ApprovalRules(channel="main-x", window_days=0))
    post = _approved(engine)

    same = engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 3, 17))
    other = engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 4, 9))

    assert (same.is_approved, other.is_approved) == (True, False)


def test_a_held_post_released_to_a_far_day_is_reviewed_anew(engine: Engine) -> None:
    post = _approved(engine)
    engine.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    engine.clock.advance(post.due - NOON)
    engine.daemon().publish_due()

    released = engine.planning.release(OPERATOR, post.id, at=datetime(2027, 1, 4, 9))

    assert released.state is PostState.IN_REVIEW


def test_the_claim_refuses_what_is_outside_of_the_window(engine: Engine) -> None:
    post = engine.scheduled(due=NOON)
    late = {"due": NOON + timedelta(days=9), "useful_until": NOON + timedelta(days=10)}
    with engine.store.write() as unit:
        unit.posts.save(post.model_copy(update=late), at=NOON)
    engine.pass_time(days=9)

    engine.daemon().publish_due()

    assert engine.state(post) == "in_review"
    assert "needs a new approval" in (engine.get(post).explanation or "")
    assert engine.network.posts == []


def test_what_is_late_does_not_leave_after_its_window(engine: Engine) -> None:
    post = engine.scheduled(useful_until=NOON + timedelta(days=30))
    engine.pass_time(days=8)

    engine.daemon().publish_due()

    assert engine.state(post) == "in_review"
    assert engine.network.posts == []


def test_what_was_claimed_before_its_window_ended_does_not_leave_after_it(engine: Engine) -> None:
    begin = approved(a_post())
    assert begin.approved_until is not None
    engine.clock.advance(begin.approved_until - NOON - timedelta(seconds=1))
    post = engine.scheduled(due=NOON, useful_until=NOON + timedelta(days=30))
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)

    engine.pass_time(seconds=2)
    daemon.deliver(claimed)

    assert engine.network.posts == []
    assert engine.state(post) == "scheduled"


def test_a_window_widened_behind_the_back_is_no_approval(engine: Engine) -> None:
    post = engine.scheduled()
    wider = post.model_copy(update={"approved_until": NOON + timedelta(days=365)})
    with engine.store.write() as unit:
        unit.posts.save(wider, at=NOON)

    engine.daemon().publish_due()

    assert engine.state(post) == "held"
    assert engine.network.posts == []


def test_an_approval_that_ended_after_the_claim_lets_nothing_leave(engine: Engine) -> None:
    post = engine.scheduled()
    daemon = engine.daemon()
    [claimed] = daemon.claim(limit=1)
    with engine.store.write() as unit:
        unit.posts.save(unit.posts.get(post.id).without_approval(), at=NOON)

    daemon.deliver(claimed)

    assert engine.network.posts == []


def test_who_decides_on_another_time_than_they_read_is_told(engine: Engine) -> None:
    new = NewPost(channel="main-x", at=NINE, text="Hi")
    read = engine.planning.submit(OPERATOR, engine.planning.add(OPERATOR, new).id)
    engine.planning.move(OPERATOR, read.id, datetime(2026, 12, 24, 18))

    with pytest.raises(ConflictError):
        engine.approving.approve(OPERATOR, read.id, digest=read.reading)

    assert engine.state(read) == "in_review"


@given(
    some.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=some.just(UTC)),
    some.integers(0, 60),
)
def test_a_window_holds_its_own_time_and_whole_days(due: datetime, days: int) -> None:
    first, last = window_around(due, zone=ZONE, days=days)

    assert first <= due < last
    assert abs((last - first) - timedelta(days=2 * days + 1)) <= timedelta(hours=1)


@given(
    some.sampled_from(["approved_from", "approved_until", "guard_mark", "accepted_rules", "authorisation"])
)
def test_each_term_of_an_approval_is_part_of_its_seal(name: str) -> None:
    post = approved(a_post())
    other = {
        "approved_from": NOON - timedelta(days=70),
        "approved_until": NOON + timedelta(days=70),
        "guard_mark": "another",
        "accepted_rules": ("PHI-X",),
        "authorisation": 7,
    }

    changed = post.model_copy(update={name: other[name]})

    assert post.is_approved
    assert not changed.is_approved
