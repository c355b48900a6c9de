"""Whose machine a host is, and how we behave towards it: one request at a time, and seldom.

A site is the name that somebody registered, with all hosts below it. The list of public suffixes is the
one that comes with `tldextract`; nothing is looked up and nothing is kept on the disk.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from feeds.links import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds between the end of one request to a site and the next.
SPACING: Final = 2.0
#: Requests under way at the same time, to all sites together.
AT_ONCE: Final = 8


@lru_cache(maxsize=4_096)
def site_of(host: str) -> str:
    """Return the site of a host: `nhs.example` for `www.nhs.example`, an address itself for an address."""
    if _address(host) is not None:
        return host
    found = _suffixes()(host)
    registered: str = found.top_domain_under_public_suffix
    return registered or ".".join(host.split(".")[-2:])


def is_own_machine(host: str) -> bool:
    """Tell whether `host` is this machine by its address: nobody else is bothered by what is asked there."""
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


@cache
def _suffixes() -> Any:
    import tldextract  # brings `requests`, and reads ten thousand suffixes

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Manners:
    """Lets one request at a time to each site, `spacing` seconds apart, and `at_once` in all.

    May be used from many threads; `pause` waits for so many seconds.
    """

    def __init__(
        self,
        *,
        spacing: float = SPACING,
        at_once: int = AT_ONCE,
        pause: Callable[[float], object] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spacing = spacing
        self._room = threading.BoundedSemaphore(at_once)
        self._pause = pause or threading.Event().wait
        self._seconds = seconds
        self._sites: defaultdict[str, _Site] = defaultdict(_Site)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait for the turn at the site of `url`, and have it for the block."""
        host = host_of(url)
        if is_own_machine(host):
            with self._room:
                yield
            return
        with self._lock:
            site = self._sites[site_of(host)]
        with site.lock:
            if (wait := site.free_at - self._seconds()) > 0:
                self._pause(wait)
            try:
                with self._room:
                    yield
            finally:
                site.free_at = self._seconds() + self._spacing
