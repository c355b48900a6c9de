"""Serve the rehearsal network over HTTP on this machine."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import struct
import threading
from contextlib import suppress
from email.utils import format_datetime
from typing import TYPE_CHECKING, Self

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from connectors.rehearsal.api import Api
from connectors.rehearsal.desk import Desk
from connectors.rehearsal.pages import Pages
from connectors.rehearsal.sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from connectors.rehearsal.network import Rehearsal

#: Closing a socket with this option resets the connection, as a broken line does.
_RESET = struct.pack("ii", 1, 0)
_PATIENCE = 0.5


class PortInUseError(OSError):
    """Another program listens on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is in use by another program.")
        self.port = port


class RehearsalServer:
    """The network behind a port; `port=0` takes a free one. `mounts` are served beside it.

    A `certificate`, the files of chain and key, makes it speak TLS. To rehearse a certificate that
    fails, give one that the client does not trust, or that names another host.

    Raises `PortInUseError` when it is made: the port is taken at once.
    """

    def __init__(
        self,
        rehearsal: Rehearsal,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mounts: Mapping[str, ASGIApp] | None = None,
        certificate: tuple[Path, Path] | None = None,
    ) -> None:
        self.rehearsal = rehearsal
        self._scheme = "https" if certificate else "http"
        self._socket = _listening(host, port)
        self._address: tuple[str, int] = self._socket.getsockname()[:2]
        config = uvicorn.Config(
            application(rehearsal, mounts=mounts or {}),
            http=_Protocol,
            ws="none",
            loop="asyncio",
            log_config=None,
            log_level=logging.CRITICAL,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
            ssl_certfile=certificate[0] if certificate else None,
            ssl_keyfile=certificate[1] if certificate else None,
        )
        self._server = _Server(config)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        host, port = self._address
        return f"{self._scheme}://[{host}]:{port}" if ":" in host else f"{self._scheme}://{host}:{port}"

    def start(self) -> Self:
        """Serve in a thread; requests are queued from now on."""
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="rehearsal", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and give the port back; harmless when stopped already."""
        self._server.stop()
        if self._thread is not None:
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def application(rehearsal: Rehearsal, *, mounts: Mapping[str, ASGIApp]) -> Starlette:
    """Return the network as an ASGI application; cutting connections needs `RehearsalServer`."""
    pages, desk = Pages(rehearsal), Desk(rehearsal)
    routes: list[Route | Mount] = [
        *Api(rehearsal).routes(),
        *SignIn(rehearsal).routes(),
        Route("/", pages.timeline),
        Route("/@{handle}", pages.timeline),
        Route("/i/status/{id}", pages.post),
        Route("/pictures/{id}", pages.medium),
        Route("/style.css", pages.style),
        Route("/rehearsal/posts.json", desk.posts),
        Route("/rehearsal/faults", desk.faults, methods=["GET", "POST", "DELETE"]),
        Route("/healthz", desk.healthz),
        *(Mount(path, app) for path, app in mounts.items()),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Dated, now=rehearsal.now)])


class _Dated:
    """Puts on each answer the date by the network's own clock, as every server does."""

    def __init__(self, app: ASGIApp, *, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and date what comes back."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["date"] = format_datetime(self._now(), usegmt=True)
            await send(message)

        await self._app(scope, receive, dated)


class _Server(uvicorn.Server):
    """uvicorn's own, which stops when it is told to and not when it next looks."""

    _loop: asyncio.AbstractEventLoop | None = None
    _told: asyncio.Event | None = None

    def stop(self) -> None:
        """Stop, from any thread."""
        self.should_exit = True
        if self._loop is not None and self._told is not None:
            with suppress(RuntimeError):  # it is closed: the server stopped by itself
                self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        """Look after the server ten times a second until it is told to stop."""
        self._told = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        counter = 0
        while not await self.on_tick(counter % 864_000):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), 0.1)


class _Protocol(H11Protocol):
    """uvicorn's own, which lets an answer break its connection, and waits for no silent one at the end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put into the state of each request what cuts its connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "cut": self._cut}

    def shutdown(self) -> None:
        """Give an answer under way a moment."""
        super().shutdown()
        self.loop.call_later(_PATIENCE, self.transport.abort)

    def _cut(self) -> None:
        line = self.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()


def _listening(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(512)
    except OSError as why:
        made.close()
        if why.errno == errno.EADDRINUSE:
            raise PortInUseError(port) from why
        raise
    return made
