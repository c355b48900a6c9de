"""What left in some days, how late, and what of it nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from scheduler.domain.delivery import LATE
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import SEEDED, Attempt, Outcome
from scheduler.services.delivering import PAGE, Delivering
from tests.builders import NOON, a_post, approved

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.post import Post
    from tests.engine.conftest import Engine

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def _delivering(engine: Engine) -> Delivering:
    return Delivering(engine.store, engine.clock)


def _left(
    engine: Engine, due: datetime, late: timedelta, *, owner: str = "one", channel: str = "main-x"
) -> Post:
    """Keep a post that left so long after its time."""
    post = a_post(due=due, channel=channel, state=PostState.PUBLISHED, attempts=1, published_at=due + late)
    with engine.store.write() as unit:
        kept = unit.posts.add(approved(post))
        unit.attempts.add(
            Attempt(
                post=kept.id,
                fence=1,
                owner=owner,
                started_at=due + late,
                finished_at=due + late,
                outcome=Outcome.ACCEPTED,
            )
        )
    return kept


def test_it_tells_of_each_channel_how_many_left_how_many_late_and_the_worst(engine: Engine) -> None:
    for number in range(19):
        _left(engine, NOON + number * HOUR, SECOND)
    _left(engine, NOON, 2 * HOUR, channel="other-x")
    _left(engine, NOON + 9 * DAY, HOUR)

    found = _delivering(engine).report(NOON, NOON + DAY).summary

    assert [(each.channel, each.sent, each.late, each.worst) for each in found.channels] == [
        ("main-x", 19, 0, SECOND),
        ("other-x", 1, 1, 2 * HOUR),
    ]
    assert (found.sent, found.late, found.worst, found.p95) == (20, 1, 2 * HOUR, SECOND)


def test_late_is_more_than_a_minute(engine: Engine) -> None:
    _left(engine, NOON, LATE)
    _left(engine, NOON, LATE + timedelta(microseconds=1))
    _left(engine, NOON, -SECOND)

    delivering = _delivering(engine)

    assert delivering.report(NOON - HOUR, NOON + DAY).summary.late == 1
    [line] = delivering.page(NOON - HOUR, NOON + DAY, only_late=True)
    assert line.departure.is_late


def test_what_the_engine_sent_is_told_as_it_happened(engine: Engine) -> None:
    post = engine.scheduled(due=NOON - 3 * SECOND)
    engine.daemon().publish_due()

    [line] = _delivering(engine).page(NOON - HOUR, NOON + HOUR)

    assert (line.post.id, line.departure.late, line.departure.is_late) == (post.id, 3 * SECOND, False)


def test_who_let_a_post_go_after_its_time_is_told_apart_from_the_engine(engine: Engine) -> None:
    late = _left(engine, NOON, 2 * HOUR)
    _left(engine, NOON, HOUR)
    with engine.store.write() as unit:
        unit.audit.append(OPERATOR, "post.released", f"post:{late.id}", at=NOON + 2 * HOUR)

    report = _delivering(engine).report(NOON, NOON + DAY)
    first, second = _delivering(engine).page(NOON, NOON + DAY)

    assert (report.summary.late, report.summary.late_by_a_person) == (2, 1)
    assert (first.departure.by_a_person, second.departure.by_a_person) == (True, False)


def test_the_past_that_a_demo_makes_up_is_never_measured(engine: Engine) -> None:
    _left(engine, NOON, 2 * HOUR, owner=SEEDED)

    delivering = _delivering(engine)
    found = delivering.report(NOON, NOON + DAY).summary

    assert (found.sent, found.late, found.worst, found.p95, found.invented) == (0, 0, None, None, 1)
    [line] = delivering.page(NOON, NOON + DAY)
    assert line.departure.is_invented
    assert delivering.page(NOON, NOON + DAY, only_late=True) == []


def test_what_is_unknown_not_out_or_overdue_is_told_of_the_days_it_was_due(engine: Engine) -> None:
    unknown = engine.scheduled(due=NOON, state=PostState.UNKNOWN)
    engine.scheduled(due=NOON + 2 * DAY, state=PostState.UNKNOWN)
    engine.scheduled(due=NOON, state=PostState.MISSED)
    engine.scheduled(due=NOON)
    engine.clock.advance(HOUR)

    found = _delivering(engine).report(NOON, NOON + DAY)

    assert [post.id for post in found.unknown] == [unknown.id]
    assert found.not_out == {PostState.UNKNOWN: 1, PostState.MISSED: 1}
    assert found.overdue == 1


def test_posts_come_by_the_page_and_only_those_are_read(engine: Engine) -> None:
    for number in range(PAGE + 2):
        _left(engine, NOON + number * SECOND, SECOND)
    delivering = _delivering(engine)
    read: list[object] = []
    event.listen(engine.store.engine, "after_cursor_execute", lambda *seen: read.append(seen))

    first, second = (delivering.page(NOON, NOON + DAY, number=number) for number in (1, 2))

    assert (len(first), len(second), delivering.pages(NOON, NOON + DAY)) == (PAGE, 2, 2)
    assert first[0].departure.left > first[-1].departure.left > second[0].departure.left
    assert len(read) <= 9


def test_one_channel_alone_can_be_told_of(engine: Engine) -> None:
    _left(engine, NOON, SECOND)
    _left(engine, NOON, SECOND, channel="other-x")

    found = _delivering(engine).report(NOON, NOON + DAY, channels=["other-x"])

    assert [each.channel for each in found.summary.channels] == ["other-x"]


@pytest.mark.parametrize("span", [timedelta(0), timedelta(days=94)])
def test_no_days_or_too_many_are_refused_with_a_sentence(engine: Engine, span: timedelta) -> None:
    with pytest.raises(InvalidInputError, match="Choose"):
        _delivering(engine).report(NOON, NOON + span)
