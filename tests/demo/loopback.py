"""An ASGI application behind a port of this machine."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Self

import uvicorn
from starlette.types import ASGIApp


class Loopback:
    """Takes a free port at once, serves later."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self, app: ASGIApp) -> None:
        config = uvicorn.Config(app, log_config=None, log_level=logging.CRITICAL, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._socket.close()
