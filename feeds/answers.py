"""One HTTP answer, judged: a feed document, or the error that says what came instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from feeds import caching, page
from feeds.decode import TooMuchError, UndecodableError, decoded
from feeds.errors import (
    BlockedError,
    GoneError,
    NotAFeedError,
    RateLimitedError,
    TooLargeError,
    UnreachableError,
)
from feeds.web import httpx

if TYPE_CHECKING:
    from datetime import datetime

_MILLION: Final = 1_000_000
_MOST_OF_A_CHALLENGE: Final = 262_144
_CHALLENGED: Final = "shows a check that only browsers pass: ask the publisher to let feed readers in"


def refuse_bad_status(response: httpx.Response, *, host: str, now: datetime) -> None:
    """Return only for a status that brings a document (200, 203); else raise what the status tells."""
    status = response.status_code
    if status in {200, 203}:
        return
    if status == httpx.codes.GONE:
        why = "is gone for good, so it is not asked any more: remove it, or look for its new address"
        raise GoneError(host, why, status=status)
    if _is_challenge(response):
        raise BlockedError(host, _CHALLENGED, status=status)
    if status in {429, 503}:
        wait = caching.retry_after(response.headers, now=now)
        why = "asks us to come back later: nothing to do, it is tried again"
        raise RateLimitedError(host, why, retry_after=wait, status=status)
    if status in {401, 403}:
        why = f"turns us away (status {status}): ask the publisher whether the feed is public"
        raise BlockedError(host, why, status=status)
    why = f"answers with status {status}: open the address in a browser, and correct it if it has changed"
    raise UnreachableError(host, why, status=status)


def _is_challenge(response: httpx.Response) -> bool:
    """Tell whether a check for browsers stands in the way: by Cloudflare's header, or by the page itself."""
    if "cf-mitigated" in response.headers:
        return True
    if response.status_code not in {403, 429, 503}:
        return False
    encoding = response.headers.get("content-encoding", "")
    try:
        body = decoded(response.iter_raw(), encoding=encoding, most=_MOST_OF_A_CHALLENGE)
    except (TooMuchError, UndecodableError, httpx.TransportError):
        return False  # the status alone tells enough
    return page.is_challenge(body)


def feed_of(response: httpx.Response, *, url: str, host: str, most: int) -> bytes:
    """Read and unpack the body, at most `most` bytes of it; a web page is refused with the feeds it names."""
    body = page_of(response, host=host, most=most)
    _refuse_page(body, url, host=host, status=response.status_code)
    return body


def page_of(response: httpx.Response, *, host: str, most: int) -> bytes:
    """Read and unpack the body, whatever it is; only what stands in place of content is refused."""
    status = response.status_code
    announced = _announced(response)
    if announced is not None and announced > most:
        raise _too_large(host, most, announced, status)
    encoding = response.headers.get("content-encoding", "")
    try:
        body = decoded(response.iter_raw(), encoding=encoding, most=most)
    except TooMuchError as error:
        raise _too_large(host, most, None, status) from error
    except UndecodableError as error:
        why = "sends a document that can't be unpacked: try again later, or tell the publisher"
        raise UnreachableError(host, why, status=status) from error
    if page.is_page(body) and page.is_challenge(body):
        raise BlockedError(host, _CHALLENGED, status=status)
    return body


def _announced(response: httpx.Response) -> int | None:
    value = response.headers.get("content-length", "")
    return int(value[:18]) if value.isascii() and value.isdigit() else None


def _too_large(host: str, most: int, announced: int | None, status: int) -> TooLargeError:
    size = f" ({announced / _MILLION:,.0f} MB)" if announced is not None else ""
    why = (
        f"is too large{size}: a feed may have {most / _MILLION:,.1f} MB; ask the publisher for a shorter one"
    )
    return TooLargeError(host, why, size=announced, status=status)


def _refuse_page(body: bytes, url: str, *, host: str, status: int) -> None:
    if not page.is_page(body):
        return
    if page.asks_to_sign_in(body):
        raise NotAFeedError(host, page.explained(body), status=status)
    offered = page.alternates(body, base_url=url)
    if offered:
        why = "is a web page, but the page names its feed: use that address"
        raise NotAFeedError(host, why, alternates=offered, status=status)
    why = "is a web page, not a feed: look on it for a link called RSS, Atom or feed"
    raise NotAFeedError(host, why, status=status)
