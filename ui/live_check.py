"""What the guard says of a text while it is written: asked by the composer's script, a moment after each key.

Nothing of it is kept or written down. Only a script of our own pages can send the header that is asked for,
and only who may write on the channel is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response

from scheduler.domain.errors import RoundsError
from scheduler.domain.people import Permission
from scheduler.domain.value import Value
from ui import wording
from ui.language import current, preferred, speaking
from ui.session import COOKIE
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from scheduler.bootstrap import App
    from scheduler.policies.finding import Finding
    from scheduler.services.signing_in import Visit

#: Of one question; more than the longest text any network takes.
MOST_BYTES: Final = 128_000
_BAD, _FORBIDDEN, _TOO_LONG = 400, 403, 413
_NOT_KEPT = {"Cache-Control": "no-store"}


class _Asked(Value):
    text: str
    channel: str
    link: str | None = None
    is_reply: bool = False


def live_check(app: App) -> Callable[[Request], Any]:
    """Return the route that answers with findings: offsets in UTF-16 units, as scripts count them."""

    async def check(request: Request) -> Response:
        if request.headers.get("x-rounds") != "check":
            return Response(status_code=_FORBIDDEN)
        body = b""
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return PlainTextResponse(wording.TOO_LONG_TO_CHECK, _TOO_LONG)
            asked = _Asked.model_validate_json(body)
        except (ClientDisconnect, ValidationError):  # the latter says what was typed
            return Response(status_code=_BAD)
        return await run_in_threadpool(_answer, app, request.cookies.get(COOKIE), asked)

    return check


def _answer(app: App, token: str | None, asked: _Asked) -> Response:
    try:
        visit = _visit(app, token)
        visit.actor.require(Permission.WRITE, on=asked.channel)
        said = app.checking.review(
            asked.text, channel=asked.channel, link=asked.link, is_reply=asked.is_reply
        )
    except RoundsError as why:
        return PlainTextResponse(told(str(why)), _FORBIDDEN, headers=_NOT_KEPT)
    with speaking(preferred(visit.person.language, current().code)):
        return JSONResponse(_told(asked.text, said.findings), headers=_NOT_KEPT)


def _visit(app: App, token: str | None) -> Visit:
    visit = app.people.visit(token)
    if visit is None or not visit.may_see:
        raise RoundsError(wording.SIGN_IN_FIRST)
    return visit


def _told(text: str, findings: Sequence[Finding]) -> list[dict[str, str | int]]:
    """Return what the script draws; code points beyond the first plane count two there."""

    def units(place: int) -> int:
        return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2

    return [
        {
            "start": units(each.start),
            "end": units(each.end),
            "severity": each.severity.value,
            "label": wording.SEVERITIES[each.severity.value],
            "advice": told(each.advice),
        }
        for each in findings
    ]
