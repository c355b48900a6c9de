from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import MOVES, Post, PostState
from scheduler.ical.event import STATUSES
from scheduler.services.holding import paused, put_aside
from tests.builders import NOON

_ASIDE = (PostState.HELD, PostState.MISSED, PostState.UNKNOWN, PostState.REFUSED)
_MOVES = [
    (of, to) for of in PostState for to in _ASIDE if to in MOVES[of] and STATUSES[of] is not STATUSES[to]
]


@pytest.mark.parametrize(("of", "to"), _MOVES)
def test_calendars_notice_when_the_engine_puts_a_post_aside(
    post: Callable[..., Post], of: PostState, to: PostState
) -> None:
    aside = put_aside(post(state=of, sequence=3), to, "The network is away.")

    assert aside.sequence > 3


def test_calendars_notice_when_a_pause_holds_a_post(post: Callable[..., Post]) -> None:
    pause = Pause(id=1, scope=PauseScope.EVERYTHING, reason="A flood.", created_at=NOON, by="operator")

    held = paused(post(state=PostState.SCHEDULED, sequence=3), pause)

    assert held.sequence > 3
