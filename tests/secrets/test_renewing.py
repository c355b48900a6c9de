"""A refresh token is good once: whoever comes, one asks the network, and all get its answer."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import NotSentError, SignInExpiredError
from connectors.rehearsal import Fault, FaultKind, Operation
from scheduler.bootstrap import App as House
from scheduler.domain.errors import StorageError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.domain.secret import Credentials
from scheduler.services.connecting import Connecting
from scheduler.services.networks import Networks
from scheduler.services.sealing import Seal
from scheduler.store.database import Store, open_engine
from scheduler.store.locks import locks_of
from scheduler.store.schema import migrate
from scheduler.store.unit import Unit
from tests.builders import a_channel, x_credentials
from tests.secrets.conftest import TOKENS, Town, scheduled

ROOT = Path(__file__).parents[2]


def test_of_many_threads_in_two_houses_one_asks_the_network(town_on: Town) -> None:
    houses = [town_on.house(), town_on.house()]
    stale = houses[0].connecting.credentials("main-x")
    together = threading.Barrier(8)

    def renew(number: int) -> Credentials:
        together.wait()
        return houses[number % 2].connecting.renew("main-x", stale)

    with ThreadPoolExecutor(8) as pool:
        fresh = list(pool.map(renew, range(8)))

    assert town_on.network.grants.refreshed == 1
    assert town_on.network.grants.turned_away == 0
    assert set(fresh) == {houses[1].connecting.credentials("main-x")}
    assert fresh[0] != stale
    for house in houses:
        house.close()


def test_of_three_processes_one_asks_the_network(town_on: Town) -> None:
    settings = town_on.settings
    words = [str(settings.data_dir), settings.database, town_on.server.url]
    command = [sys.executable, str(ROOT / "tests/secrets/renewer.py"), *words]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"

    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate()[0] for each in processes]

    assert [each.returncode for each in processes] == [0, 0, 0]
    assert len(set(said)) == 1
    assert town_on.network.grants.refreshed == 1
    assert town_on.network.grants.turned_away == 0


def test_a_post_leaves_though_its_token_ran_out(house: House, town: Town) -> None:
    due = town.clock.now() + timedelta(hours=3)
    post = scheduled(house, due)
    stale = house.connecting.credentials("main-x")
    town.clock.move_to(due)

    house.publishing.publish_due()

    assert house.planning.get(post).state is PostState.PUBLISHED
    assert len(town.network.posts()) == 1
    assert town.network.grants.refreshed == 1
    assert house.connecting.credentials("main-x") != stale


def test_a_post_is_held_for_a_person_where_the_sign_in_is_not_renewed(house: House, town: Town) -> None:
    post = scheduled(house, town.clock.now() + timedelta(minutes=5))
    town.network.grants.take_back(town.network.accounts[0])
    town.clock.advance(timedelta(minutes=5))

    house.publishing.publish_due()

    held = house.planning.get(post)
    assert held.state is PostState.HELD
    assert "Connect the channel again, then release it." in (held.explanation or "")
    assert town.network.posts() == []
    assert set(house.connecting.expired()) == {"main-x"}


def test_a_refused_renewal_marks_the_channel_and_asks_nobody_again(house: House, town: Town) -> None:
    stale = house.connecting.credentials("main-x")
    town.network.grants.take_back(town.network.accounts[0])

    for _ in range(3):
        with pytest.raises(SignInExpiredError):
            house.connecting.renew("main-x", stale)

    assert house.connecting.expired() == {"main-x": town.clock.now()}
    assert town.network.grants.turned_away == 1
    assert house.connecting.credentials("main-x") == stale


def test_who_connects_again_takes_the_mark_away(house: House, town: Town) -> None:
    stale = house.connecting.credentials("main-x")
    town.network.grants.take_back(town.network.accounts[0])
    with pytest.raises(SignInExpiredError):
        house.connecting.renew("main-x", stale)

    house.connecting.connect(OPERATOR, "main-x", Credentials(x_credentials("4202")), is_other_account=True)

    assert house.connecting.expired() == {}
    assert house.connecting.renew("main-x", stale).reveal() == x_credentials("4202")


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.CUT, FaultKind.RATE_LIMITED])
def test_a_network_that_is_down_marks_nobody(house: House, town: Town, kind: FaultKind) -> None:
    stale = house.connecting.credentials("main-x")
    town.network.faults.put(Fault(kind, on=Operation.TOKEN))

    with pytest.raises(NotSentError):
        house.connecting.renew("main-x", stale)
    fresh = house.connecting.renew("main-x", stale)

    assert fresh != stale
    assert house.connecting.expired() == {}


def test_an_answer_lost_on_the_way_costs_the_sign_in_and_a_person_is_told(house: House, town: Town) -> None:
    """As does a crash between the network's answer and our commit: the only copy is gone."""
    stale = house.connecting.credentials("main-x")
    town.network.faults.put(Fault(FaultKind.LOST, on=Operation.TOKEN))

    with pytest.raises(NotSentError):
        house.connecting.renew("main-x", stale)
    with pytest.raises(SignInExpiredError):
        house.connecting.renew("main-x", stale)

    assert set(house.connecting.expired()) == {"main-x"}
    assert next(each for each in house.diagnosing.report().parts if each.name == "channels").is_well is False


