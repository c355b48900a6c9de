"""What a pause would hold, told before it is made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from scheduler.domain.approval import Lane, window_around
from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import PostState
from scheduler.services.foreseeing import Foreseeing
from tests.builders import NOON, ZONE

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from tests.engine.conftest import Engine

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def _pause(**terms: Any) -> Pause:
    given = {
        "scope": PauseScope.EVERYTHING,
        "reason": "Storm.",
        "by": "operator",
        "created_at": NOON,
        **terms,
    }
    return Pause(**given)


def _foreseeing(engine: Engine) -> Foreseeing:
    return Foreseeing(engine.store, engine.clock)


def _fast(engine: Engine, post: Post) -> Post:
    """Seal the fast lane in the approval of a post."""
    window = window_around(post.due, zone=ZONE, days=7)
    with engine.store.write() as unit:
        return unit.posts.save(post.with_approval(by="operator", window=window, lane=Lane.FAST), at=NOON)


def test_it_tells_what_is_held_in_a_day_and_in_all_by_channel(engine: Engine) -> None:
    engine.scheduled(due=NOON + HOUR)
    engine.scheduled(due=NOON + WEEK)
    engine.scheduled(due=NOON + WEEK, channel="other-x")
    engine.scheduled(due=NOON + HOUR, state=PostState.DRAFT)

    found = _foreseeing(engine).reach([_pause()])

    assert found.held == {"main-x": 2, "other-x": 1}
    assert found.soon == {"main-x": 1}
    assert (found.count, found.count_soon, found.speaking) == (3, 1, 0)


def test_a_channel_that_may_speak_and_a_lane_are_left_out_exactly(engine: Engine) -> None:
    engine.scheduled(due=NOON + HOUR)
    engine.scheduled(due=NOON + HOUR, channel="other-x")
    spoken = _fast(engine, engine.scheduled(due=NOON + HOUR))
    with engine.store.write() as unit:  # the seal of the lane holds no more
        broken = unit.posts.add(spoken.model_copy(update={"id": 0, "uid": "other", "text": "Changed."}))

    found = _foreseeing(engine).reach([_pause(exceptions=("other-x",), lanes=(Lane.FAST,))])

    assert not broken.is_approved
    assert found.held == {"main-x": 2}
    assert found.speaking == 2


def test_pauses_of_channels_count_together(engine: Engine) -> None:
    engine.scheduled(due=NOON + HOUR)
    engine.scheduled(due=NOON + HOUR, channel="other-x")

    found = _foreseeing(engine).reach([_pause(scope=PauseScope.CHANNEL, name="other-x")])

    assert (found.held, found.speaking) == ({"other-x": 1}, 1)


def test_what_is_with_the_network_this_moment_is_named(engine: Engine) -> None:
    post = engine.scheduled(due=NOON, state=PostState.SENDING)

    found = _foreseeing(engine).reach([_pause()])

    assert [each.id for each in found.leaving] == [post.id]
    assert found.count == 0


def test_it_reads_a_few_lines_however_many_posts_there_are(engine: Engine) -> None:
    for number in range(60):
        engine.scheduled(due=NOON + HOUR * number)
    read: list[object] = []
    event.listen(engine.store.engine, "after_cursor_execute", lambda *seen: read.append(seen))

    found = _foreseeing(engine).reach([_pause()])

    assert (found.count, found.count_soon) == (60, 24)
    assert len(read) <= 3
