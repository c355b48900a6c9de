"""The demo newsroom: serves the demo's feeds and the pages they lead to, over real HTTP.

It stands on loopback, beside the rehearsal network or alone, so that the whole job can be seen
without any other machine. It knows no database.
"""

from __future__ import annotations

from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from scheduler.demo import documents, pages, script

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request

    from scheduler.demo.documents import Document
    from scheduler.domain.clock import Clock

_ONE_HOUR = "max-age=3600"


def newsroom(base_url: str, *, clock: Clock, anchor: date) -> Starlette:
    """Return the newsroom as an ASGI application.

    `base_url` is where it can be reached, without a slash at its end. All dates are told from `anchor`, the
    demo's first day; what lies after `clock`'s now is not out yet, so that polls find news for some days.
    """
    desk = _Desk(base_url.rstrip("/"), clock, anchor)
    return Starlette(
        routes=[
            Route("/", desk.front),
            Route("/feeds/{file_name}", desk.feed),
            Route("/articles/{slug}", desk.article),
        ]
    )


class _Desk:
    def __init__(self, base_url: str, clock: Clock, anchor: date) -> None:
        self._base_url = base_url
        self._clock = clock
        self._anchor = anchor

    async def front(self, _request: Request) -> Response:
        now = self._clock.now()
        shelves = [
            (
                feed,
                documents.out_by(feed, base_url=self._base_url, anchor=self._anchor, now=now),
            )
            for feed in script.feeds()
        ]
        return HTMLResponse(pages.front(shelves, base_url=self._base_url))

    async def feed(self, request: Request) -> Response:
        wanted = request.path_params["file_name"]
        feed = next((each for each in script.feeds() if each.file_name == wanted), None)
        if feed is None:
            return PlainTextResponse("There is no feed of this name.", status_code=404)
        made = documents.document(feed, base_url=self._base_url, anchor=self._anchor, now=self._clock.now())
        headers = {
            "ETag": made.etag,
            "Last-Modified": format_datetime(made.changed_at, usegmt=True),
            "Cache-Control": _ONE_HOUR,
        }
        if _is_known(request, made):
            return Response(status_code=304, headers=headers)
        return Response(made.body, headers={**headers, "Content-Type": made.content_type})

    async def article(self, request: Request) -> Response:
        slug = request.path_params["slug"]
        for feed in script.feeds():
            for item in documents.out_by(
                feed, base_url=self._base_url, anchor=self._anchor, now=self._clock.now()
            ):
                if item.article.slug == slug:
                    return HTMLResponse(pages.article(feed, item, base_url=self._base_url))
        return HTMLResponse(pages.missing(base_url=self._base_url), status_code=404)


def _is_known(request: Request, made: Document) -> bool:
    """Tell whether the asker's copy is still good; an entity tag decides alone (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return made.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and made.changed_at <= since
