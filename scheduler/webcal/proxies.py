"""Behind a reverse proxy: whose request it is, and which part of the path is the proxy's."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from scheduler.domain.errors import EnvironmentProblemError

if TYPE_CHECKING:
    from starlette.types import Scope

#: What the paths of this server begin with.
_OURS: Final = frozenset(
    {"", "calendar", "caldav", ".well-known", "websub", "healthz", "metrics", "robots.txt"}
)
#: No proxy names more hops; what is beyond was written by the client itself.
_MOST_HOPS: Final = 20
_IPV6: Final = 6


class Peers:
    """Tells the address of who asks; what a proxy says of it counts only where the proxy is trusted."""

    def __init__(self, trusted: str = "") -> None:
        """Trust the addresses and networks in `trusted`, with commas between; raises for anything else."""
        try:
            named = [each.strip() for each in trusted.split(",") if each.strip()]
            self._trusted = [ipaddress.ip_network(each, strict=False) for each in named]
        except ValueError as why:
            raise EnvironmentProblemError(
                "ROUNDS_TRUSTED_PROXIES holds something that is no address. "
                "Give addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8."
            ) from why

    def address(self, scope: Scope) -> str:
        """Return the address of the client, empty where there is none."""
        peer: str = scope["client"][0] if scope.get("client") else ""
        if not self._trusted or not self._is_trusted(peer):
            return peer
        told = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        found = peer
        for hop in reversed(told.decode("latin-1").rsplit(",", _MOST_HOPS)):
            address = _plain(hop)
            if not address:
                break
            found = address
            if not self._is_trusted(address):
                break
        return found

    def _is_trusted(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self._trusted)


def neighbourhood(address: str) -> str:
    """Return whom an address is counted as: itself, or the /64 that one household has in IPv6."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == _IPV6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return address


def _plain(hop: str) -> str:
    """Return the address in a hop, without a port; empty where there is none."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


class Prefix:
    """The path before ours in the public address, whether a proxy takes it away or leaves it."""

    def __init__(self, public_url: str = "") -> None:
        self._path = unquote(urlsplit(public_url).path.rstrip("/"))

    def inside(self, path: str) -> str:
        """Return the path as this server knows it."""
        if not self._path or not path.startswith(self._path + "/"):
            return path
        rest = path[len(self._path) :]
        return rest if rest[1:].partition("/")[0] in _OURS else path