class PowerCutError(BaseException):
    """The process ends here; nothing that follows may run."""


def test_a_crash_before_the_commit_costs_the_sign_in_and_a_person_mends_it(house: House, town: Town) -> None:
    stale = house.connecting.credentials("main-x")
    networks = Networks(town.settings, town.clock)
    seal = Seal(town.settings.key_file, town.clock)
    lock_of = locks_of(house._store.engine, town.settings.data_dir)

    class Dying(Networks):
        def refresh(self, network: str, credentials: Credentials) -> Credentials:
            super().refresh(network, credentials)
            raise PowerCutError

    dying = Dying(town.settings, town.clock)
    with pytest.raises(PowerCutError):
        Connecting(house._store, town.clock, seal, accounts=dying, lock_of=lock_of).renew("main-x", stale)
    restarted = Connecting(house._store, town.clock, seal, accounts=networks, lock_of=lock_of)
    with pytest.raises(SignInExpiredError):
        restarted.renew("main-x", stale)
    marked = set(restarted.expired())
    restarted.connect(OPERATOR, "main-x", Credentials(x_credentials("4202")), is_other_account=True)

    assert marked == {"main-x"}
    assert restarted.expired() == {}
    assert town.network.grants.refreshed == town.network.grants.turned_away == 1


def test_a_channel_that_was_disconnected_is_not_renewed(house: House, town: Town) -> None:
    stale = house.connecting.credentials("main-x")
    house.connecting.disconnect(OPERATOR, "main-x")

    with pytest.raises(SignInExpiredError):
        house.connecting.renew("main-x", stale)

    assert town.network.grants.refreshed == 0


