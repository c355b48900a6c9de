"""The server itself: a thread of its own, from `start` to `stop`."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

import uvicorn

from scheduler.domain.errors import EnvironmentProblemError, PortTakenError

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp

    from scheduler.webcal.tls import RenewedContext

_log = logging.getLogger(__name__)


class CalendarServer:
    """Serves an application in a thread of its own, from `start` to `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, tls: RenewedContext | None = None) -> None:
        """Serve `app` on `host` and `port`, 0 for any; with `tls` over HTTPS only."""
        self._host = host
        self._port = port
        self._scheme = "https" if tls else "http"
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # the application knows whom to believe
                lifespan="off",
                loop="uvloop" if find_spec("uvloop") else "asyncio",
                http=_protocol(),
                ws="none",
                limit_concurrency=200,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=1,
                ssl_context_factory=(lambda *_: tls.context) if tls else None,
            )
        )
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the server; right for port 0 too, once started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{self._scheme}://{host}:{self._port}"

    def start(self) -> None:
        """Listen, and return once requests are answered; raises `PortTakenError`."""
        listening = self._listen()
        self._port = listening.getsockname()[1]
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="calendar-server", daemon=True
        )
        self._thread.start()
        self._server.answering.wait(timeout=30)
        _log.info("calendar server started", extra={"port": self._port})

    def stop(self) -> None:
        """Close what is idle, give answers under way a second, and return; harmless when not started."""
        if self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._thread = None
        _log.info("calendar server stopped", extra={"port": self._port})

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family, backlog=128)
        except OSError as why:
            if why.errno == errno.EADDRINUSE:
                raise PortTakenError(self._port, "calendar server", "ROUNDS_CALENDAR_PORT") from why
            raise EnvironmentProblemError(
                f"The calendar server can't listen on {self._host}, port {self._port}: {why.strerror}. "
                "Check ROUNDS_HOST and ROUNDS_CALENDAR_PORT."
            ) from why


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.answering.set()


def _protocol() -> type[asyncio.Protocol] | str:
    """Return what reads HTTP: httptools where it is installed, else uvicorn's slower one."""
    if not find_spec("httptools"):
        return "h11"
    from scheduler.webcal.wire import CarefulProtocol

    return CarefulProtocol
