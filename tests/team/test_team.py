"""Daemons that share a PostgreSQL, in one process, each on a machine of its own as far as it knows."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from connectors.base import Once
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from scheduler.store.postgres import DAEMON, LEADER
from scheduler.store.queue import QUEUED
from tests.team.conftest import Team, now, until

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from tests.postgres import Postgres

SOON = timedelta(seconds=1.5)
WORKERS = "SELECT count(*) FROM procrastinate.procrastinate_workers"
JOBS = "SELECT count(*) FROM procrastinate.procrastinate_jobs"


def test_posts_are_spread_over_all_who_send_and_each_leaves_once_and_not_early(
    team: Team, postgres: Postgres
) -> None:
    team.network.before_send = lambda: _pause(0.02)
    for _ in range(2):
        team.start()
    team.start(only_sends=True)
    assert until(lambda: postgres.ask(WORKERS, database=team.url) == [(3,)])
    due = now() + SOON
    posts = [team.approved(f"Post {number:02}", due) for number in range(60)]

    assert until(lambda: all(team.state(post) is PostState.PUBLISHED for post in posts))

    assert team.texts() == [f"Post {number:02}" for number in range(60)]
    assert min(at for _, at in team.network.posts) >= due
    assert len(team.owners(posts)) == 3


def test_finished_jobs_leave_nothing_behind(team: Team, postgres: Postgres) -> None:
    team.start()
    post = team.approved("Tidy", now())

    assert until(lambda: team.state(post) is PostState.PUBLISHED)

    assert until(lambda: postgres.ask(JOBS, database=team.url) == [(0,)])


def test_one_daemon_leads_and_another_takes_over_when_it_stops(team: Team) -> None:
    (first, leading), (second, _) = team.start(), team.start()
    assert until(lambda: first.presence.lead() or second.presence.lead())
    assert first.presence.lead() != second.presence.lead()

    if second.presence.lead():
        leading = team.running[1]
    team.stop(leading)
    post = team.approved("After the change", now())

    assert until(lambda: team.state(post) is PostState.PUBLISHED)


def test_a_worker_that_only_sends_never_leads(team: Team) -> None:
    app, _ = team.start(only_sends=True)
    post = team.approved("Nobody hands me out", now())

    assert not until(lambda: team.state(post) is not PostState.SCHEDULED, seconds=1.5)

    assert team.network.posts == []
    assert app.presence.any_alive()
    assert not app.presence.is_led()
    team.start()
    assert until(lambda: team.state(post) is PostState.PUBLISHED)


def test_a_change_by_another_program_is_acted_on_at_once(team: Team) -> None:
    team.start()
    took = []
    for number in range(12):
        post = team.approved(f"Brought forward {number}", now() + timedelta(hours=1))
        moved_at = now()
        team.planner.planning.move(OPERATOR, post.id, now())
        assert until(lambda number=number: len(team.network.posts) > number)  # type: ignore[misc]
        took.append(team.network.posts[-1][1] - moved_at)

    # Ticks and polls take a second and a quarter of one: what waited for them could not be this quick.
    assert min(took) < timedelta(seconds=0.2)


def test_a_pause_stops_what_is_already_handed_out(team: Team) -> None:
    release = _stop_in_hand(team)
    team.start()
    posts = [team.approved(f"Post {number}", now()) for number in range(5)]
    assert until(lambda: all(team.state(post) is PostState.CLAIMED for post in posts))

    team.planner.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    release.set()

    assert until(lambda: all(team.state(post) is PostState.HELD for post in posts))
    assert team.network.posts == []


def test_a_daemon_cut_off_from_its_database_sends_nothing_until_it_has_a_new_name(
    team: Team, postgres: Postgres
) -> None:
    release = _stop_in_hand(team)
    app, _ = team.start()
    name = app.presence.name
    post = team.approved("Through a cut", now())
    assert until(lambda: team.planner.planning.get(post.id).owner == name)

    _cut(postgres, DAEMON)
    assert until(lambda: app.presence.name != name)
    release.set()

    assert until(lambda: team.state(post) is PostState.PUBLISHED)
    assert team.texts() == ["Through a cut"]
    assert team.owners([post]) == {app.presence.name}
    assert app.presence.holds(app.presence.name)


def test_a_call_is_not_made_once_the_lock_was_lost_after_the_attempt_was_written(
    team: Team, postgres: Postgres
) -> None:
    app = team.app()
    post = team.approved("Too late", now())
    [claimed] = app.publishing.claim(limit=1)
    [begun] = app.publishing.begin([claimed])
    lost = app.presence._lost  # type: ignore[attr-defined] # the event of this implementation

    _cut(postgres, DAEMON)
    assert lost.wait(30)
    app.publishing.send(begun)

    assert team.network.posts == []
    assert team.state(post) is not PostState.PUBLISHED


def test_a_leader_that_loses_its_lock_steps_back_and_somebody_leads_again(
    team: Team, postgres: Postgres
) -> None:
    team.start()
    team.start()
    post = team.approved("Before", now())
    assert until(lambda: team.state(post) is PostState.PUBLISHED)

    _cut(postgres, LEADER)
    later = team.approved("After", now())

    assert until(lambda: team.state(later) is PostState.PUBLISHED)
    assert team.texts() == ["After", "Before"]


def test_a_team_survives_a_crash_of_its_database_and_sends_each_post_once(
    team: Team, postgres: Postgres
) -> None:
    team.start()
    team.start()
    posts = [team.approved(f"Post {number}", now() + timedelta(seconds=3)) for number in range(10)]

    postgres.stop(at_once=True)
    postgres.start()

    assert until(lambda: all(team.state(post) is PostState.PUBLISHED for post in posts), seconds=60)
    assert team.texts() == sorted(f"Post {number}" for number in range(10))


def test_a_job_of_a_worker_that_died_with_it_in_its_hand_is_put_back(team: Team, postgres: Postgres) -> None:
    post = team.approved("Stalled", now())
    leader = team.app()
    hands = leader.hands(after=lambda _: None)
    assert leader.presence.name
    assert hands.fill(1, ahead=SOON) == 1
    # A worker fetched the job and died before it took the post over: nobody beats for it.
    postgres.ask(
        "SET search_path TO procrastinate;"
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute');"
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)",
        database=team.url,
    )
    leader.presence.close()

    team.start()

    assert until(lambda: team.state(post) is PostState.PUBLISHED)
    assert team.texts() == ["Stalled"]


def _stop_in_hand(team: Team) -> threading.Event:
    """Have every post that a daemon takes wait in its hand until the event is set."""
    release = threading.Event()

    def waits() -> str:
        release.wait(60)
        return "staged"

    team.network.once, team.network.staging = Once.TWO_STEPS, waits
    return release


@pytest.mark.slow
def test_posts_that_wait_for_a_hand_longer_than_their_lease_are_not_handed_out_anew(team: Team) -> None:
    lease, is_free = timedelta(seconds=4), threading.Event()
    team.network.before_send = partial(_wait_for, is_free)
    team.start(senders=1, lease_seconds=lease.total_seconds())
    full = [team.approved(f"Full {number:02}", now()) for number in range(40)]
    assert until(lambda: all(team.state(post) is not PostState.SCHEDULED for post in full))
    waiting = [team.approved(f"Waiting {number}", now()) for number in range(5)]
    assert until(lambda: len(_queued(team, waiting)) == 5)
    since = now()

    # Two looks, two seconds apart, would take them back.
    assert until(lambda: now() - since > lease + timedelta(seconds=6))

    assert _queued(team, waiting) == {(post.id, 1) for post in waiting}
    is_free.set()
    assert until(lambda: all(team.state(post) is PostState.PUBLISHED for post in full + waiting))
    assert len(set(team.texts())) == len(team.texts()) == 45


def _queued(team: Team, posts: list[Post]) -> set[tuple[int, int]]:
    """Return which posts wait in the team's queue, by number and fence."""
    found = [team.planner.planning.get(post.id) for post in posts]
    return {(post.id, post.fence) for post in found if post.owner == QUEUED}


def _cut(postgres: Postgres, lock: int) -> None:
    end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint ="
    postgres.ask(f"{end} {lock}")


def _wait_for(event: threading.Event) -> None:
    event.wait(60)


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)
