"""The addresses of CalDAV: who comes, and which way what they ask for goes.

Only app passwords open anything: a planner password is refused like any wrong one. Nothing of a request
is logged, for it holds the secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from scheduler.caldav.asking import found, reported, spot_at
from scheduler.caldav.elements import DAV, UnreadableError
from scheduler.caldav.places import BASE, Kind, Places
from scheduler.caldav.properties import CONTENT_TYPE, MOST_BYTES, Spot
from scheduler.caldav.refusing import HEADERS, RefusedError, error, refusal, xml
from scheduler.domain.errors import ConflictError, RoundsError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from scheduler.domain.app_passwords import Guest
    from scheduler.services.app_passwords import AppPasswords
    from scheduler.services.plan_calendars import PlanCalendars

_READING: Final = ("OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT")
_ALLOW: Final = ", ".join((*_READING, "PUT"))
_REFUSED: Final = {
    "DELETE": "Posts are not deleted from here. Cancel it in the planner.",
    "MKCALENDAR": "Each channel is a calendar. Add channels in the planner.",
    "MKCOL": "Each channel is a calendar. Add channels in the planner.",
    "PROPPATCH": "Names and colours of the calendars are set in the planner.",
    "COPY": "Posts are not copied from here. Copy it in the planner.",
    "MOVE": "A post stays in its channel. Copy it to another in the planner.",
}
_UNKNOWN: Final = ("POST", "PATCH", "LOCK", "UNLOCK", "ACL", "SEARCH")
_METHODS: Final = (*_READING, "PUT", *_REFUSED, *_UNKNOWN)
_TAG: Final = re.compile(r'(?:W/)?("[^"]{0,200}"|\*)')
_REALM: Final = 'Basic realm="Rounds calendars (app password)", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, whole."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True, slots=True)
class _Door:
    """Lets guests in, and takes what they ask for to where it is answered."""

    passwords: AppPasswords
    plan: PlanCalendars
    prefix: str

    def answer(self, asked: _Asked) -> Response:
        """Answer one request; may wait for the database."""
        try:
            guest = self._guest(asked)
            if guest is None:
                words = (
                    "Use your mail address and an app password: make one under Calendars in the planner.\n"
                )
                headers = {**HEADERS, "WWW-Authenticate": _REALM}
                return Response(words, status_code=401, headers=headers, media_type="text/plain")
            return self._answer(asked, guest)
        except (RefusedError, UnreadableError, RoundsError) as why:
            return refusal(why)

    def _answer(self, asked: _Asked, guest: Guest) -> Response:
        if asked.method in _UNKNOWN:
            return _not_here()
        if asked.method in _REFUSED:
            return error(403, DAV + "cannot-modify-protected-property", _REFUSED[asked.method])
        places = Places(self.prefix, guest.actor.person_id or 0)
        place = places.at(asked.path)
        if place is None:
            raise UnknownNameError("address", asked.path[:80])
        spot = spot_at(Spot(place, places, guest, self.plan))
        if asked.method == "PUT":
            return self._put(asked, spot)
        if place.kind is Kind.ENTRY and spot.entry is None:
            raise UnknownNameError("post", place.uid[:80])
        return _shown(asked, spot)

    def _put(self, asked: _Asked, spot: Spot) -> Response:
        """Move a post. There is no tag in the answer: what is kept is not what came (RFC 4791 §5.3.4)."""
        if spot.place.kind is not Kind.ENTRY:
            return _not_here()
        tags = _tags(asked.headers.get("if-match", ""))
        if spot.entry is None:
            if tags:
                raise ConflictError
            raise RefusedError(403, DAV + "need-privileges", "New posts are written in the planner.")
        if asked.headers.get("if-none-match", "").strip():
            raise ConflictError
        self.plan.move(spot.guest, spot.place.calendar, spot.place.uid, asked.body, tags=tags)
        return Response(status_code=204, headers=HEADERS)

    def _guest(self, asked: _Asked) -> Guest | None:
        scheme, _, given = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            email, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        if not colon:
            return None
        client = asked.headers.get("user-agent", "")
        return self.passwords.guest(email, secret, address=asked.address, client=client)


def caldav_routes(passwords: AppPasswords, plan: PlanCalendars, *, public_url: str) -> list[Route]:
    """Return the routes of CalDAV.

    `public_url` is where programs reach this server: the path in it is taken away by the proxy, and stands
    before each address that is told.
    """
    prefix = urlsplit(public_url).path.rstrip("/")
    door = _Door(passwords, plan, prefix)

    async def called(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=200, headers={**HEADERS, "Allow": _ALLOW})
        body = await _body(request)
        if body is None:
            return error(413, None, "This is larger than anything that is read here.")
        address = request.client.host if request.client else ""
        path = request.path_params.get("path", "")
        return await run_in_threadpool(
            door.answer, _Asked(request.method, path, request.headers, body, address)
        )

    async def known(request: Request) -> Response:
        if request.url.path == "/" and request.method in {"GET", "HEAD"}:
            return error(404, None, "There is nothing at this address.")
        return Response(status_code=301, headers={"Location": prefix + BASE, "Cache-Control": "no-store"})

    methods = list(_METHODS)
    return [
        Route("/.well-known/caldav", known, methods=methods),
        Route("/", known, methods=["GET", "OPTIONS", "PROPFIND"]),
        Route("/caldav", called, methods=methods),
        Route("/caldav/{path:path}", called, methods=methods),
    ]


async def _body(request: Request) -> bytes | None:
    """Return what came, `None` where it is too much."""
    came = bytearray()
    async for chunk in request.stream():
        came += chunk
        if len(came) > MOST_BYTES:
            return None
    return bytes(came)


def _shown(asked: _Asked, spot: Spot) -> Response:
    if asked.method == "PROPFIND":
        return xml(found(spot, asked.body, asked.headers.get("depth", "0")), status=207)
    if asked.method == "REPORT":
        return xml(reported(spot, asked.body), status=207)
    return _read(asked, spot)


def _read(asked: _Asked, spot: Spot) -> Response:
    if spot.entry is None:
        return _not_here()
    headers = {**HEADERS, "ETag": spot.entry.etag, "Content-Type": CONTENT_TYPE}
    named = _tags(asked.headers.get("if-none-match", ""))
    if spot.entry.etag in named or "*" in named:
        return Response(status_code=304, headers=headers)
    body = spot.entry.document
    headers["Content-Length"] = str(len(body))
    return Response(b"" if asked.method == "HEAD" else body, headers=headers)


def _tags(listed: str) -> tuple[str, ...]:
    return tuple(_TAG.findall(listed[:4000])) or ((listed[:40],) if listed.strip() else ())


def _not_here() -> Response:
    words = "This can't be done here. Add this address as a CalDAV account in your calendar program.\n"
    return Response(words, status_code=405, headers={**HEADERS, "Allow": _ALLOW}, media_type="text/plain")
