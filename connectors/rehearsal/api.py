"""X's API v2, the part Rounds uses: strict about what it is sent, exact in what it answers."""

from __future__ import annotations

import asyncio
import html
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from connectors.rehearsal.faults import Fault, FaultKind
from connectors.rehearsal.network import Account, Kept, RefusalError, Rehearsal, links_in
from connectors.rehearsal.signature import Door

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    Answer = Callable[["Api", Request, Account], Awaitable[Response]]

_WINDOW = 900
_LIMIT = 10_000
_MOST_ALT = 1000
_BIGGEST = 5_000_000
_READ_FIELDS = {"tweet.fields", "expansions", "media.fields", "user.fields", "poll.fields", "place.fields"}
_TIMELINE_FIELDS = _READ_FIELDS | {"since_id", "until_id", "max_results", "pagination_token", "exclude"}


class CutAnswer(Response):
    """An answer whose connection breaks in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Promise more bytes than are sent; the server then cuts the connection."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"da', "more_body": False})


class Api:
    """The routes over one network."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.network = rehearsal
        self._door = Door(rehearsal)

    def routes(self) -> list[Route]:
        """Return the routes as X lays them out."""
        return [
            self._route("/2/users/me", _me, "GET"),
            self._route("/2/users/{id}/tweets", _timeline, "GET"),
            self._route("/2/tweets", _create, "POST"),
            self._route("/2/tweets", _look_up, "GET"),
            self._route("/2/tweets/{id}", _delete, "DELETE"),
            self._route("/2/media/upload", _upload, "POST"),
            self._route("/2/media/metadata", _describe, "POST"),
        ]

    def _route(self, path: str, answer: Answer, method: str) -> Route:
        async def handle(request: Request) -> Response:
            signed = request.headers.get("authorization", "")
            account = self._door.who(request.method, str(request.url), signed)
            if account is None:
                response: Response = problem(401, "Unauthorized")
            else:
                response = await self._answered(answer, request, account)
            reset = int(self.network.now().timestamp()) // _WINDOW * _WINDOW + _WINDOW
            response.headers["x-rate-limit-limit"] = str(_LIMIT)
            response.headers.setdefault("x-rate-limit-remaining", str(_LIMIT - 1))
            if "x-rate-limit-silent" not in response.headers:
                response.headers.setdefault("x-rate-limit-reset", str(reset))
            return response

        return Route(path, handle, methods=[method])

    async def _answered(self, answer: Answer, request: Request, account: Account) -> Response:
        try:
            return await answer(self, request, account)
        except RefusalError as why:
            return problem(why.status, why.detail)


