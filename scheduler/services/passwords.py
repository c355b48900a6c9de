"""Passwords: whether one may be taken, its hash, and whether a typed one is it.

Guarantees: Argon2id, two hashes at a time at most, so that many sign-ins at once can't take the memory
of the machine; a wrong password, an unknown person and one without a password cost the same time.
The only home of argon2.
"""

from __future__ import annotations

import gzip
import importlib.resources
import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError
from scheduler.domain.passwords import normalised, why_weak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")
#: Each takes 64 MiB.
_AT_ONCE: Final = 2
_LONGEST_WAIT: Final = 20.0
#: In every installation, so on every list of whoever knows what runs here.
_OURS: Final = ("rounds", "password", "passphrase", "welcome", "hospital")
_turns = threading.BoundedSemaphore(_AT_ONCE)


class Passwords:
    """The hashes of passwords. May be used from any thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def hash(self, password: str, *, expected: Iterable[str]) -> str:
        """Return the hash to keep; raises `InvalidInputError` for a password that is easy to guess.

        `expected` are names that somebody would try: the person's, the organisation's.
        """
        taken = normalised(password)
        if why := why_weak(taken, common=common_passwords(), expected=(*_OURS, *expected)):
            raise InvalidInputError(why)
        return self._in_turn(lambda: self._hasher.hash(taken))

    def matches(self, hashed: str, password: str) -> bool:
        """Is it this password? Nothing matches an empty hash, and finding that out takes as long."""
        typed = normalised(password)
        return self._in_turn(lambda: self._verify(hashed or self._dummy(), typed)) and bool(hashed)

    def renewed(self, hashed: str, password: str) -> str | None:
        """Return a new hash of a password that matched, where the costs of a hash were raised since."""
        if not self._hasher.check_needs_rehash(hashed):
            return None
        return self._in_turn(lambda: self._hasher.hash(normalised(password)))

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _dummy(self) -> str:
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        return self._nobody

    @staticmethod
    def _in_turn(work: Callable[[], _T]) -> _T:
        if not _turns.acquire(timeout=_LONGEST_WAIT):
            raise EnvironmentProblemError("Too many people sign in just now. Wait a moment, then try again.")
        try:
            return work()
        finally:
            _turns.release()


@cache
def common_passwords() -> frozenset[str]:
    """Return 18,000 passwords that many people use (Royce Williams' list, as it comes with Django)."""
    packed = importlib.resources.files("scheduler.services").joinpath("data", "common-passwords.txt.gz")
    return frozenset(gzip.decompress(packed.read_bytes()).decode("utf-8").split())
