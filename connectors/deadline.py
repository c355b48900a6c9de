"""Bounds a whole call over HTTP, however slowly the other side speaks.

`requests` bounds each silence: a server that sends a byte every few seconds can hold its caller for
ever. Here every wait for the line is cut to what is left of the whole call, the sending of a body
included. Beyond it are the name of the host, which the resolver of the system bounds, and the opening
of a way by a proxy, where each silence is bounded; a call whose time is over by then sends nothing.
"""

from __future__ import annotations

import io
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from requests import PreparedRequest, Response, Session
    from urllib3 import PoolManager

#: When the call of this context must be over, by the monotonic clock.
_until: ContextVar[float | None] = ContextVar("until", default=None)


class NotBegunError(TimeoutError):
    """The time was over before a byte left."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let calls that are made inside end after `seconds` altogether, with `TimeoutError` at the bottom."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def bound(session: Session) -> None:
    """Make the calls of `session` heed `within`; without it they wait as they would."""
    session.mount("https://", _Adapter())
    session.mount("http://", _Adapter())


def _left() -> float | None:
    """Return the seconds that are left, if they are counted; raises `TimeoutError` where none are."""
    until = _until.get()
    if until is None:
        return None
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("The whole call took too long.")
    return left


def _begin() -> None:
    """Raise `NotBegunError` where there is no time for even a beginning."""
    try:
        _left()
    except TimeoutError as why:
        raise NotBegunError("The call's time was over before it began.") from why


class _Line:
    """A socket, plain or TLS, whose every wait is cut to what is left of the call."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._silence = line.gettimeout()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def settimeout(self, seconds: float | None) -> None:
        """Remember the longest silence."""
        self._silence = seconds
        self._line.settimeout(seconds)

    def sendall(self, data: bytes) -> None:
        """Send all of it, in time."""
        self.hurry()
        self._line.sendall(data)

    def makefile(self, mode: str, *_: Any) -> io.BufferedReader:
        """Return what `http.client` reads an answer from."""
        raw = cast("io.RawIOBase", self._line.makefile(mode, buffering=0))  # type: ignore[call-overload]  # "rb"
        return io.BufferedReader(_Reader(self, raw))

    def hurry(self) -> None:
        """Wait no longer than the call has left; raises `TimeoutError` where it has nothing."""
        left = _left()
        waits = [each for each in (left, self._silence) if each is not None]
        self._line.settimeout(min(waits, default=None))


class _Reader(io.RawIOBase):
    def __init__(self, line: _Line, raw: io.RawIOBase) -> None:
        self._line = line
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._line.hurry()
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Plain(HTTPConnection):
    def connect(self) -> None:
        _begin()
        super().connect()
        self.sock = cast("socket.socket", _Line(self.sock))
        _begin()


class _Secure(HTTPSConnection):
    def connect(self) -> None:
        _begin()
        super().connect()
        self.sock = cast("socket.socket", _Line(cast("socket.socket", self.sock)))
        _begin()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """The adapter of `requests` over such lines, through a proxy too."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        _use(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **more: Any) -> Any:
        manager = super().proxy_manager_for(*args, **more)
        _use(manager)
        return manager

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        _begin()
        return super().send(request, *args, **more)


def _use(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
