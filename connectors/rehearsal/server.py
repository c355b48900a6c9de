"""Serve the rehearsal network over HTTP on this machine."""

from __future__ import annotations

import logging
import socket
import threading
from typing import TYPE_CHECKING, Self

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from connectors.rehearsal.api import Api
from connectors.rehearsal.faults import Fault, FaultKind
from connectors.rehearsal.page import timeline_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from connectors.rehearsal.network import Kept, Rehearsal

_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class PortInUseError(OSError):
    """Another program listens on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is in use by another program.")
        self.port = port


class RehearsalServer:
    """The network behind a port; `port=0` takes a free one. `mounts` are served beside it."""

    def __init__(
        self,
        rehearsal: Rehearsal,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mounts: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        self.rehearsal = rehearsal
        self._socket = _listening(host, port)
        self._address = self._socket.getsockname()[:2]
        app = application(rehearsal, mounts=mounts or {})
        config = uvicorn.Config(
            app, log_level=logging.CRITICAL, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"http://{self._address[0]}:{self._address[1]}"

    def start(self) -> Self:
        """Serve in a thread; requests are queued from now on."""
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="rehearsal", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and give the port back."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def application(rehearsal: Rehearsal, *, mounts: Mapping[str, ASGIApp]) -> Starlette:
    """Return the network as an ASGI application."""
    pages = _Pages(rehearsal)
    routes: list[Route | Mount] = [
        *Api(rehearsal).routes(),
        Route("/", pages.timeline),
        Route("/@{handle}", pages.timeline),
        Route("/i/status/{id}", pages.post),
        Route("/pictures/{id}", pages.picture),
        Route("/rehearsal/posts.json", pages.posts),
        Route("/rehearsal/faults", pages.faults, methods=["POST"]),
        Route("/healthz", pages.healthz),
        *(Mount(path, app) for path, app in mounts.items()),
    ]
    return Starlette(routes=routes)


class _Pages:
    """What a person, a test and a supervisor see of the network."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._network = rehearsal

    async def timeline(self, request: Request) -> Response:
        handle = request.path_params.get("handle")
        if handle is not None and self._network.account_named(handle) is None:
            return PlainTextResponse("There is no such account here.", 404)
        return HTMLResponse(timeline_page(self._network, handle=handle), headers=_SECURITY)

    async def post(self, request: Request) -> Response:
        found = self._network.post(request.path_params["id"])
        if found is None:
            return PlainTextResponse("There is no such post here.", 404)
        return HTMLResponse(timeline_page(self._network, only=found), headers=_SECURITY)

    async def picture(self, request: Request) -> Response:
        found = self._network.picture(request.path_params["id"])
        if found is None:
            return PlainTextResponse("There is no such picture here.", 404)
        return Response(found.data, media_type=found.mime, headers=_SECURITY)

    async def posts(self, _: Request) -> Response:
        return JSONResponse([_told(self._network, kept) for kept in self._network.visible()])

    async def faults(self, request: Request) -> Response:
        try:
            asked = await request.json()
            fault = Fault(FaultKind(asked["kind"]), float(asked.get("seconds", 1.0)))
            self._network.faults.put(fault, times=int(asked.get("times", 1)))
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse(f"Say which fault: one of {', '.join(FaultKind)}.", 400)
        return JSONResponse({"ok": True})

    async def healthz(self, _: Request) -> Response:
        return JSONResponse({"ok": True})


def _told(rehearsal: Rehearsal, kept: Kept) -> dict[str, object]:
    account = rehearsal.account_of(kept.user_id)
    pictures = [rehearsal.picture(each) for each in kept.pictures]
    return {
        "id": kept.id,
        "handle": account.handle if account else "",
        "text": kept.text,
        "at": kept.at.isoformat(),
        "alt_texts": [picture.alt for picture in pictures if picture is not None],
    }


def _listening(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as why:
        made.close()
        raise PortInUseError(port) from why
    made.listen(128)
    return made