class Paper:
    """A network on paper: gives numbered tokens, or what a test wrote down; does things meanwhile."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers: list[Exception] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def check(self, network: str, credentials: Credentials) -> None: ...

    def identity(self, network: str, credentials: Credentials) -> str:  # noqa: ARG002 - the protocol's
        return "larkspur"

    def refresh(self, network: str, credentials: Credentials) -> Credentials:  # noqa: ARG002 - the protocol's
        self.asked += 1
        self.meanwhile()
        if self.answers:
            raise self.answers.pop(0)
        return Credentials({**credentials, "access_token": f"token {self.asked}"})


class FullDisk(Store):
    """A store whose disk is full as long as `is_full`; something may come before it writes."""

    is_full = False
    before_writing: Callable[[], None] = staticmethod(lambda: None)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        self.before_writing()
        if self.is_full:
            raise StorageError("The disk is full; nothing was changed.")
        with super().write() as unit:
            yield unit


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FullDisk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    migrate(engine)
    store = FullDisk(engine)
    yield store
    store.close()


@pytest.fixture
def connecting(store: FullDisk, paper: Paper, town: Town, tmp_path: Path) -> Connecting:
    """The service with no lock at all, as if every machine had lost its own."""
    seal = Seal(tmp_path / "key", town.clock)
    with store.write() as unit:
        unit.plan.add_channel(a_channel(), credentials=seal.close_over("main-x", TOKENS))
    return Connecting(store, town.clock, seal, accounts=paper, lock_of=lambda _: nullcontext())


def test_a_token_that_a_full_disk_did_not_take_is_kept_and_stored_later(
    connecting: Connecting, store: FullDisk, paper: Paper
) -> None:
    stale = connecting.credentials("main-x")
    store.is_full = True

    with pytest.raises(NotSentError):
        connecting.renew("main-x", stale)
    store.is_full = False
    fresh = connecting.renew("main-x", stale)

    assert paper.asked == 1
    assert fresh == connecting.credentials("main-x")
    assert fresh["access_token"].reveal() == "token 1"


def test_who_was_overtaken_takes_over_what_the_other_stored(connecting: Connecting, paper: Paper) -> None:
    """On PostgreSQL a lock goes with its connection: it may be lost while the network answers."""
    stale = connecting.credentials("main-x")
    overtaken: list[Credentials] = []

    def overtake() -> None:
        paper.meanwhile = lambda: None
        overtaken.append(connecting.renew("main-x", stale))

    paper.meanwhile = overtake
    paper.answers = []
    first = connecting.renew("main-x", stale)

    assert first == overtaken[0] == connecting.credentials("main-x")


def test_who_comes_while_a_token_is_stored_takes_it_and_both_go_on(
    connecting: Connecting, store: FullDisk, paper: Paper
) -> None:
    """Without a lock, two store one answer; the second to end finds nothing left to forget."""
    stale = connecting.credentials("main-x")
    others: list[Credentials] = []

    def come() -> None:
        store.before_writing = lambda: None
        others.append(connecting.renew("main-x", stale))

    store.before_writing = come
    first = connecting.renew("main-x", stale)

    assert first == others[0] == connecting.credentials("main-x")
    assert paper.asked == 1


def test_a_refusal_is_not_believed_when_another_was_faster(connecting: Connecting, paper: Paper) -> None:
    stale = connecting.credentials("main-x")

    def overtake() -> None:
        paper.meanwhile = lambda: None
        connecting.renew("main-x", stale)
        paper.answers = [SignInExpiredError("X no longer renews the sign-in of this channel.")]

    paper.meanwhile = overtake
    fresh = connecting.renew("main-x", stale)

    assert fresh == connecting.credentials("main-x") != stale
    assert connecting.expired() == {}


def test_credentials_written_differently_are_the_same_token(connecting: Connecting, paper: Paper) -> None:
    told = {**TOKENS, "access_token": TOKENS["access_token"] + "\n", "expires_at": "", "scope": ""}

    fresh = connecting.renew("main-x", Credentials(told))

    assert paper.asked == 1
    assert fresh["access_token"].reveal() == "token 1"


def test_a_lock_that_is_held_for_ever_is_told_in_words(town_on: Town) -> None:
    engine = open_engine(town_on.settings.database)
    lock_of = locks_of(engine, town_on.settings.data_dir)
    at_once = locks_of(engine, town_on.settings.data_dir, patience=0.05)

    with (
        lock_of("main-x"),
        pytest.raises(StorageError, match="works on the sign-in of “main-x”"),
        at_once("main-x"),
    ):
        pytest.fail("two held it")
    with lock_of("main-x"), lock_of("other-x"):
        pass

    engine.dispose()
