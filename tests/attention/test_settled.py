"""A person sends nothing again before the settle time is over, however the clock was set meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.errors import StateError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import Outcome
from scheduler.services.timekeeping import Timekeeping
from tests.attention.conftest import SETTLE, Desk

HOUR = timedelta(hours=1)


def test_a_clock_set_forward_does_not_let_a_person_send_it_again_any_sooner(desk: Desk) -> None:
    post = desk.post(PostState.UNKNOWN, Outcome.UNKNOWN)
    keeping = Timekeeping(desk.store, desk.clock)
    keeping.notice()
    settled_at = desk.matter(post).settled_at

    desk.clock.jump(HOUR)
    set_by = keeping.notice()

    assert set_by == HOUR
    assert settled_at is not None
    assert desk.matter(post).settled_at == settled_at + HOUR
    with pytest.raises(StateError, match="may still appear"):
        desk.answering.send_again(OPERATOR, post.id)
    desk.clock.advance(SETTLE)
    assert desk.answering.send_again(OPERATOR, post.id).state is PostState.SCHEDULED


def test_a_person_who_is_the_first_to_meet_a_set_clock_waits_as_long(desk: Desk) -> None:
    post = desk.post(PostState.UNKNOWN, Outcome.UNKNOWN)
    Timekeeping(desk.store, desk.clock).notice()

    desk.clock.jump(HOUR)

    with pytest.raises(StateError, match="may still appear"):
        desk.answering.send_again(OPERATOR, post.id)
    desk.clock.advance(SETTLE)
    assert desk.answering.send_again(OPERATOR, post.id).state is PostState.SCHEDULED
