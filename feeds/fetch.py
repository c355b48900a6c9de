"""Politely bring one feed document here, within bounds, or say why not.

One request at a time and by hand: conditional, no cookies, no referrer, no retries. It knows
nothing of what is inside the document beyond "this is a web page", and remembers nothing
between calls; validators, spacing and next checks are kept by the caller.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal

import httpx
from ssrfguard.errors import SSRFGuardError

from feeds import answers, caching, guard
from feeds.errors import AddressRefusedError, TooSlowError, UnreachableError
from feeds.links import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (*_PERMANENT, 302, 303, 307)
_REFUSED: Final = (
    "is not at a public web address (http or https, usual port, no user name): enter the address as published"
)
_REFUSED_HOP: Final = (
    "redirects to an address that is not public: remove it, or ask the publisher for the feed's address"
)
_DOWNGRADE: Final = (
    "redirects from https to plain http, which can be changed on the way: enter its https address"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost; `document_bytes` holds for the packed and for the unpacked document."""

    document_bytes: int = 5 * 1024 * 1024
    redirects: int = 5
    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    total_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a host gave us: a document, or its word that ours is still the latest."""

    status: Literal["new", "unchanged"]
    #: Unpacked; empty when `unchanged`.
    body: bytes = field(repr=False)
    content_type: str | None
    #: Validators exactly as the host wrote them, to be sent back next time.
    etag: str | None
    last_modified: str | None
    #: Where the document was in the end.
    url: str
    #: Where the host says the feed lives now (301 or 308 from the first hop on); agree only after it said so
    #: on different days.
    moved_to: str | None
    #: Seconds for which the host calls the answer fresh, if it says.
    next_check_seconds: float | None


def default_user_agent(contact: str = "") -> str:
    """Return the name under which we ask: product, version, and whom to write to."""
    try:
        number = version("rounds")
    except PackageNotFoundError:
        number = "0"
    return f"Rounds/{number} (feed reader{f'; +{contact}' if contact else ''})"


class Fetcher:
    """Fetches feeds; one instance may be used from many threads.

    With `allow_private`, addresses of this machine and of office networks, on any port, are
    allowed; link-local ones, where clouds keep a machine's keys, never are. `resolver` stands in for
    `socket.getaddrinfo`; its answers are checked like any other.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        allow_private: bool = False,
        user_agent: str | None = None,
        limits: Limits | None = None,
        resolver: guard.Resolver | None = None,
    ) -> None:
        self._now = now
        self._policy = guard.policy(allow_private=allow_private)
        self._user_agent = user_agent or default_user_agent()
        self._limits = limits or Limits()
        self._resolver = resolver
        self._tls = httpx.create_ssl_context()

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Return the document at `url`, or `unchanged` where the validators still hold.

        Raises the `FetchError` that says what is known, within `total_seconds` whatever the host does.
        """
        host = host_of(url)
        with _told_as_fetch_errors(host, self._limits), self._transport() as transport:
            request = _Conversation(transport, host, self._headers(etag, last_modified), self._limits)
            with request.follow(url) as arrival:
                return self._read(arrival, host=host, etag=etag, last_modified=last_modified)

    def _transport(self) -> guard.BoundedTransport:
        return guard.BoundedTransport(
            policy=self._policy,
            deadline=guard.Deadline(self._limits.total_seconds),
            tls=self._tls,
            resolver=self._resolver,
        )

    def _headers(self, etag: str | None, last_modified: str | None) -> httpx.Headers:
        asked = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "If-None-Match": etag,
            "If-Modified-Since": last_modified,
        }
        given = ((name, value) for name, value in asked.items() if value)
        return httpx.Headers([(name.encode(), value.encode("latin-1", "ignore")) for name, value in given])

    def _read(self, arrival: _Arrival, *, host: str, etag: str | None, last_modified: str | None) -> Fetched:
        response, now = arrival.response, self._now()
        unchanged = response.status_code == httpx.codes.NOT_MODIFIED and bool(etag or last_modified)
        if not unchanged:
            answers.refuse_bad_status(response, host=host, now=now)
        headers = response.headers
        headers.encoding = "latin-1"  # every byte of a validator comes through, and goes back, as it is
        most = self._limits.document_bytes
        return Fetched(
            status="unchanged" if unchanged else "new",
            body=b"" if unchanged else answers.document_of(response, url=arrival.url, host=host, most=most),
            content_type=headers.get("content-type"),
            etag=headers.get("etag", etag if unchanged else None),
            last_modified=headers.get("last-modified", last_modified if unchanged else None),
            url=arrival.url,
            moved_to=arrival.moved_to,
            next_check_seconds=caching.next_check(headers, now=now),
        )


@dataclass(frozen=True, slots=True)
class _Arrival:
    response: httpx.Response
    url: str
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class _Conversation:
    transport: guard.BoundedTransport
    host: str
    headers: httpx.Headers
    limits: Limits

    @contextlib.contextmanager
    def follow(self, url: str) -> Iterator[_Arrival]:
        """Ask at `url`, then where it points, each hop through the guard; the block closes the answer."""
        moved_to: str | None = None
        all_permanent = True
        for hop in range(self.limits.redirects + 1):
            with contextlib.closing(self._ask(url, hop=hop)) as response:
                if response.status_code not in _REDIRECTS:
                    yield _Arrival(response, url, moved_to)
                    return
                url = self._target(response, url)
                all_permanent = all_permanent and response.status_code in _PERMANENT
                moved_to = url if all_permanent else moved_to
        raise UnreachableError(self.host, "sends us in circles: ask the publisher for the feed's address")

    def _ask(self, url: str, *, hop: int) -> httpx.Response:
        limits = self.limits
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        request = httpx.Request("GET", url, headers=self.headers, extensions={"timeout": timeout.as_dict()})
        try:
            return self.transport.handle_request(request)
        except SSRFGuardError as error:
            raise AddressRefusedError(self.host, _REFUSED_HOP if hop else _REFUSED) from error

    def _target(self, response: httpx.Response, url: str) -> str:
        location = response.headers.get("location", "")
        target = httpx.URL(url).join(location).copy_with(fragment=None)
        if not location or target.scheme not in {"http", "https"}:
            raise UnreachableError(
                self.host, "redirects to nowhere: ask the publisher for the feed's address"
            )
        if target.scheme == "http" and url.lower().startswith("https:"):
            raise AddressRefusedError(self.host, _DOWNGRADE)
        return str(target)


@contextlib.contextmanager
def _told_as_fetch_errors(host: str, limits: Limits) -> Iterator[None]:
    try:
        yield
    except httpx.InvalidURL as error:
        raise AddressRefusedError(host, _REFUSED) from error
    except httpx.TimeoutException as error:
        bounds = f"{limits.read_seconds:g} s of silence or {limits.total_seconds:g} s in all"
        why = f"is too slow ({bounds}): it is tried again later"
        raise TooSlowError(host, why) from error
    except (httpx.TransportError, httpx.StreamError, ssl.SSLError) as error:
        why = "can't be reached: check the address in a browser, and this machine's way to the internet"
        raise UnreachableError(host, why) from error
