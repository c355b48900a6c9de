"""Seal credentials before they reach the database. The keys stand in a file outside of it.

Losing the key file means connecting every channel again; the backup guide says so. A missing file is
never replaced while the database holds anything sealed: a new key would open none of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scheduler.domain.clock import SystemClock
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.secret import Credentials
from scheduler.services.keys import KeyFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cryptography.fernet import MultiFernet

    from scheduler.domain.clock import Clock
    from scheduler.domain.secret import Secret
    from scheduler.services.keys import Key


@dataclass(frozen=True, slots=True)
class Opening:
    """With which key something opens."""

    key: Key
    #: Is it the key that seals now?
    is_newest: bool
    sealed_at: datetime


class Seal:
    """Seals values to a name, so that a sealed value copied to another row does not open.

    `is_in_use` tells whether anything sealed is kept.
    """

    def __init__(
        self,
        key_file: Path,
        clock: Clock | None = None,
        *,
        is_in_use: Callable[[], bool] = lambda: False,
    ) -> None:
        self.file = KeyFile(key_file, clock or SystemClock())
        self._is_in_use = is_in_use

    def close_over(self, name: str, secrets: Mapping[str, str | Secret]) -> bytes:
        """Return `secrets` sealed to `name`; makes the first key where nothing was ever sealed.

        Call it in the transaction that stores what it returns, after its first statement, which takes
        the write lock: then no key is retired in between.
        """
        if not self.file.exists() and not self._is_in_use():
            self.file.begin()
        self.require()
        return self._box().encrypt(json.dumps([name, Credentials(secrets).reveal()]).encode())

    def open_for(self, name: str, sealed: bytes) -> Credentials:
        """Return what was sealed to `name`; raises `EnvironmentProblemError` where key or name don't fit."""
        from cryptography.fernet import InvalidToken  # heavy, and nothing is sealed for a rehearsal

        self.require()
        try:
            owner, secrets = _parts(self._box().decrypt(sealed))
        except InvalidToken as why:
            raise EnvironmentProblemError(
                f"The credentials of “{name}” can't be opened with the key in {self.file.path.name}. "
                "Put the right key file back, or connect the channel again."
            ) from why
        if owner != name:
            raise EnvironmentProblemError(f"The credentials stored for “{name}” belong to another channel.")
        return secrets

    def opening(self, sealed: bytes) -> Opening | None:
        """Return with which key `sealed` opens; `None` where none does."""
        from cryptography.fernet import Fernet, InvalidToken

        keys = self.file.read()
        for number, key in enumerate(keys):
            box = Fernet(key.secret.reveal())
            try:
                box.decrypt(sealed)
            except InvalidToken:
                continue
            sealed_at = datetime.fromtimestamp(box.extract_timestamp(sealed), UTC)
            return Opening(key, is_newest=number == 0, sealed_at=sealed_at)
        return None

    def resealed(self, sealed: bytes) -> bytes:
        """Return the same sealed with the newest key; what it holds and when it was sealed stay."""
        return self._box().rotate(sealed)

    def require(self) -> None:
        """Raise `EnvironmentProblemError` where the keys to what is kept are missing."""
        if not self.file.exists():
            raise EnvironmentProblemError(
                f"The key file {self.file.path} is missing, so no channel's credentials can be opened. "
                "Put it back from where you keep a copy. If it is lost, run "
                "“rounds channel disconnect --all”, then connect each channel again; and for newsletters "
                "“rounds newsletter forget”, then set their mailbox again; and for two-step sign-in "
                "“rounds user two-step off” for each person who has it."
            )

    def _box(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(key.secret.reveal()) for key in self.file.read()])


def _parts(plain: bytes) -> tuple[str, Credentials]:
    owner, secrets = json.loads(plain)
    return str(owner), Credentials({str(key): str(value) for key, value in secrets.items()})
