"""The planner's web application: Streamlit behind the gate, and the few addresses that are our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.domain.errors import RoundsError
from ui import boundary, wording
from ui.door import Door
from ui.door_invitation import InvitationDoor
from ui.door_provider import ProviderDoor
from ui.first_calendar import ADDRESS, document, first_calendar
from ui.gate import Gate, Headed, Spoken
from ui.live_check import live_check
from ui.session import Desk, open_desk
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from scheduler.bootstrap import App

_SCRIPT = Path(__file__).with_name("app.py")
_YEAR = 365 * 24 * 60 * 60
_NOT_FOUND = 404
_NO_KIND = "application/octet-stream"
#: Cleaned pictures are one of these; the first bytes tell which.
_SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
    b"GIF8": "image/gif",
}


def build(app: App) -> st.App:
    """Return the planner over `app`. One process can hold one planner."""
    open_desk(Desk(app))
    door, provider = Door(app), ProviderDoor(app)
    return st.App(
        _SCRIPT,
        routes=[
            Route("/signin", door.sign_in, methods=["GET", "POST"]),
            Route("/signin/code", door.sign_in_by_code, methods=["GET", "POST"]),
            Route("/invitation/{token}", InvitationDoor(app).choose, methods=["GET", "POST"]),
            Route("/signout", door.sign_out, methods=["GET", "POST"]),
            Route("/signin/with", provider.leave),
            Route("/signin/again", provider.leave_again),
            Route("/signin/back", provider.come_back),
            Route("/signin/ended", provider.ended_there, methods=["POST"]),
            Route("/session/renew", door.renew, methods=["POST"]),
            Route("/healthz", _health),
            Route("/", document),
            Route("/calendar", _to_the_calendar),
            Route(f"/{ADDRESS}", first_calendar(app)),
            Route("/composer/check", live_check(app), methods=["POST"]),
            Route("/pictures/{sha256}", _pictures(app)),
            Route("/videos/{sha256}", _videos(app)),
        ],
        middleware=[Middleware(Headed), Middleware(Spoken), Middleware(Gate, visit=app.people.visit)],
        on_script_error=boundary.tell,
    )


async def _to_the_calendar(request: Request) -> Response:
    """Lead to the page that stands at the root under no name of its own, with what the address asks of it."""
    return RedirectResponse(f"./?{request.url.query}".rstrip("?"))


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def _videos(app: App) -> Callable[[Request], Awaitable[Response]]:
    """Return the route that serves a cleaned video from the disk, or the range of it that was asked for."""

    async def video(request: Request) -> Response:
        try:
            path = app.planning.video_path(request.path_params["sha256"])
        except RoundsError as why:
            return PlainTextResponse(told(str(why)), _NOT_FOUND)
        if not await run_in_threadpool(path.is_file):
            return PlainTextResponse(wording.NO_SUCH_VIDEO, _NOT_FOUND)
        kept = {"Cache-Control": f"private, max-age={_YEAR}, immutable"}
        return FileResponse(path, media_type="video/mp4", headers=kept)

    return video


def _pictures(app: App) -> Callable[[Request], Awaitable[Response]]:
    """Return the route that serves a cleaned picture; its name is its digest, so it never changes."""

    async def picture(request: Request) -> Response:
        try:
            data = await run_in_threadpool(app.planning.picture_bytes, request.path_params["sha256"])
        except RoundsError as why:
            return PlainTextResponse(told(str(why)), _NOT_FOUND)
        kind = next((kind for sign, kind in _SIGNATURES.items() if data.startswith(sign)), _NO_KIND)
        return Response(
            data, media_type=kind, headers={"Cache-Control": f"private, max-age={_YEAR}, immutable"}
        )

    return picture
