"""The calendar that stands before the page does.

Streamlit's page takes a while to stand in a browser: its own scripts, then ours, then some fifty elements.
Whoever opens the calendar wants to see the plan. So the page's document begins with a script that asks for
what the calendar holds and draws it where it stood last time, with the calendar's own code; Streamlit's
component then takes over what is drawn. What people do meanwhile waits in the calendar's outbox. An address
that wishes for something, such as a filter, is answered by the page alone.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from ui.apart import being_apart
from ui.components.calendar import CalendarNotBuiltError, bundle
from ui.language import current, preferred, speaking
from ui.session import COOKIE
from ui.theme import DARK_GROUND
from ui.views import calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from scheduler.bootstrap import App

#: What the script asks for, relative to the page.
ADDRESS: Final = "first-calendar"
#: Asks at once, before the calendar's own code is there; but not in a browser that remembers no place for it.
_SCRIPT: Final = Template("""<script>
      try {
        if (localStorage.getItem("rounds-first-calendar") && !location.search) {
          const told = fetch("./$address", { headers: { "X-Rounds": "calendar" } });
          const style = fetch("$sheet");
          import("$script").then(({ first }) => first(told, style));
        }
      } catch {} // a browser that keeps nothing draws the calendar with its page
    </script>
    """)
#: Who has chosen the dark is not met by a white window while Streamlit's code is on its way.
_GROUND: Final = f"""<style>
      @media screen and (prefers-color-scheme: dark) {{ html {{ background: {DARK_GROUND}; }} }}
    </style>
    """
_DOCUMENT: Final = Path(st.__file__).parent / "static" / "index.html"
_PLACE: Final = '<script type="module"'
_NO_CONTENT, _FORBIDDEN = 204, 403
_NOT_KEPT: Final = {"Cache-Control": "no-store"}


async def document(_request: Request) -> Response:
    """Answer with Streamlit's document, and the script in it."""
    return HTMLResponse(_document(), headers={"Cache-Control": "no-cache"})


def first_calendar(app: App) -> Callable[[Request], Any]:
    """Return the route that tells what the calendar holds; only a script of our own page can ask for it."""

    async def tell(request: Request) -> Response:
        if request.headers.get("x-rounds") != "calendar":
            return Response(status_code=_FORBIDDEN)
        return await run_in_threadpool(_answer, app, request.cookies.get(COOKIE))

    return tell


def _answer(app: App, token: str | None) -> Response:
    visit = app.people.visit(token)
    if visit is None or not visit.may_see:
        return Response(status_code=_FORBIDDEN, headers=_NOT_KEPT)
    with speaking(preferred(visit.person.language, current().code)), being_apart(token):
        held = calendar.opening()
    kind = "application/json" if held else None
    return Response(held, 200 if held else _NO_CONTENT, media_type=kind, headers=_NOT_KEPT)


@cache
def _document() -> str:
    """Return the document; without the script where the calendar is not built."""
    begin = _GROUND
    with suppress(CalendarNotBuiltError):
        script, sheet = bundle()
        begin += _SCRIPT.substitute(address=ADDRESS, script=script, sheet=sheet)
    return _DOCUMENT.read_text("utf-8").replace(_PLACE, f"{begin}{_PLACE}", 1)
