"""The desk of the rehearsal network: what it was sent, as JSON, and which faults it is to have.

Faults are taken from this machine only, and never from a web page in somebody's browser.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, Response

from connectors.rehearsal.faults import Fault, FaultKind, Operation

if TYPE_CHECKING:
    from starlette.requests import Request

    from connectors.rehearsal.kept import Kept
    from connectors.rehearsal.network import Rehearsal

_FIELDS = {"kind", "on", "seconds", "status", "silent", "times", "chance"}


class Desk:
    """Answers programs that look after the network."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._network = rehearsal

    async def healthz(self, _: Request) -> Response:
        """Say that it runs."""
        return JSONResponse({"ok": True})

    async def posts(self, request: Request) -> Response:
        """Tell all posts that can be seen, newest first, or those of `?account=handle`."""
        handle = request.query_params.get("account")
        account = self._network.account_named(handle) if handle else None
        if handle and account is None:
            return PlainTextResponse("There is no such account here.", 404)
        seen = self._network.visible(account.user_id if account else None)
        return JSONResponse([self._told(kept) for kept in seen])

    async def faults(self, request: Request) -> Response:
        """Show the faults in line, put one there, or take all of them away."""
        if not _is_from_here(request):
            return PlainTextResponse("Faults are taken from this machine only.", 403)
        if request.method == "DELETE":
            self._network.faults.clear()
        if request.method == "POST":
            try:
                self._put(await request.json())
            except (ValueError, TypeError) as why:
                return PlainTextResponse(f"{why} Kinds: {', '.join(FaultKind)}.", 400)
        line = self._network.faults.waiting()
        told = [{"kind": fault.kind, "on": fault.on, "times": left} for fault, left in line]
        return JSONResponse({"ok": True, "waiting": told, "met": self._network.faults.met})

    def _put(self, asked: Any) -> None:
        if not isinstance(asked, dict) or "kind" not in asked or set(asked) - _FIELDS:
            raise ValueError(f"Say which fault, with {', '.join(sorted(_FIELDS))}.")
        fault = Fault(
            FaultKind(asked["kind"]),
            float(asked.get("seconds", 1.0)),
            on=Operation(asked.get("on", Operation.POST)),
            status=int(asked.get("status", 503)),
            silent=asked.get("silent") is True,
        )
        times = asked.get("times", 1)
        chance = float(asked.get("chance", 1.0))
        self._network.faults.put(fault, times=None if times is None else int(times), chance=chance)

    def _told(self, kept: Kept) -> dict[str, object]:
        account = self._network.account_of(kept.user_id)
        media = [self._network.medium(each) for each in kept.media]
        return {
            "id": kept.id,
            "handle": account.handle if account else "",
            "text": kept.text,
            "at": kept.at.isoformat(),
            "url": f"/i/status/{kept.id}",
            "pictures": [f"/pictures/{each}" for each in kept.media],
            "alt_texts": [medium.alt for medium in media if medium is not None],
            "reply_to": kept.manner.reply_to,
            "quote": kept.manner.quote,
            "reply_settings": kept.manner.reply_settings,
            "made_with_ai": kept.manner.made_with_ai,
        }


def _is_from_here(request: Request) -> bool:
    """Return whether a program of this machine asks.

    A page in a browser here could too: it names its origin, and can't send JSON without being asked first.
    """
    is_plain = request.method == "POST" and request.headers.get("content-type") != "application/json"
    if is_plain or "origin" in request.headers or not _is_loopback(request.url.hostname or ""):
        return False
    return request.client is not None and _is_loopback(request.client.host)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
