"""The counter: sent, lost, doubled, late, by what is written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.record import SEEDED, Attempt, Outcome
from scheduler.services.counting import Closed
from scheduler.services.timekeeping import Timekeeping
from tests.attention.conftest import Desk, a_desk, remote_id
from tests.builders import NOON

_S = PostState


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """The same on every database, for each counts in its own way."""
    yield from a_desk(database_url, tmp_path)


def test_a_new_house_has_sent_nothing_and_lost_nothing(desk: Desk) -> None:
    found = desk.counting.count()

    assert found.words == "0 posts sent · 0 lost · 0 doubled"
    assert (found.is_well, found.late_p99) == (True, None)


def test_the_counter_says_since_when_and_how_late(desk: Desk) -> None:
    for millis in range(100):
        due = NOON - timedelta(milliseconds=10 * millis)
        desk.post(_S.PUBLISHED, Outcome.ACCEPTED, due=due, published_at=NOON, remote_id=None)

    found = desk.counting.count()

    assert found.words == "100 posts sent since 1 Dec 2026 · 0 lost · 0 doubled · 99 % within 980 ms"
    assert found.late_p50 == pytest.approx(0.49)


def test_the_counter_names_the_day_as_it_was_where_the_organisation_is(desk: Desk) -> None:
    at_three = {"sent": 7, "since": datetime(2026, 12, 1, 3, tzinfo=UTC)}
    found = desk.counting.count().model_copy(update={**at_three, "zone": "UTC"})

    there = found.model_copy(update={"zone": "America/Chicago"})

    assert found.words.startswith("7 posts sent since 1 Dec 2026 ")
    assert there.words.startswith("7 posts sent since 30 Nov 2026 ")


def test_a_part_with_two_ids_on_the_network_is_doubled(desk: Desk) -> None:
    post = desk.post(_S.PUBLISHED, Outcome.ACCEPTED, Outcome.ACCEPTED, published_at=NOON)

    found = desk.counting.count()

    assert (found.doubled, found.is_well) == ((post.id,), False)


def test_a_post_found_under_another_id_than_its_try_had_is_doubled(desk: Desk) -> None:
    post = desk.post(_S.PUBLISHED, Outcome.ACCEPTED, published_at=NOON, remote_id=remote_id(99))

    assert desk.counting.count().doubled == (post.id,)


def test_a_second_try_that_did_not_arrive_doubles_nothing(desk: Desk) -> None:
    desk.post(_S.PUBLISHED, Outcome.ABSENT, Outcome.ACCEPTED, published_at=NOON)

    assert desk.counting.count().doubled == ()


def test_the_parts_of_a_thread_double_nothing(desk: Desk) -> None:
    post = desk.post(_S.PUBLISHED, Outcome.ACCEPTED, published_at=NOON, remote_id=None)
    with desk.store.write() as unit:
        second = Attempt(post=post.id, part=1, fence=1, owner="one", started_at=NOON)
        unit.attempts.add(second.model_copy(update={"outcome": Outcome.ACCEPTED, "remote_id": "2"}))

    assert desk.counting.count().doubled == ()


@pytest.mark.parametrize("state", [_S.CLAIMED, _S.SENDING])
def test_a_post_stuck_with_a_daemon_beyond_its_lease_is_lost(desk: Desk, state: PostState) -> None:
    post = desk.post(state, lease_until=NOON, owner="gone")
    assert desk.counting.count().lost == ()

    desk.pass_time(minutes=5)

    assert desk.counting.count().lost == (post.id,)


def test_a_scheduled_post_whose_useful_time_passed_untold_is_lost(desk: Desk) -> None:
    post = desk.post(_S.SCHEDULED)
    desk.pass_time(hours=6)
    assert (desk.counting.count().lost, desk.counting.count().overdue) == ((), 1)

    desk.pass_time(minutes=5)

    assert desk.counting.count().lost == (post.id,)


@pytest.mark.parametrize("state", [_S.MISSED, _S.HELD, _S.UNKNOWN, _S.REFUSED, _S.CANCELLED, _S.DRAFT])
def test_what_a_person_is_told_of_is_not_lost(desk: Desk, state: PostState) -> None:
    desk.post(state)
    desk.pass_time(days=7)

    assert desk.counting.count().lost == ()


def test_what_a_person_released_late_is_not_late(desk: Desk) -> None:
    post = desk.post(_S.HELD)
    desk.pass_time(hours=2)
    released = desk.planning.release(OPERATOR, post.id)
    with desk.store.write() as unit:
        tried = Attempt(post=post.id, fence=1, owner="one", started_at=desk.clock.now())
        unit.attempts.add(tried.model_copy(update={"outcome": Outcome.ACCEPTED, "remote_id": "1"}))
        fields = {"state": _S.PUBLISHED, "published_at": desk.clock.now(), "attempts": 1}
        unit.posts.save(released.model_copy(update=fields), at=desk.clock.now())

    found = desk.counting.count()

    assert (found.sent, found.late_p99) == (1, None)


def test_the_counter_is_kept_for_half_a_minute(desk: Desk) -> None:
    counting = desk.counting
    counting.delivery()
    desk.post(_S.PUBLISHED, Outcome.ACCEPTED, published_at=NOON, remote_id=None)

    assert counting.delivery().sent == 0
    desk.pass_time(seconds=31)
    assert counting.delivery().sent == 1


def test_the_invented_past_of_a_demo_is_not_counted(desk: Desk) -> None:
    post = desk.post(_S.PUBLISHED, published_at=NOON, attempts=1)
    with desk.store.write() as unit:
        told = Attempt(post=post.id, fence=1, owner=SEEDED, started_at=NOON)
        unit.attempts.add(told.model_copy(update={"outcome": Outcome.ACCEPTED, "remote_id": "1"}))

    found = desk.counting.count()

    assert (found.sent, found.since, found.late_p99) == (0, None, None)


def _a_week(desk: Desk) -> list[int]:
    """Send a post each day for a week, the third of them twice; return their numbers."""
    sent = []
    for day in range(7):
        tries = [Outcome.ACCEPTED] * (2 if day == 2 else 1)
        now = desk.clock.now()
        post = desk.post(_S.SCHEDULED, *tries, due=NOON - timedelta(seconds=day), remote_id=None)
        with desk.store.write() as unit:
            out = post.model_copy(update={"state": _S.PUBLISHED, "published_at": now})
            unit.posts.save(out, at=now)
        sent.append(post.id)
        desk.pass_time(days=1)
    return sent


def test_days_that_are_over_count_the_same_once_they_are_closed(desk: Desk) -> None:
    posts = _a_week(desk)
    before = desk.counting.count()
    assert (before.sent, before.doubled, before.late_p99) == (7, (posts[2],), 6.0)

    assert desk.counting.close()

    assert desk.counting.count() == before
    assert not desk.counting.close()


def test_days_are_closed_one_after_the_other_and_nothing_is_counted_twice(desk: Desk) -> None:
    for _ in range(3):
        _a_week(desk)
        desk.counting.close()
    counted = desk.counting.count()

    nothing = Closed(before=NOON - timedelta(days=1), sent=0, since=None, doubled=(), late={})

    with desk.store.write() as unit:
        unit.notes.put("delivery.closed", nothing.model_dump_json(), at=NOON)

    assert desk.counting.count() == counted
    assert (counted.sent, len(counted.doubled)) == (21, 3)


def test_what_is_closed_is_not_read_again(desk: Desk) -> None:
    _a_week(desk)
    desk.counting.close()

    desk.post(_S.PUBLISHED, Outcome.ACCEPTED, published_at=NOON, remote_id=None, updated_at=NOON)

    assert desk.counting.count().sent == 7


def test_where_the_clock_was_set_back_the_days_that_are_over_are_counted_anew(desk: Desk) -> None:
    _a_week(desk)
    desk.counting.close()
    keeping = Timekeeping(desk.store, desk.clock)
    keeping.notice()
    desk.clock.jump(timedelta(days=-3))
    keeping.notice()
    now = desk.clock.now()
    desk.post(_S.PUBLISHED, Outcome.ACCEPTED, published_at=now, remote_id=None, updated_at=now)

    assert desk.counting.count().sent == 8
