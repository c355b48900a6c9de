"""One simulated installation: the product's own services, a machine, networks and people, from one seed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from connectors.base import Connector, Once
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel, Pillar, wall_clock
from scheduler.domain.post import Post, PostState, ThreadPart
from scheduler.domain.record import AuditEntry
from scheduler.domain.secret import Credentials
from scheduler.policies.finding import Review
from scheduler.services.answering import Answering
from scheduler.services.approving import Approving
from scheduler.services.connecting import Connecting
from scheduler.services.granting import Granting
from scheduler.services.pausing import Pausing
from scheduler.services.planning import Planning
from scheduler.services.publishing import Publishing
from scheduler.services.reconciling import Reconciling
from scheduler.services.restoring import Restoring
from scheduler.services.sealing import Seal
from scheduler.services.shelving import Shelf
from scheduler.services.timekeeping import Timekeeping
from scheduler.services.wrapping import message_of
from scheduler.store.database import Store
from tests.builders import approved
from tests.simulation.daemons import Daemon
from tests.simulation.driver import Driver, Process
from tests.simulation.networks import SETTLE, Account, Network, Tokens
from tests.simulation.people import Person
from tests.simulation.presences import Roll, SimulatedPresence
from tests.simulation.storage import Database, SteppedStore
from tests.simulation.truth import Truth
from tests.simulation.weather import Weather

_S = PostState
ZONE = "America/Chicago"
CHANNELS = [Channel(name=kind.value, title=kind.value, zone=ZONE) for kind in Once]
PILLARS = [Pillar(name="prevention", title="Prevention", target=30)]
#: A plain morning; a minute before the clocks go forward in Chicago; a minute before they go back.
_BEGINS = (
    datetime(2026, 12, 1, 15, tzinfo=UTC),
    datetime(2027, 3, 14, 7, 59, 20, tzinfo=UTC),
    datetime(2027, 11, 7, 6, 59, 20, tzinfo=UTC),
)
LEASE = timedelta(seconds=60)
#: Commits seen, when the next post is due and the next question, whether any is in hand, and any open.
_Peek = tuple[int, int | None, int | None, bool, bool]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
#: After the faults have stopped, what is not at rest by then never will be, in seconds.
_PATIENCE = 12 * 3600.0
_MOST_CRASHES = 5
#: A backup is put back within so many seconds after the one before it.
_TO_THE_NEXT = 70.0


@dataclass(frozen=True)
class Parts:
    """The product's classes; a mutant puts another in the place of one of them."""

    publishing: type[Publishing] = Publishing
    reconciling: type[Reconciling] = Reconciling
    planning: type[Planning] = Planning
    connecting: type[Connecting] = Connecting
    presence: type[SimulatedPresence] = SimulatedPresence


