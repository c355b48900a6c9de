"""The real engine: real SQLite, real HTTP, tweepy, and processes that are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Account, Fault, FaultKind, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.daemon import Daemon
from scheduler.domain.curation import Item, Source
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from scheduler.duties import duties
from scheduler.hands import LocalHands
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import a_channel, a_pillar, a_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEYS = {
    "consumer_key": "key",
    "consumer_secret": "key secret",
    "access_token": "token",
    "access_token_secret": "token secret",
}
RUNNING = Path(__file__).with_name("running.py")


@dataclass
class House:
    app: App
    network: Rehearsal
    server: RehearsalServer

    def approved(self, text: str, at: datetime) -> int:
        post = self.app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))
        self.app.planning.submit(OPERATOR, post.id)
        self.app.approving.approve(OPERATOR, post.id)
        return post.id

    def sent(self) -> Counter[str]:
        return Counter(kept.text for kept in self.network.posts())

    def state(self, post_id: int) -> PostState:
        return self.app.planning.get(post_id).state


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    network = Rehearsal([Account("larkspur", "42", KEYS)])
    with RehearsalServer(network) as server:
        settings = Settings.read(
            data_dir=tmp_path, x_base_url=server.url, settle_seconds=3.0, send_timeout=1.0
        )
        migrate_database(settings)
        app = open_app(settings)
        app.set_up.add_channel(OPERATOR, a_channel(), credentials=KEYS)
        yield House(app, network, server)
        app.close()


def _until(is_so: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    tick, deadline = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        tick.wait(0.01)
    return False


@pytest.fixture
def daemon(house: House) -> Iterator[Daemon]:
    made = Daemon(house.app)
    made.start()
    yield made
    made.stop()


@pytest.mark.usefixtures("daemon")
def test_a_post_leaves_at_its_due_time_through_tweepy(house: House) -> None:
    due = datetime.now(UTC) + timedelta(seconds=1)
    post = house.approved("The flu clinic opens at one second past.", due)

    assert _until(lambda: house.state(post) is PostState.PUBLISHED)

    [kept] = house.network.posts()
    assert kept.text == "The flu clinic opens at one second past."
    assert timedelta(0) <= kept.at - due


@pytest.mark.usefixtures("daemon")
def test_a_due_time_changed_by_another_program_is_acted_on_at_once(house: House) -> None:
    planner = open_app(house.app.settings)
    post = house.approved("Brought forward", datetime.now(UTC) + timedelta(hours=2))
    reactions = []
    for number in range(5):
        if number:
            post = house.approved(f"Brought forward {number}", datetime.now(UTC) + timedelta(hours=2))
        count = len(house.network.posts())
        planner.planning.move(OPERATOR, post, datetime.now(UTC))
        moved_at = time.monotonic()
        assert _until(lambda count=count: len(house.network.posts()) > count)  # type: ignore[misc]
        reactions.append(time.monotonic() - moved_at)
    planner.close()

    # A tick of the engine takes a second: an engine that only ticked could not be this quick.
    assert min(reactions) < 0.5


@pytest.mark.usefixtures("daemon")
def test_a_commit_that_nobody_announced_is_noticed_within_a_tick(house: House) -> None:
    post = house.approved("Silent", datetime.now(UTC) + timedelta(hours=2))
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('update post set due = ? where id = ?', (int(sys.argv[2]), int(sys.argv[3]))); c.commit()"
    )
    database = str(house.app.settings.data_dir / "rounds.db")
    subprocess.run([sys.executable, "-c", code, database, str(now), str(post)], check=True)

    assert _until(lambda: house.state(post) is PostState.PUBLISHED)


@pytest.mark.usefixtures("daemon")
def test_a_pause_of_everything_stops_the_very_next_post(house: House) -> None:
    posts = [
        house.approved(f"Post {number}", datetime.now(UTC) + timedelta(seconds=1.5)) for number in range(5)
    ]
    house.app.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")

    assert _until(lambda: all(house.state(post) is PostState.HELD for post in posts))
    assert house.network.posts() == []


def test_the_engine_fills_gaps_with_proposals_and_sends_none_of_them(house: House) -> None:
    now = datetime.now(UTC)
    house.app.set_up.add_pillar(OPERATOR, a_pillar(words=("flu",)))
    for weekday in range(7):
        house.app.set_up.add_slot(OPERATOR, a_slot(weekday=weekday))
    source = Source(name="county", title="County", url="https://county.example.org/feed", owner="County")
    with house.app._store.write() as unit:
        unit.sources.put(source)
        unit.items.put(
            Item(
                source="county",
                guid="1",
                title="Flu shots for everybody",
                link="https://county.example.org/flu",
                canonical_link="https://county.example.org/flu",
                published=now,
                first_seen=now,
            )
        )
    daemon = Daemon(house.app, fill_after=timedelta(0))
    daemon.start()

    assert _until(lambda: house.app.planning.counts() == {PostState.PROPOSED: 1})
    daemon.stop()
    assert house.network.posts() == []


def test_stopping_waits_for_what_is_being_sent(house: House) -> None:
    daemon = Daemon(house.app)
    daemon.start()
    posts = [house.approved(f"Post {number}", datetime.now(UTC)) for number in range(20)]
    assert _until(lambda: len(house.network.posts()) > 0)

    daemon.stop()

    states = {house.state(post) for post in posts}
    assert states <= {PostState.PUBLISHED, PostState.SCHEDULED}
    assert len(house.network.posts()) == sum(house.state(post) is PostState.PUBLISHED for post in posts)


def test_every_duty_is_on_the_timer_and_none_takes_a_thread_from_sending(house: House) -> None:
    daemon = Daemon(house.app)

    daemon.start()
    jobs = {job.id: job.executor for job in daemon._clockwork.get_jobs()}  # type: ignore[no-untyped-call] # APScheduler has no types
    daemon.stop()

    names = {duty.name for duty in duties(house.app)}
    assert names >= {"poll", "mail", "fill", "heed", "prepare", "close", "afterlife", "care", "rezone"}
    assert {jobs[name] for name in names} == {"desk"}
    assert {jobs["ask"], jobs["renew"], jobs["rescue"]} == {"default"}


def test_hands_told_to_stop_as_posts_come_due_put_them_back_in_line(house: House) -> None:
    posts = [house.approved(f"Post {number}", datetime.now(UTC)) for number in range(3)]
    hands = LocalHands(house.app.publishing, house.app.clock, senders=4, after=lambda _: None)
    assert hands.fill(hands.room(), ahead=timedelta(0)) == len(posts)

    hands._is_stopping = True  # as `stop` does first, while their thread is about to look at what is due
    hands.start()
    hands.stop()

    assert {house.state(post) for post in posts} == {PostState.SCHEDULED}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_burst_survives_lost_answers_and_kills_each_post_once(house: House, seed: int) -> None:
    chance = random.Random(seed)
    due = datetime.now(UTC) + timedelta(seconds=4)
    texts = [f"Post number {number} of a burst, seed {seed}" for number in range(100)]
    posts = [house.approved(text, due) for text in texts]
    for kind in (FaultKind.LOST, FaultKind.SERVER_ERROR_AFTER):
        house.network.faults.put(Fault(kind), times=5)
    engines = [_engine(house)]
    assert _until(lambda: len(house.network.posts()) >= chance.randrange(1, 80), seconds=30)
    for victim in engines:
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()

    engines.append(_engine(house))
    done = _until(lambda: all(house.state(post) is PostState.PUBLISHED for post in posts), seconds=60)
    engines[-1].kill()
    engines[-1].wait()

    states = Counter(house.state(post) for post in posts)
    assert done, states
    assert house.sent() == Counter(texts)
    assert house.app.auditing.verify().is_intact


def _engine(house: House) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, str(RUNNING), str(house.app.settings.data_dir), house.server.url],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, root])},
    )
