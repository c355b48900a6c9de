"""Whose machine a host is, and how we behave towards it: one request at a time, seldom, and not unasked.

A site is the name that somebody registered, with all hosts below it. The list of public suffixes is the
file that comes with `tldextract`. None of its code runs: it would bring an HTTP client and keep the list as
a tree of 6 MB, where a set of names takes less than one. Nothing is looked up.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from feeds.links import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

#: Seconds between the end of one request to a site and the next.
SPACING: Final = 2.0
#: Requests under way at the same time, to all sites together.
AT_ONCE: Final = 8
#: Where the list goes over from registries to firms.
_FIRMS: Final = "// ===BEGIN PRIVATE DOMAINS==="


@lru_cache(maxsize=4_096)
def site_of(host: str) -> str:
    """Return the site of a host: `nhs.example` for `www.nhs.example`, an address itself for an address."""
    if _address(host) is not None:
        return host
    labels = host.split(".")
    above = _suffix_start([_readable(label) for label in labels])
    return ".".join(labels[max(0, above - 1) :])


def _suffix_start(labels: list[str]) -> int:
    """Return at which label the part begins that nobody can own (publicsuffix.org/list)."""
    rules = _suffixes()
    for start in range(len(labels)):
        name, above = ".".join(labels[start:]), ".".join(labels[start + 1 :])
        if f"!{name}" in rules:
            return start + 1
        if name in rules or f"*.{above}" in rules:
            return start
    return len(labels) - 1


def _readable(label: str) -> str:
    """Return a label as the list writes it: by its own letters."""
    if not label.startswith("xn--"):
        return label.lower()
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label


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
def _suffixes() -> frozenset[str]:
    """Return the rules for names that registries give out; those of firms that lend names are left aside."""
    places = find_spec("tldextract")
    folder = next(iter(places.submodule_search_locations or ())) if places else ""
    text = Path(folder, ".tld_set_snapshot").read_text("utf-8").partition(_FIRMS)[0]
    return frozenset(line.split()[0] for line in text.splitlines() if line and not line.startswith("//"))


class Rests(Protocol):
    """Remembers until when sites want to be left alone; may be used from many threads."""

    def until(self, site: str) -> datetime | None:
        """Return until when a site is to be left alone, also if that is over; `None` where it never asked."""

    def note(self, site: str, until: datetime) -> None:
        """Remember that a site asked to be left alone until then."""


class ForgottenRests:
    """What is remembered as long as the program runs."""

    def __init__(self) -> None:
        self._known: dict[str, datetime] = {}

    def until(self, site: str) -> datetime | None:
        """Return until when a site is to be left alone."""
        return self._known.get(site)

    def note(self, site: str, until: datetime) -> None:
        """Remember that a site asked to be left alone until then."""
        self._known[site] = until


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
