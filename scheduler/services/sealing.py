"""Seal credentials before they reach the database. The key stands in a file outside of it.

Losing the key file means connecting every channel again; the backup guide says so.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from scheduler.domain.errors import EnvironmentProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Seal:
    """Seals values to a name, so that a sealed value copied to another row does not open."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    def close_over(self, name: str, secrets: Mapping[str, str]) -> bytes:
        """Return `secrets` sealed to `name`."""
        return self._box().encrypt(json.dumps([name, dict(secrets)]).encode())

    def open_for(self, name: str, sealed: bytes) -> dict[str, str]:
        """Return what was sealed to `name`; raises `EnvironmentProblemError` where key or name don't fit."""
        try:
            owner, secrets = json.loads(self._box().decrypt(sealed))
        except InvalidToken as why:
            raise EnvironmentProblemError(
                f"The credentials of “{name}” can't be opened with the key in {self._key_file.name}. "
                "Put the right key file back, or connect the channel again."
            ) from why
        if owner != name:
            raise EnvironmentProblemError(f"The credentials stored for “{name}” belong to another channel.")
        return {str(key): str(value) for key, value in secrets.items()}

    def _box(self) -> MultiFernet:
        if not self._key_file.exists():
            self._make_key()
        keys = self._key_file.read_text(encoding="ascii").split()
        try:
            return MultiFernet([Fernet(key) for key in keys])
        except ValueError as why:
            raise EnvironmentProblemError(f"{self._key_file.name} does not hold a key.") from why

    def _make_key(self) -> None:
        self._key_file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
