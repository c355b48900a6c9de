"""TLS whose certificate is renewed while the server runs."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.services.certificates import context_of

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

_log = logging.getLogger(__name__)
_Stamp = tuple[tuple[int, int, int], ...]


class RenewedContext:
    """Looks at the two files with each handshake, and takes up what was put in their place.

    What can't be used, such as a new certificate whose key is still the old one, is left: the last
    good pair goes on being used, and the log says it once.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        """Read the pair; raises `EnvironmentProblemError` in words where it can't be used."""
        self._files = certificate, key
        self._seen = self._stamp()
        self._current = context_of(certificate, key)
        #: What the server listens with; each handshake goes on with the newest.
        self.context = self._current
        self.context.sni_callback = self._greet

    def _greet(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        self._renew()
        if connection.context is not self._current:
            connection.context = self._current

    def _renew(self) -> None:
        found = self._stamp()
        if found == self._seen:
            return
        self._seen = found
        try:
            self._current = context_of(*self._files)
        except EnvironmentProblemError as why:
            _log.warning("new certificate not used: %s", why)
        else:
            _log.info("new certificate taken up")

    def _stamp(self) -> _Stamp:
        return tuple(_stamp_of(path) for path in self._files)


def _stamp_of(path: Path) -> tuple[int, int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked with every handshake, so it must be quick
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_ino, found.st_size