class World:
    """A seed's world; `run` lets it happen and `wrongs` says what should not have."""

    def __init__(self, seed: int, weather: Weather, database: Database, parts: Parts) -> None:
        self.seed = seed
        self.weather = weather
        self.database = database
        self.parts = parts
        self.driver = Driver(Random(seed), weather, _BEGINS[weather.night])
        self.roll = Roll(self.driver)
        self.truth = Truth(self)
        self.commits = 0
        self.numbers: list[int] = []
        self.networks: dict[str, Network] = {}
        self.mended = not weather.is_attended
        self._locks: dict[str, object] = {}
        self._peeked: _Peek = (-1, None, None, True, True)
        self._processes: list[Process] = []
        self._is_restoring = False
        self._restores = 0
        self._plain = Store(database.engine)
        self._seal = Seal(database.folder / "key")
        self._shelf = Shelf(database.folder)
        self._mark = database.folder / "high-water"

    # the course of things

    def run(self) -> None:
        """Let the storm pass over it, then let it come to rest."""
        self._prepare()
        self.driver.later(self.weather.storm, self._calm)
        self.driver.later(0.0, self._tick)
        for _ in range(self.weather.daemons):
            self._start_daemon()
        for number in range(self.weather.people):
            self._start_person(f"person{number}")
        if self.weather.is_restored:
            self.driver.later(self.driver.chance.uniform(5, 30), self._back_up)
        self.driver.run(until=self._is_at_rest)
        self.driver.end()

    def _prepare(self) -> None:
        self.database.empty()
        for mark in self._mark.parent.glob(f"{self._mark.name}*"):
            mark.unlink()
        for once in Once:
            has_tokens = self.weather.has_tokens and once is Once.LOOKUP
            tokens = Tokens(self.driver) if has_tokens else None
            self.networks[once.value] = Network(once.value, once, self.driver, tokens)
        with self._plain.write() as unit:
            for number in range(self.weather.posts):
                post = unit.posts.add(self._post(number))
                self.numbers.append(post.id)
            for name, network in self.networks.items():
                if network.tokens is not None:
                    sealed = self._seal.close_over(name, network.tokens.issue())
                    unit.plan.set_credentials(name, sealed)
        for number in self.numbers:
            self.truth.approved(number)

    def _post(self, number: int) -> Post:
        chance, begin = self.driver.chance, self.driver.begin
        due = begin + timedelta(seconds=round(chance.uniform(0, self.weather.storm * 0.5), 2))
        parts = chance.choice((1, 2, 3)) if chance.random() < self.weather.threads else 0
        kinds = self.weather.kinds or tuple(self.networks)
        post = Post(
            uid=f"p{number}",
            channel=chance.choice(kinds),
            text=f"Post p{number}.",
            thread=tuple(ThreadPart(text=f"Post p{number}, part {part + 1}.") for part in range(parts)),
            pillar=chance.choice((None, "prevention")),
            state=_S.SCHEDULED,
            due=due,
            wall=wall_clock(due, ZONE),
            zone=ZONE,
            useful_until=due + timedelta(hours=6),
            created_at=begin,
            updated_at=begin,
        )
        return approved(post)

    def _tick(self) -> None:
        """Once a second the machine's clock may be set."""
        driver = self.driver
        if not driver.is_stormy:
            return
        if driver.chance.random() < self.weather.jump:
            by = driver.chance.choice((-3600.0, 3600.0, -90.0, 90.0, -90.0, 90.0))
            driver.wall_error = by if abs(driver.wall_error) > 3600 else driver.wall_error + by
            driver.jumps += 1
            driver.log("THE CLOCK IS WRONG", driver.wall_error)
        driver.later(1.0, self._tick)

    def _calm(self) -> None:
        driver = self.driver
        driver.log("CALM")
        driver.is_stormy = False
        driver.wall_error = 0.0
        self._start_person("mender", mends=True)

    def _is_at_rest(self) -> bool:
        driver = self.driver
        if len(driver.crashes) > _MOST_CRASHES:
            return True
        if driver.is_stormy or driver.elapsed < self.weather.storm + 60 or not self.mended:
            return False
        return not self._peek()[4] or driver.elapsed > self.weather.storm + _PATIENCE

    # processes

    def _start_daemon(self, *, after: float = 0.0) -> None:
        name = f"d{len(self._processes) + 1}"
        process = Process(name)
        self._processes.append(process)
        process.at_death = self._replace_daemon
        process.at_freeze = partial(self.roll.frozen, process)
        store = self._store()
        presence = self.parts.presence(self.roll, process)
        ways_out = self._ways_out(store)
        restoring = Restoring(store, self.driver, self._mark) if self.weather.is_restored else None
        keeping = Timekeeping(store, self.driver)
        publishing = self.parts.publishing(
            store,
            self.driver,
            owner=lambda: presence.name,
            connector_of=ways_out,
            review=lambda _: Review(),
            shelf=self._shelf,
            lease=LEASE,
            chance=Random(self.driver.chance.random()),
            holds=presence.holds,
            seen_now=keeping.now,
            leaving=restoring.leaving if restoring else lambda _: None,
        )
        reconciling = self.parts.reconciling(
            store,
            self.driver,
            connector_of=ways_out,
            message_of=lambda post: message_of(post, self._shelf),
            is_alive=presence.is_alive,
            is_lost=publishing.is_lost,
            notice=keeping.notice,
        )
        daemon = Daemon(self, process, publishing, reconciling, keeping, restoring)
        self.driver.start(process, daemon.start, doing="start", after=after)

    def _replace_daemon(self) -> None:
        if not self._is_restoring:
            longest = 20.0 * self.weather.standstill
            self._start_daemon(after=self.driver.chance.uniform(0, longest) if self.driver.is_stormy else 1.0)

    def _start_person(self, name: str, *, mends: bool = False) -> None:
        process, store = Process(name, is_mortal=False), self._store()
        planning = self.parts.planning(store, self.driver, self._shelf)
        settle, keeping = timedelta(seconds=SETTLE), Timekeeping(store, self.driver)
        granting = Granting(self.driver, lambda _: Review(), lambda _: lambda _: None)
        person = Person(
            self,
            process,
            planning=planning,
            approving=Approving(store, self.driver, granting),
            pausing=Pausing(store, self.driver),
            answering=Answering(store, self.driver, planning, settle=settle, notice=keeping.notice),
            connecting=self._connecting(store),
        )
        self.driver.start(process, person.mend if mends else person.work, doing="person")

    def _store(self) -> SteppedStore:
        return SteppedStore(self.database.engine, self.driver, self._committed)

    # ways out

    def _ways_out(self, store: SteppedStore) -> Callable[[str], Connector]:
        connecting = self._connecting(store)
        made: dict[str, tuple[bytes | None, Connector]] = {}

        def way(name: str) -> Connector:
            network = self.networks[name]
            if network.tokens is None:
                return Account(network)
            sealed = connecting.sealed(name)
            if name not in made or made[name][0] != sealed:
                account = Account(network, connecting.credentials(name), partial(connecting.renew, name))
                made[name] = (sealed, account)
            return made[name][1]

        return way

    def _connecting(self, store: SteppedStore) -> Connecting:
        return self.parts.connecting(store, self.driver, self._seal, accounts=self, lock_of=self._lock_of)

    def check(self, network: str, credentials: Credentials) -> None:
        """Take any credentials."""

    def identity(self, network: str, credentials: Credentials) -> str:  # noqa: ARG002 - as `Accounts` has it
        """Know one account."""
        return network

    def refresh(self, network: str, credentials: Credentials) -> Credentials:  # noqa: ARG002 - as above
        """Ask the token server."""
        tokens = next(each.tokens for each in self.networks.values() if each.tokens is not None)
        return tokens.refresh(credentials)

    def _lock_of(self, channel: str) -> AbstractContextManager[None]:
        @contextmanager
        def locked() -> Iterator[None]:
            self.driver.boundary("lock")
            while channel in self._locks:
                self.driver.wait(0.2)
            self._locks[channel] = self.driver.current
            try:
                yield
            finally:
                del self._locks[channel]

        return locked()

    # what the simulation sees

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return rows that are committed."""
        return self.database.rows(query, *values)

    def _committed(self, _: object) -> None:
        self.commits += 1
        self.truth.watch()

    def _peek(self) -> _Peek:
        """Look, once after each commit, for what would only cost time to ask the product for."""
        if self._peeked[0] != self.commits:
            [(due, ask, held, open_)] = self.rows(
                "SELECT min(CASE state WHEN 'scheduled' THEN wakes_at END),"
                " min(CASE state WHEN 'unknown' THEN wakes_at END),"
                " sum(state IN ('claimed', 'sending')), sum(state IN ('scheduled', 'claimed', 'sending')"
                " OR (state = 'unknown' AND channel <> 'nothing')) FROM post"
            )
            self._peeked = (self.commits, due, ask, held > 0, open_ > 0)
        return self._peeked

    def is_due(self, ahead: timedelta) -> bool:
        """Is there a scheduled post to claim?"""
        due = self._peek()[1]
        return due is not None and due <= (self.driver.now() + ahead - _EPOCH) // _MICRO

    def has_questions(self) -> bool:
        """Is there an unknown post whose time to be asked for has come?"""
        ask = self._peek()[2]
        return ask is not None and ask <= (self.driver.now() - _EPOCH) // _MICRO

    def is_in_hand(self) -> bool:
        """Has any daemon, dead or alive, a post in hand?"""
        return self._peek()[3]

    def until_due(self) -> float:
        """Return how long a daemon sleeps, unless something is committed."""
        due, longest = self._peek()[1], 2.0 if self.driver.is_stormy else 20.0
        if due is None:
            return longest
        return min(max((due - (self.driver.now() - _EPOCH) // _MICRO) / 1e6 - 0.5, 0.3), longest)

    def is_out(self, post: Post) -> bool:
        """Does the network have the next part of a post, as a person sees it there?"""
        key = f"{post.uid}.{len(post.receipts)}" if post.receipts else post.uid
        return any(each.message.key == key for each in self.networks[post.channel].taken)

    def posts(self) -> list[Post]:
        """Return all posts."""
        with self._plain.read() as unit:
            return sorted(unit.posts.in_state(*PostState), key=lambda post: post.id)

    def record(self) -> list[AuditEntry]:
        """Return the record."""
        with self._plain.read() as unit:
            return list(unit.audit.all())

    def oddity(self, why: Exception) -> None:
        """Note what a process took in its stride."""
        self.driver.log("TOLD", type(why).__name__, str(why)[:90])

    def reconnect(self, connecting: Connecting) -> None:
        """Let a person sign in again where the network does not renew it any more."""
        for name, network in self.networks.items():
            if network.tokens is not None and name in connecting.expired():
                connecting.connect(OPERATOR, name, network.tokens.issue())

    # a backup, and the day it is needed

    def _back_up(self) -> None:
        kept, truth = self.database.snapshot(), self.truth.kept()
        self.driver.log("BACKED UP")
        self.driver.later(self.driver.chance.uniform(5, 40), lambda: self._stop_all(kept, truth))

    def _stop_all(self, kept: sqlite3.Connection, truth: Truth) -> None:
        self._is_restoring = True
        for process in self._processes:
            if not process.is_dead:
                self.driver.kill(process)
        self.driver.later(0.001, lambda: self._restore(kept, truth))

    def _restore(self, kept: sqlite3.Connection, truth: Truth) -> None:
        self.database.restore(kept)
        truth.wrongs = self.truth.wrongs
        self.truth, self.commits, self._is_restoring = truth, self.commits + 1, False
        self.driver.log("RESTORED")
        self._restores += 1
        if self._restores < self.weather.backups and self.driver.elapsed < self.weather.storm - _TO_THE_NEXT:
            self.driver.later(self.driver.chance.uniform(5, 30), self._back_up)
        for _ in range(self.weather.daemons):
            self._start_daemon(after=self.driver.chance.uniform(0, 20))
