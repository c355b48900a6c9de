"""Connect channels to their accounts, and renew what runs out.

Guarantees: credentials are proved before they are kept; of all who meet a stale token, on any number
of machines, one asks the network, under a lock per channel that is never the database's; what it got
is on the disk before anybody uses it.

Not promised: where a process dies after the network gave a new token and before it was on the disk,
the only copy is lost. The next renewal is refused, the channel is marked, and a person connects it
again; no post is lost or sent twice by it. On PostgreSQL the lock goes with its connection: who
loses that in the middle may be overtaken, and then takes over what the other one stored.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from connectors.base import NotSentError, SignInExpiredError
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.secret import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_EXPIRED = "sign-in-expired:"


class Accounts(Protocol):
    """What connecting asks of the networks; `networks.Networks` keeps it."""

    def check(self, network: str, credentials: Credentials) -> None:
        """Raise `InvalidInputError` for an unknown network and, unless they are empty, for what lacks."""
        ...

    def identity(self, network: str, credentials: Credentials) -> str:
        """Return the handle; raises `InvalidInputError` where the network does not know them."""
        ...

    def refresh(self, network: str, credentials: Credentials) -> Credentials:
        """Return the next credentials; raises `SignInExpiredError` or `NotSentError`."""
        ...


class Connecting:
    """The credentials of channels. For any thread; `lock_of` locks a channel across processes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        seal: Seal,
        *,
        accounts: Accounts,
        lock_of: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._accounts = accounts
        self._lock_of = lock_of
        #: What a full disk kept from being stored, by channel: the digest of what it follows, and it.
        self._unsaved: dict[str, tuple[str, Credentials]] = {}

    def credentials(self, channel: str) -> Credentials:
        """Return a channel's credentials, for its connector only; empty where it has none."""
        sealed = self.sealed(channel)
        while True:
            try:
                return self._open(channel, sealed)
            except EnvironmentProblemError:
                read_before, sealed = sealed, self.sealed(channel)
                if sealed == read_before:
                    raise  # else it was sealed anew, and its old key retired, while we looked

    def sealed(self, channel: str) -> bytes | None:
        """Return them as they are kept: enough to see whether they changed."""
        with self._store.read() as unit:
            return unit.plan.credentials(channel)

    def connected(self) -> set[str]:
        """Return the names of the channels that have credentials, whether or not they open."""
        with self._store.read() as unit:
            return set(unit.plan.sealed())

    def check(self, network: str, credentials: Credentials) -> None:
        """Raise `InvalidInputError` for a network nobody knows and for credentials that lack a part."""
        self._accounts.check(network, credentials)

    def proved(self, actor: Actor, channel: Channel, credentials: Credentials) -> Channel:
        """Return a channel that is to be, with the handle for which the network knows the credentials.

        Raises `InvalidInputError` where the network does not take them or they are of another account
        than the channel's handle says, and `EnvironmentProblemError` where it can't be asked just now.
        """
        actor.require(Permission.SET_UP)
        handle = self._whose(channel.network, credentials)
        if not _is_handle(channel.handle, handle):
            raise InvalidInputError(
                f"These credentials belong to @{handle}, not to @{channel.handle.lstrip('@')}, so nothing "
                "was kept. Take the credentials of the right account, or change the handle."
            )
        return channel.model_copy(update={"handle": handle})

    def expired(self) -> dict[str, datetime]:
        """Return the channels whose network no longer renews the sign-in, and since when."""
        with self._store.read() as unit:
            return expired_in(unit)

    def connect(
        self,
        actor: Actor,
        channel: str,
        credentials: Credentials,
        *,
        is_other_account: bool = False,
    ) -> Channel:
        """Keep a channel's credentials and return the channel with the handle they stand for.

        The network is asked for the handle; another one than the channel's is refused with
        `InvalidInputError`, unless it `is_other_account` on purpose.
        """
        actor.require(Permission.SET_UP, on=channel)
        with self._store.read() as unit:
            before = unit.plan.channel(channel)
        handle = self._whose(before.network, credentials)
        is_same = _is_handle(before.handle, handle)
        if not is_same and not is_other_account:
            raise InvalidInputError(
                f"These credentials belong to @{handle}, but “{channel}” is @{before.handle.lstrip('@')}; "
                "nothing was changed. If that is meant, say --another-account."
            )
        with self._lock_of(channel), self._store.write() as unit:
            after = unit.plan.channel(channel)
            if not is_same or not after.handle:
                after = after.model_copy(update={"handle": handle})
            unit.plan.change_channel(after)
            self._keep(unit, channel, credentials)
            self._note(unit, actor, "connected", channel, handle=handle)
        return after

    def disconnect(self, actor: Actor, channel: str) -> None:
        """Forget a channel's credentials; its posts stay, and are held when they are due."""
        actor.require(Permission.SET_UP, on=channel)
        with self._lock_of(channel), self._store.write() as unit:
            unit.plan.set_credentials(channel, None)
            unit.notes.put(f"{_EXPIRED}{channel}", "", at=self._clock.now())
            self._note(unit, actor, "disconnected", channel)

    def renew(self, channel: str, stale: Credentials) -> Credentials:
        """Return the credentials to use instead of `stale`; the network is asked once for all who come.

        Raises `SignInExpiredError` where a person must connect the channel again, and `NotSentError`
        where it may go better later. Holds the channel's lock while the network answers.
        """
        try:
            with self._lock_of(channel):
                return self._renewed(channel, stale)
        except EnvironmentProblemError as why:
            raise NotSentError(f"The sign-in could not be renewed. {why}") from why

    def _whose(self, network: str, credentials: Credentials) -> str:
        self._accounts.check(network, credentials)
        try:
            return self._accounts.identity(network, credentials)
        except InvalidInputError as why:
            if not isinstance(why.__cause__, SignInExpiredError):
                raise InvalidInputError(f"{why} Nothing was changed.") from why
            raise InvalidInputError(
                "The network does not accept these credentials, so nothing was changed. Copy each of them "
                "anew from its developer console, and see that the app may read and write."
            ) from why

    def _renewed(self, channel: str, stale: Credentials) -> Credentials:
        with self._store.read() as unit:
            network = unit.plan.channel(channel).network
            mark = unit.notes.get(f"{_EXPIRED}{channel}")
        stored = self.credentials(channel)
        if not stored:
            raise SignInExpiredError("The channel is not connected.")
        if not _are_same(stored, stale):
            return stored  # somebody was first
        if mark and mark[0] == stored.fingerprint:
            raise SignInExpiredError("The network no longer renews the sign-in of this channel.")
        follows, fresh = self._unsaved.get(channel, ("", stored))
        if follows != stored.fingerprint:
            try:
                fresh = self._accounts.refresh(network, stored)
            except SignInExpiredError as why:
                return self._refused(channel, stored, why)
        return self._save(channel, stored, fresh)

    def _save(self, channel: str, before: Credentials, fresh: Credentials) -> Credentials:
        unsaved = self._unsaved[channel] = (before.fingerprint, fresh)
        with self._store.write() as unit:
            now_kept = self._open(channel, unit.plan.credentials(channel))
            if _are_same(now_kept, before):
                self._keep(unit, channel, fresh)
                now_kept = fresh
        if self._unsaved.get(channel) == unsaved:  # else it is of one who came in between: see above
            self._unsaved.pop(channel, None)
        logger.info("sign-in renewed channel=%s", channel)
        return now_kept

    def _refused(self, channel: str, stored: Credentials, why: SignInExpiredError) -> Credentials:
        """Mark the channel for a person, unless somebody stored other credentials meanwhile."""
        with self._store.write() as unit:
            now_kept = self._open(channel, unit.plan.credentials(channel))
            if now_kept and not _are_same(now_kept, stored):
                return now_kept
            unit.notes.put(f"{_EXPIRED}{channel}", stored.fingerprint, at=self._clock.now())
        logger.warning("sign-in expired, a person must connect the channel again channel=%s", channel)
        raise why

    def _keep(self, unit: Unit, channel: str, credentials: Credentials) -> None:
        """Seal and store in one transaction, so that no key is retired in between."""
        unit.plan.set_credentials(channel, self._seal.close_over(channel, credentials))
        unit.notes.put(f"{_EXPIRED}{channel}", "", at=self._clock.now())

    def _note(self, unit: Unit, actor: Actor, what: str, channel: str, **facts: str) -> None:
        at, subject = self._clock.now(), f"channel:{channel}"
        unit.audit.append(actor, f"channel.{what}", subject, at=at, facts=dict(facts))

    def _open(self, channel: str, sealed: bytes | None) -> Credentials:
        return self._seal.open_for(channel, sealed) if sealed else Credentials()


def expired_in(unit: Unit) -> dict[str, datetime]:
    """Return the channels whose network no longer renews the sign-in, and since when."""
    marks = {name: unit.notes.get(f"{_EXPIRED}{name}") for name in unit.plan.sealed()}
    return {name: mark[1] for name, mark in marks.items() if mark and mark[0]}


def _is_handle(told: str, handle: str) -> bool:
    """Is that the account a person meant? Who names none means any."""
    return told.lstrip("@").casefold() in {"", handle.casefold()}


def _are_same(one: Credentials, other: Credentials) -> bool:
    """Do both hold the same tokens? The rest may be written differently and mean the same."""
    return _tokens(one) == _tokens(other)


def _tokens(credentials: Credentials) -> dict[str, str]:
    told = {name: part.reveal().strip() for name, part in credentials.items() if "token" in name}
    return {name: value for name, value in told.items() if value}
