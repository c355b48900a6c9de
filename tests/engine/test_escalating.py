from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.approval import ApprovalRules
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.attending import Attending
from scheduler.services.escalating import Escalating
from scheduler.services.planning import NewPost
from scheduler.services.recycling import Recycling
from tests.builders import NOON, a_channel, a_post, an_actor, approved

if TYPE_CHECKING:
    from tests.engine.conftest import Engine

NINE = datetime(2026, 12, 3, 9)


@pytest.fixture
def escalating(engine: Engine) -> Escalating:
    with engine.store.write() as unit:
        unit.plan.add_channel(a_channel(name="double", network="rehearsal"))
    return Escalating(engine.store, engine.clock, engine.planning, engine.granting)


def _in_review(engine: Engine, channel: str = "main-x") -> Post:
    post = engine.planning.add(OPERATOR, NewPost(channel=channel, at=NINE, text="Hi"))
    return engine.planning.submit(OPERATOR, post.id)


def _evergreen(engine: Engine, channel: str = "double") -> Post:
    """Save an own post that went out two months ago and may go out again."""
    due = NOON - timedelta(days=60)
    post = approved(a_post(channel=channel, due=due, text="Wash your hands.", state=PostState.PUBLISHED))
    with engine.store.write() as unit:
        kept = unit.posts.add(post)
    Recycling(engine.store, engine.clock).mark(OPERATOR, kept.id, every_days=30)
    return kept


def _fills(engine: Engine) -> None:
    engine.approving.set_rules(OPERATOR, ApprovalRules(channel="double", fills_with_evergreen=True))


def _to_the_deadline(engine: Engine, post: Post) -> None:
    engine.clock.advance(post.due - timedelta(hours=2) - engine.clock.now())


def test_a_decision_is_due_two_hours_before_the_post_and_is_asked_for_once(
    engine: Engine, escalating: Escalating
) -> None:
    post = _in_review(engine)
    assert escalating.look() == []
    _to_the_deadline(engine, post)

    first, second = escalating.look(), escalating.look()

    assert [each.escalation.role for each in first] == ["it waits for approver"]
    assert second == []
    assert [each.post.id for each in escalating.late()] == [post.id]
    assert Attending(engine.store, engine.clock, settle=timedelta(seconds=120)).count() == 1


def test_what_is_late_names_the_role_whose_decision_is_missing(
    engine: Engine, escalating: Escalating
) -> None:
    post = _in_review(engine)
    held = Finding(rule="PHI-X", severity=Severity.HOLD, advice="Change it.")
    engine.reviews[post.id] = Review(findings=(held,))
    engine.approving.approve(an_actor(Role.EDITOR, person_id=2), post.id)
    _to_the_deadline(engine, post)

    [late] = escalating.look()

    assert late.escalation.role == "it waits for privacy officer"


def test_a_deadline_approves_nothing(engine: Engine, escalating: Escalating) -> None:
    post = _in_review(engine)
    _to_the_deadline(engine, post)
    escalating.look()

    engine.pass_time(hours=3)
    engine.daemon().publish_due()

    assert engine.state(post) == "in_review"
    assert engine.network.posts == []


def test_a_post_that_is_moved_has_a_deadline_anew(engine: Engine, escalating: Escalating) -> None:
    post = _in_review(engine)
    _to_the_deadline(engine, post)
    escalating.look()

    engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 4, 9))

    assert escalating.late() == []
    engine.pass_time(days=1)
    assert [each.post.id for each in escalating.look()] == [post.id]


def test_an_approved_evergreen_post_takes_the_place_where_the_channel_says_so(
    engine: Engine, escalating: Escalating
) -> None:
    origin = _evergreen(engine)
    _fills(engine)
    post = _in_review(engine, "double")
    _to_the_deadline(engine, post)

    [late] = escalating.look()
    engine.clock.advance(post.due - engine.clock.now())
    engine.daemon().publish_due()

    assert [message.text for message, _ in engine.network.posts] == [origin.text]
    filled = engine.planning.get(late.escalation.filled_by or 0)
    assert (filled.approved_by, filled.digest) == (f"evergreen:{origin.id}", origin.digest)
    assert engine.state(post) == "draft"
    assert f"post {filled.id} goes out in its place" in (engine.get(post).explanation or "")


@pytest.mark.parametrize(
    "why", ["not asked for", "held by the guard", "never approved", "refused as a double"]
)
def test_nothing_that_is_not_approved_takes_the_place(
    engine: Engine, escalating: Escalating, why: str
) -> None:
    channel = "main-x" if why == "refused as a double" else "double"
    origin, post = _evergreen(engine, channel), _in_review(engine, channel)
    if why != "not asked for":
        engine.approving.set_rules(OPERATOR, ApprovalRules(channel=channel, fills_with_evergreen=True))
    if why == "held by the guard":
        held = Finding(rule="PHI-X", severity=Severity.HOLD, advice="Change it.")
        engine.reviews[origin.id] = Review(findings=(held,))
    if why == "never approved":
        with engine.store.write() as unit:
            unit.posts.save(origin.without_approval(), at=NOON)
    _to_the_deadline(engine, post)

    [late] = escalating.look()

    assert late.escalation.filled_by is None
    assert engine.state(post) == "in_review"