def problem(status: int, detail: str) -> JSONResponse:
    """Return an error in X's own shape."""
    title = {400: "Invalid Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    body = {"title": title.get(status, "Error"), "detail": detail, "type": "about:blank", "status": status}
    return JSONResponse(body, status)


async def _me(api: Api, request: Request, account: Account) -> Response:
    _only(request, {"user.fields", "tweet.fields", "expansions"})
    del api
    return JSONResponse(
        {"data": {"id": account.user_id, "name": account.name or account.handle, "username": account.handle}}
    )


async def _create(api: Api, request: Request, account: Account) -> Response:
    body = await _json(request, {"text", "media", "reply", "reply_settings", "quote_tweet_id"})
    media = body.get("media") or {}
    pictures = tuple(str(each) for each in media.get("media_ids", ()))
    text = body.get("text", "")
    if not isinstance(text, str) or set(media) - {"media_ids", "tagged_user_ids"}:
        raise RefusalError(400, "One or more parameters to your request was invalid.")
    fault = api.network.faults.next()
    if fault is not None:
        return await _failing(api, account, text, pictures, fault)
    return _created(api.network.take(account, text, pictures=pictures))


def _created(kept: Kept) -> Response:
    data = {"id": kept.id, "text": kept.text, "edit_history_tweet_ids": [kept.id]}
    return JSONResponse({"data": data}, 201)


async def _failing(
    api: Api, account: Account, text: str, pictures: tuple[str, ...], fault: Fault
) -> Response:
    if fault.kind is FaultKind.LATE:
        await asyncio.sleep(fault.seconds)
    if fault.kind in {FaultKind.SERVER_ERROR_AFTER, FaultKind.LOST, FaultKind.LATE, FaultKind.HTML}:
        api.network.take(account, text, pictures=pictures)
    if fault.kind in {FaultKind.RATE_LIMITED, FaultKind.RATE_LIMITED_SILENT}:
        return _too_many(api, fault)
    if fault.kind in {FaultKind.SERVER_ERROR, FaultKind.SERVER_ERROR_AFTER}:
        return problem(503, "Service Unavailable")
    if fault.kind is FaultKind.HTML:
        return HTMLResponse("<!doctype html><title>One moment</title>", 200)
    return CutAnswer()


def _too_many(api: Api, fault: Fault) -> Response:
    answer = problem(429, "Too Many Requests")
    answer.headers["x-rate-limit-remaining"] = "0"
    if fault.kind is FaultKind.RATE_LIMITED_SILENT:
        answer.headers["x-rate-limit-silent"] = "1"
        return answer
    reset = api.network.now() + timedelta(seconds=fault.seconds)
    answer.headers["x-rate-limit-reset"] = str(int(reset.timestamp()) + 1)
    return answer


async def _timeline(api: Api, request: Request, account: Account) -> Response:
    _only(request, _TIMELINE_FIELDS | {"start_time", "end_time"})
    if request.path_params["id"] != account.user_id:
        return problem(403, "You may read your own time-line only.")
    floor = int(request.query_params.get("since_id", "0"))
    size = int(request.query_params.get("max_results", "10"))
    start = int(request.query_params.get("pagination_token", "0"))
    found = [kept for kept in api.network.visible(account.user_id) if int(kept.id) > floor]
    page = found[start : start + size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if start + size < len(found):
        meta["next_token"] = str(start + size)
    if not page:
        return JSONResponse({"meta": meta})
    return JSONResponse({"data": [_shown(kept) for kept in page], "meta": meta})


async def _look_up(api: Api, request: Request, account: Account) -> Response:
    _only(request, _READ_FIELDS | {"ids"})
    del account
    wanted = request.query_params.get("ids", "").split(",")
    known = {kept.id: kept for kept in api.network.visible()}
    data = [_shown(known[each]) for each in wanted if each in known]
    missing = [each for each in wanted if each not in known]
    errors = [{"value": each, "title": "Not Found Error", "detail": "Not found"} for each in missing]
    return JSONResponse({**({"data": data} if data else {}), **({"errors": errors} if errors else {})})


async def _delete(api: Api, request: Request, account: Account) -> Response:
    if not api.network.delete(account, request.path_params["id"]):
        return problem(404, "Not found")
    return JSONResponse({"data": {"deleted": True}})


async def _upload(api: Api, request: Request, account: Account) -> Response:
    del account
    async with request.form(max_part_size=_BIGGEST) as form:
        if set(form) - {"media", "media_category", "media_type", "shared", "additional_owners"}:
            raise RefusalError(400, "One or more parameters to your request was invalid.")
        media = form.get("media")
        if media is None or isinstance(media, str):
            raise RefusalError(400, "There is no media.")
        data = await media.read()
        mime = media.content_type or "application/octet-stream"
    if not mime.startswith("image/") or len(data) > _BIGGEST:
        raise RefusalError(400, "The media type or size is not supported.")
    picture = api.network.upload(data, mime=mime)
    key = f"3_{picture.id}"
    return JSONResponse({"data": {"id": picture.id, "media_key": key, "size": len(data)}})


async def _describe(api: Api, request: Request, account: Account) -> Response:
    del account
    body = await _json(request, {"id", "metadata"})
    alt = ((body.get("metadata") or {}).get("alt_text") or {}).get("text")
    if not isinstance(alt, str) or not alt or len(alt) > _MOST_ALT:
        raise RefusalError(400, "The alt text is missing or too long.")
    api.network.describe(str(body.get("id")), alt)
    return JSONResponse({"data": {"id": body.get("id"), "associated_metadata": body["metadata"]}})


def _shown(kept: Kept) -> dict[str, Any]:
    """Return a post as X shows it: escaped, links shortened, a picture link at the end, counts."""
    text, urls = html.escape(kept.text, quote=False), []
    for number, link in enumerate(links_in(kept.text)):
        short = f"https://t.co/{kept.id[-8:]}{number}"
        text = text.replace(html.escape(link, quote=False), short, 1)
        urls.append({"url": short, "expanded_url": link, "display_url": link[8:30]})
    for number, picture in enumerate(kept.pictures[:1]):
        short = f"https://t.co/p{kept.id[-8:]}{number}"
        text = f"{text} {short}".strip()
        where = f"https://x.com/i/status/{kept.id}/photo/1"
        urls.append({"url": short, "expanded_url": where, "media_key": f"3_{picture}"})
    shown: dict[str, Any] = {
        "id": kept.id,
        "text": text,
        "created_at": kept.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "edit_history_tweet_ids": [kept.id],
        "public_metrics": _counts(kept),
    }
    if urls:
        shown["entities"] = {"urls": urls}
    if kept.pictures:
        shown["attachments"] = {"media_keys": [f"3_{each}" for each in kept.pictures]}
    return shown


def _counts(kept: Kept) -> dict[str, int]:
    seen = int(kept.id) % 900
    return {
        "retweet_count": seen // 90,
        "reply_count": seen // 200,
        "like_count": seen // 30,
        "quote_count": seen // 400,
        "bookmark_count": seen // 300,
        "impression_count": seen * 7,
    }


def _only(request: Request, known: set[str]) -> None:
    if set(request.query_params) - known:
        raise RefusalError(400, "One or more parameters to your request was invalid.")


async def _json(request: Request, known: set[str]) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as why:
        raise RefusalError(400, "The body is not JSON.") from why
    if not isinstance(body, dict) or set(body) - known:
        raise RefusalError(400, "One or more parameters to your request was invalid.")
    return body
