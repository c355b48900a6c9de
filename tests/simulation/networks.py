"""Networks of every kind that go wrong in every way: what they have, they have taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base import (
    Limits,
    NotSentError,
    Once,
    OutcomeUnknownError,
    Outgoing,
    RateLimitedError,
    Receipt,
    RefusedError,
    SignInExpiredError,
)
from scheduler.domain.errors import StorageError
from scheduler.domain.secret import Credentials
from tests.simulation.driver import Driver, Process

#: Seconds: the client's patience; the latest acceptance after it; and what follows for the settle time.
PATIENCE, LATEST, LAG = 10.0, 15.0, 5.0
SETTLE = PATIENCE + LATEST + LAG + 5.0
_LIMITS = Limits(280, 4, 5_000_000, 4096, 1000)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that a network has."""

    message: Outgoing
    remote_id: str
    staged: str
    #: When it was taken, by the network's clock and in seconds since the beginning.
    at: datetime
    since: float
    shows: float

    @property
    def uid(self) -> str:
        """The post it belongs to."""
        return self.message.key.partition(".")[0]

    @property
    def part(self) -> int:
        """Which part of the post it is."""
        return int(self.message.key.partition(".")[2] or 0)

    @property
    def receipt(self) -> Receipt:
        """What the network says of it."""
        return Receipt(self.remote_id, f"https://example.org/{self.remote_id}", self.at)


class Network:
    """One account on one network."""

    def __init__(self, name: str, once: Once, driver: Driver, tokens: Tokens | None = None) -> None:
        self.name = name
        self.once = once
        self.driver = driver
        self.tokens = tokens
        self.taken: list[Taken] = []
        self.wrongs: list[str] = []
        self.down_until = self.revoked_until = self.cooling_until = 0.0
        self._containers = 0

    def now(self) -> datetime:
        """Return the network's time, which is right."""
        return self.driver.begin + timedelta(seconds=self.driver.elapsed)

    def is_faulty(self, share: float = 1.0) -> bool:
        """Does something go wrong with this call?"""
        driver = self.driver
        return driver.is_stormy and driver.chance.random() < driver.weather.faults * share

    def is_down(self) -> bool:
        """Is it out of reach?"""
        return self.driver.is_stormy and self.driver.elapsed < self.down_until

    def container(self) -> str:
        """Return a new one, out of sight."""
        self._containers += 1
        return f"{self.name}-c{self._containers}"

    def take(self, message: Outgoing, staged: str) -> Taken:
        """Have the message from now on."""
        known = self._known(message, staged)
        if known is not None:
            return known
        driver = self.driver
        lag = driver.chance.uniform(0, driver.weather.lag) if driver.is_stormy else 0.0
        number, at = f"{self.name}-{len(self.taken) + 1}", driver.elapsed
        taken = Taken(message, number, staged, self.now(), at, at + lag)
        self.taken.append(taken)
        driver.log("TAKEN", message.key, number, f"in reply to {message.reply_to}")
        return taken

    def has(self, remote_id: str | None) -> bool:
        """Is there such a message? `None` names none, and is always there."""
        return remote_id is None or any(each.remote_id == remote_id for each in self.taken)

    def _known(self, message: Outgoing, staged: str) -> Taken | None:
        if self.once is Once.KEY:
            return next((each for each in self.taken if each.message.key == message.key), None)
        if self.once is Once.TWO_STEPS:
            return next((each for each in self.taken if each.staged == staged), None)
        return None


