"""Strictness: what a call may ask, as X's API v2 refuses it otherwise."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from connectors.rehearsal.kept import RefusalError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.requests import Request

_NUMBER = re.compile(r"[0-9]{1,19}")


def query_of(
    request: Request, known: Mapping[str, Collection[str] | None], *, is_lenient: bool = False
) -> dict[str, str]:
    """Return the query; raises for names that are not `known` and for values that are not in its lists.

    A lenient network passes over unknown names instead.
    """
    found = {name: each for name, each in request.query_params.items() if name in known or not is_lenient}
    if len(set(request.query_params)) != len(request.query_params.multi_items()):
        raise RefusalError(400, "A query parameter is given twice.")
    for name, value in found.items():
        if name not in known:
            raise RefusalError(400, f"The query parameter [{name}] is not one of {sorted(known)}.")
        allowed = known[name]
        if allowed is not None and not set(value.split(",")) <= set(allowed):
            raise RefusalError(400, f"The query parameter [{name}] is not one of {sorted(allowed)}.")
    return found


def list_in(query: Mapping[str, str], name: str) -> list[str]:
    """Return a list that stands in one parameter; an absent one is empty."""
    return query[name].split(",") if query.get(name) else []


def number_in(query: Mapping[str, str], name: str, *, usual: int, low: int = 0, high: int = 2**63) -> int:
    """Return a number between `low` and `high`."""
    text = query.get(name, str(usual))
    if not is_number(text) or not low <= int(text) <= high:
        raise RefusalError(400, f"The query parameter [{name}] is not a number between {low} and {high}.")
    return int(text)


def is_number(text: object) -> bool:
    """Return whether `text` is an id as X gives them out."""
    return isinstance(text, str) and _NUMBER.fullmatch(text) is not None


async def body_of(request: Request, known: Collection[str]) -> dict[str, Any]:
    """Return the JSON object that was sent; raises for fields that are not `known`."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RefusalError(400, "The body is not JSON.")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as why:
        raise RefusalError(400, "The body is not JSON.") from why
    return fields_of(body, known)


def fields_of(given: object, known: Collection[str]) -> dict[str, Any]:
    """Return `given` where it is an object with no other than the `known` fields."""
    if not isinstance(given, dict):
        raise RefusalError(400, "An object was expected.")
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise RefusalError(400, f"[{unknown[0]}] is not one of {sorted(known)}.")
    return given
