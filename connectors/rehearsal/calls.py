"""What the calls of X's API read on the rehearsal network, and how a post is taken down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from starlette.responses import JSONResponse, Response

from connectors.rehearsal.checks import is_number, list_in, number_in, query_of
from connectors.rehearsal.kept import Account, Kept, RefusalError
from connectors.rehearsal.shown import NEW, OLD, Names, post_as_shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from starlette.requests import Request

    from connectors.rehearsal.network import Rehearsal

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_HIGHEST = 2**63
_USER_FIELDS = frozenset({"id", "name", "username"})
_TIMELINE: Mapping[str, Collection[str] | None] = {
    "since_id": None,
    "until_id": None,
    "start_time": None,
    "end_time": None,
    "max_results": None,
    "pagination_token": None,
    "exclude": {"replies", "retweets"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One signed call, and what is to befall a post it makes."""

    network: Rehearsal
    request: Request
    account: Account
    late: timedelta | None = None
    lag: timedelta = timedelta(0)


async def me(call: Call) -> Response:
    """Say who signed."""
    query_of(call.request, {"user.fields": _USER_FIELDS}, is_lenient=call.network.is_lenient)
    account = call.account
    data = {"id": account.user_id, "name": account.name or account.handle, "username": account.handle}
    return JSONResponse({"data": data})


async def delete(call: Call) -> Response:
    """Take a post down."""
    if not call.network.delete(call.account, _path_number(call)):
        raise RefusalError(404, "Not Found")
    return JSONResponse({"data": {"deleted": True}})


async def look_up(call: Call) -> Response:
    """Show posts by their numbers; those that are not there are told as errors, as X does."""
    query = _query(call, {"ids": None})
    wanted = list_in(query, "ids")
    if not 1 <= len(wanted) <= 100 or not all(map(is_number, wanted)):  # noqa: PLR2004 - X's limit
        raise RefusalError(400, "The query parameter [ids] holds 1 to 100 numbers.")
    known = {kept.id: kept for kept in call.network.visible()}
    data = [_shown(call, known[each], query) for each in wanted if each in known]
    errors = [_not_found(call, "ids", each, "tweet") for each in wanted if each not in known]
    return JSONResponse({**({"data": data} if data else {}), **({"errors": errors} if errors else {})})


async def timeline(call: Call) -> Response:
    """Show an account's posts, newest first, in pages."""
    query = _query(call, _TIMELINE)
    account = _whose(call)
    if account is None:
        return JSONResponse({"errors": [_not_found(call, "id", call.request.path_params["id"], "user")]})
    return _page(call, call.network.visible(account.user_id), query)


async def mentions(call: Call) -> Response:
    """Show the posts of others that name an account, newest first, in pages."""
    query = _query(call, {name: known for name, known in _TIMELINE.items() if name != "exclude"})
    account = _whose(call)
    if account is None:
        return JSONResponse({"errors": [_not_found(call, "id", call.request.path_params["id"], "user")]})
    name = re.compile(rf"(?<!\w)@{re.escape(account.handle)}(?!\w)", re.IGNORECASE)
    named = [
        kept for kept in call.network.visible() if kept.user_id != account.user_id and name.search(kept.text)
    ]
    return _page(call, named, query)


def _page(call: Call, posts: Sequence[Kept], query: Mapping[str, str]) -> Response:
    size, window = number_in(query, "max_results", usual=10, low=5, high=100), _Window.read(query)
    found = [kept for kept in posts if window.holds(kept)]
    page = found[:size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if not page:
        return JSONResponse({"meta": meta})
    meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(found) > size:
        meta["next_token"] = page[-1].id
    return JSONResponse({"data": [_shown(call, kept, query) for kept in page], "meta": meta})


def _path_number(call: Call) -> str:
    number = call.request.path_params["id"]
    if not is_number(number):
        raise RefusalError(400, "The id is not a number.")
    return str(number)


def _whose(call: Call) -> Account | None:
    number = _path_number(call)
    return call.account if number in call.account.numbers else call.network.account_of(number)


@dataclass(frozen=True, slots=True)
class _Window:
    """Which posts a page is asked to show; numbers go before times, as X documents."""

    below: int
    above: int
    start: datetime
    end: datetime

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read it from a query; the token of a page is the last number of the one before."""
        start = _instant(query, "start_time", _FIRST)
        end = _instant(query, "end_time", _LAST)
        return cls(
            below=min(number_in(query, name, usual=_HIGHEST) for name in ("until_id", "pagination_token")),
            above=number_in(query, "since_id", usual=0),
            start=_FIRST if "since_id" in query else start,
            end=_LAST if "until_id" in query else end,
        )

    def holds(self, kept: Kept) -> bool:
        """Return whether a page shows `kept`."""
        return self.above < int(kept.id) < self.below and self.start <= kept.at < self.end


def _instant(query: Mapping[str, str], name: str, usual: datetime) -> datetime:
    if name not in query:
        return usual
    try:
        found = datetime.fromisoformat(query[name])
    except ValueError as why:
        raise RefusalError(400, f"The query parameter [{name}] is no date and time.") from why
    if found.tzinfo is None:
        raise RefusalError(400, f"The query parameter [{name}] has no zone.")
    return found


def _query(call: Call, known: Mapping[str, Collection[str] | None]) -> dict[str, str]:
    names = _names(call)
    whole = {**known, names.parameter: names.fields, "expansions": names.expansions}
    return query_of(call.request, whole, is_lenient=call.network.is_lenient)


def _shown(call: Call, kept: Kept, query: Mapping[str, str]) -> dict[str, Any]:
    names = _names(call)
    asked = {*list_in(query, names.parameter), *list_in(query, "expansions")}
    return post_as_shown(kept, asked, network=call.network)


def _names(call: Call) -> Names:
    return NEW if call.network.has_new_names else OLD


def _not_found(call: Call, parameter: str, value: str, kind: str) -> dict[str, str]:
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_names(call).problems}/resource-not-found",
    }