class Tokens:
    """A token server whose refresh tokens work once; using one again is a fault of ours."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.wrongs: list[str] = []
        self._issued = 0
        self._good = ("", "")
        self._until = 0.0
        #: Who used it. One who dies before what came of it is kept leaves nobody anything to go on with.
        self._used: dict[str, Process] = {}

    def issue(self) -> Credentials:
        """Return new ones; those before work no more."""
        self._issued += 1
        self._good = (f"a{self._issued}", f"r{self._issued}")
        storm = self.driver.is_stormy
        self._until = self.driver.elapsed + (self.driver.chance.uniform(5, 40) if storm else 1e9)
        return Credentials({"access_token": self._good[0], "refresh_token": self._good[1]})

    def accepts(self, credentials: Credentials) -> bool:
        """Is the access token good?"""
        return credentials["access_token"].reveal() == self._good[0] and self.driver.elapsed < self._until

    def not_kept(self, process: Process) -> None:
        """Forgive a second use: who used a token lives, but the database did not take what came of it."""
        self._used = {token: user for token, user in self._used.items() if user is not process}

    def refresh(self, credentials: Credentials) -> Credentials:
        """Return the next ones, as a network does."""
        driver, token = self.driver, credentials["refresh_token"].reveal()
        driver.boundary("refreshing")
        if driver.is_stormy and driver.chance.random() < driver.weather.faults * 0.2:
            raise NotSentError("The token server can't be reached.")
        if token in self._used and not self._used[token].is_dead:
            self.wrongs.append(f"The refresh token {token} was used twice.")
            raise SignInExpiredError("The token was used before.")
        if token != self._good[1]:
            raise SignInExpiredError("The token is not known.")
        if driver.current is not None:
            self._used[token] = driver.current.process
        fresh = self.issue()
        driver.log("RENEWED", token)
        driver.boundary("refreshed", may_freeze=False)
        return fresh


class Account:
    """A connector: one process's way to a network."""

    limits = _LIMITS
    settle_seconds = SETTLE

    def __init__(
        self,
        network: Network,
        credentials: Credentials | None = None,
        renew: Callable[[Credentials], Credentials] | None = None,
    ) -> None:
        self.network = network
        self.once = network.once
        self.driver = network.driver
        self._credentials = credentials
        self._renew = renew

    def stage(self, message: Outgoing) -> str:  # noqa: ARG002 - as connectors have it
        """Prepare a container where the network has two steps."""
        self.driver.boundary("staging")
        if self.network.is_down() or self.network.is_faulty(0.3):
            raise NotSentError("The network can't be reached.")
        return self.network.container() if self.once is Once.TWO_STEPS else ""

    def send(self, message: Outgoing, staged: str) -> Receipt:
        """Send, and let happen what may."""
        self._sign_in()
        network, driver, weather = self.network, self.driver, self.driver.weather
        # Frozen between its last look and here, on a database server that takes the silent for dead: the one
        # hole that is stated openly. On one machine nobody is ever taken for dead.
        if not weather.can_lose_session:
            driver.boundary("first byte", risk=weather.buggify)
        driver.log("SEND", message.key, f"in reply to {message.reply_to}")
        if network.is_down():
            raise NotSentError("The network can't be reached.")
        if not network.has(message.reply_to):
            network.wrongs.append(f"{message.key} answers {message.reply_to}, which is not there")
            raise RefusedError("There is no such message.")
        if network.is_faulty():
            return self._go_wrong(message, staged)
        return self._accepted(message, staged)

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:
        """Look for a message, in the way this kind of network allows."""
        driver, network = self.driver, self.network
        if self.once is Once.NOTHING:
            network.wrongs.append("A network was asked that can't be.")
        driver.boundary("asking")
        if network.is_down() or network.is_faulty(0.3):
            raise NotSentError("The network can't be asked.")
        found = next((each for each in network.taken if self._is_meant(each, message, since, staged)), None)
        driver.log("ASKED", message.key, found.remote_id if found else None)
        driver.boundary("answered", risk=driver.weather.buggify)
        return found.receipt if found else None

    def identity(self) -> str:
        """Return the handle."""
        return self.network.name

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return nothing."""
        return {each: {} for each in remote_ids}

    def delete(self, remote_id: str) -> None:
        """Do nothing."""

    def _is_meant(self, each: Taken, message: Outgoing, since: datetime, staged: str) -> bool:
        if self.once is Once.KEY:
            return each.message.key == message.key
        if self.once is Once.TWO_STEPS and staged:
            return each.staged == staged
        # As a connector must: the time line goes by the network's clock, and ours may run ahead of it.
        since -= max(self.driver.now() - self.network.now(), timedelta(0))
        is_same = (each.message.text, each.message.reply_to) == (message.text, message.reply_to)
        return is_same and each.at >= since and each.shows <= self.driver.elapsed

    def _sign_in(self) -> None:
        tokens = self.network.tokens
        if self.driver.is_stormy and self.driver.elapsed < self.network.revoked_until:
            raise SignInExpiredError("The network no longer knows this sign-in.")
        if tokens is None or self._credentials is None or self._renew is None:
            return
        self.driver.boundary("signing in")
        if not tokens.accepts(self._credentials):
            self._credentials = self._renewed(tokens, self._credentials, self._renew)
        if not tokens.accepts(self._credentials):
            raise NotSentError("The sign-in is being renewed.")

    def _renewed(
        self, tokens: Tokens, stale: Credentials, renew: Callable[[Credentials], Credentials]
    ) -> Credentials:
        task = self.driver.current
        try:
            return renew(stale)
        except (StorageError, NotSentError):
            if task is not None:
                tokens.not_kept(task.process)
            raise

    def _accepted(self, message: Outgoing, staged: str) -> Receipt:
        driver = self.driver
        wait = driver.chance.uniform(0, 2) if driver.is_stormy else 0.02
        answers: list[Taken] = []
        driver.later(wait, lambda: answers.append(self.network.take(message, staged)))
        driver.boundary("on the way", risk=driver.weather.buggify)
        driver.wait(wait + 0.001)
        driver.boundary("network acted", risk=driver.weather.buggify)
        return answers[0].receipt

    def _go_wrong(self, message: Outgoing, staged: str) -> Receipt:
        driver = self.driver
        if driver.chance.random() < driver.weather.late:
            return self._late(message, staged)
        which = driver.chance.choice(FAULTS)
        driver.log("FAULT", which, message.key)
        self._refuse(which)
        if which in {"lost", "5xx with effect"}:
            self._accepted(message, staged)
        if which in {"lost", "no answer"}:
            driver.wait(driver.chance.uniform(1, PATIENCE - 2))
        raise OutcomeUnknownError("No certain answer came.")

    def _refuse(self, which: str) -> None:
        """Say no for certain, where that is the fault."""
        driver, network, longest = self.driver, self.network, self.driver.weather.outage
        if which == "down":
            network.down_until = driver.elapsed + driver.chance.uniform(1, longest)
            raise NotSentError("The network can't be reached.")
        if which == "limited":
            at = driver.now() + timedelta(seconds=driver.chance.uniform(1, longest))
            raise RateLimitedError("Too many.", reset_at=at if driver.chance.random() < 0.7 else None)
        if which == "revoked":
            network.revoked_until = driver.elapsed + driver.chance.uniform(1, longest * 2 / 3)
            raise SignInExpiredError("The network no longer knows this sign-in.")
        if which == "refused" and driver.chance.random() < 0.3:
            raise RefusedError("The network does not like it.")

    def _late(self, message: Outgoing, staged: str) -> Receipt:
        """Give up, and let the network take it afterwards."""
        driver = self.driver
        driver.log("FAULT", "late", message.key)
        driver.later(PATIENCE + driver.chance.uniform(0, LATEST), lambda: self._take_late(message, staged))
        driver.boundary("on the way", risk=driver.weather.buggify)
        driver.wait(PATIENCE)
        raise OutcomeUnknownError("No answer came in time.")

    def _take_late(self, message: Outgoing, staged: str) -> None:
        self.network.take(message, staged)


FAULTS = (
    "down", "limited", "revoked", "refused", "lost", "lost", "5xx with effect", "5xx", "reset", "no answer",
)  # fmt: skip
