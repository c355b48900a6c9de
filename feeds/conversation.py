"""One question to a host, followed by hand from redirect to redirect.

Each hop goes through the guard, and waits for its turn at the site that it leads to.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ssrfguard.errors import SSRFGuardError

from feeds.errors import AddressRefusedError, TooSlowError, UnreachableError
from feeds.web import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds import guard

    #: Has the turn at the site of an address for the block, or raises where it may not be asked.
    Turn = Callable[[str], contextlib.AbstractContextManager[None]]

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
class Arrival:
    """The answer at the end of the way."""

    response: httpx.Response
    url: str
    #: The last address that permanent redirects alone lead to.
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Asks over one transport, which ends every wait by its deadline."""

    transport: guard.BoundedTransport
    host: str
    headers: httpx.Headers
    limits: Limits
    turn: Turn

    @contextlib.contextmanager
    def follow(self, url: str) -> Iterator[Arrival]:
        """Ask at `url`, then where it points; the block closes the answer."""
        moved_to: str | None = None
        all_permanent = True
        for hop in range(self.limits.redirects + 1):
            with self.turn(url), contextlib.closing(self._ask(url, hop=hop)) as response:
                if response.status_code not in _REDIRECTS:
                    yield Arrival(response, url, moved_to)
                    return
                url = self.target(response, url)
                all_permanent = all_permanent and response.status_code in _PERMANENT
                moved_to = url if all_permanent else moved_to
        raise UnreachableError(self.host, "sends us in circles: ask the publisher for the feed's address")

    @contextlib.contextmanager
    def post(self, url: str, *, form: bytes) -> Iterator[httpx.Response]:
        """Send a form to `url`; a redirect is an answer like any other."""
        with self.turn(url), contextlib.closing(self._ask(url, hop=0, form=form)) as response:
            yield response

    def target(self, response: httpx.Response, url: str) -> str:
        """Return where a redirect from `url` leads; raises `FetchError` where we do not follow."""
        location = response.headers.get("location", "")
        target = httpx.URL(url).join(location).copy_with(fragment=None)
        if not location or target.scheme not in {"http", "https"}:
            why = "redirects to nowhere: ask the publisher for the feed's address"
            raise UnreachableError(self.host, why, status=response.status_code)
        if target.scheme == "http" and url.lower().startswith("https:"):
            raise AddressRefusedError(self.host, _DOWNGRADE, status=response.status_code)
        return str(target)

    def _ask(self, url: str, *, hop: int, form: bytes | None = None) -> httpx.Response:
        limits = self.limits
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        request = httpx.Request(
            "GET" if form is None else "POST",
            url,
            headers=self.headers,
            content=form,
            extensions={"timeout": timeout.as_dict()},
        )
        try:
            return self.transport.handle_request(request)
        except SSRFGuardError as error:
            raise AddressRefusedError(self.host, _REFUSED_HOP if hop else _REFUSED) from error


@contextlib.contextmanager
def told_as_fetch_errors(host: str, limits: Limits) -> Iterator[None]:
    """Turn what the transport raises inside the block into the `FetchError` that says what is known."""
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
