"""Count passwords that were not right, so that guessing one takes years.

Guarantees: a try is counted before it is looked at, so that many at once count as many; the count
stands in the database, for every process and through a restart; names are kept as digests alone.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import TooManyTriesError
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

WINDOW: Final = timedelta(minutes=15)
ACCOUNT_LIMIT: Final = 6
ADDRESS_LIMIT: Final = 30


class Counted(Value):
    """What a try is counted for, and how many of its kind may fail within the window."""

    name: str
    limit: int
    #: Does one that is right forget those before? Not those of an address, which many share.
    is_forgiven: bool


class Slowing:
    """The tries at passwords."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, counted: Sequence[Counted]) -> None:
        """Count a try; raises `TooManyTriesError`, and counts nothing, where there were too many."""
        now = self._clock.now()
        with self._store.write() as unit:
            unit.sign_in_guard.forget_before(now - WINDOW)
            waits = []
            for each in counted:
                tried = unit.sign_in_guard.tries(each.name, since=now - WINDOW)
                if len(tried) >= each.limit:
                    waits.append(_wait(tried[-each.limit], now))
            if waits:
                raise TooManyTriesError(max(waits))
            for each in counted:
                unit.sign_in_guard.note(each.name, at=now)

    def succeeded(self, counted: Sequence[Counted]) -> None:
        """Take back what was counted: the password was right."""
        with self._store.write() as unit:
            unit.sign_in_guard.forget([each.name for each in counted if each.is_forgiven])
            for each in counted:
                if not each.is_forgiven:
                    unit.sign_in_guard.forget_last(each.name)


def for_account(email: str, mark: str = "") -> Counted:
    """Count for an account, there or not; from a browser that the person is known by, apart from all others.

    So nobody who guesses from elsewhere can keep a person out.
    """
    return Counted(name=digest(f"account {email.casefold()} {mark}"), limit=ACCOUNT_LIMIT, is_forgiven=True)


def for_address(address: str) -> Counted:
    """Count for an address on the network."""
    return Counted(name=digest(f"address {address}"), limit=ADDRESS_LIMIT, is_forgiven=False)


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _wait(oldest: datetime, now: datetime) -> timedelta:
    return oldest + WINDOW - now
