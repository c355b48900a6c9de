"""One HTTP answer, judged: a feed document, or the error that says what came instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

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

if TYPE_CHECKING:
    from datetime import datetime

_MILLION: Final = 1_000_000


def refuse_bad_status(response: httpx.Response, *, host: str, now: datetime) -> None:
    """Return only for a status that brings a document (200, 203); else raise what the status tells."""
    status = response.status_code
    if status in {200, 203}:
        return
    if status == httpx.codes.GONE:
        raise GoneError(host, "is gone for good: remove it, or look for its new address")
    if status in {429, 503}:
        wait = caching.retry_after(response.headers, now=now)
        raise RateLimitedError(
            host, "asks us to come back later: nothing to do, it is tried again", retry_after=wait
        )
    if "cf-mitigated" in response.headers:
        raise BlockedError(
            host, "is behind a check that only browsers pass: ask the publisher to let feed readers in"
        )
    if status in {401, 403}:
        raise BlockedError(
            host, f"turns us away (status {status}): ask the publisher whether the feed is public"
        )
    why = f"answers with status {status}: open the address in a browser, and correct it if it has changed"
    raise UnreachableError(host, why, status=status)


def document_of(response: httpx.Response, *, url: str, host: str, most: int) -> bytes:
    """Read and unpack the body, at most `most` bytes of it; a web page is refused with the feeds it names."""
    announced = _announced(response)
    if announced is not None and announced > most:
        raise _too_large(host, most, announced)
    encoding = response.headers.get("content-encoding", "")
    try:
        body = decoded(response.iter_raw(), encoding=encoding, most=most)
    except TooMuchError as error:
        raise _too_large(host, most, None) from error
    except UndecodableError as error:
        why = "sends a document that can't be unpacked: try again later, or tell the publisher"
        raise UnreachableError(host, why) from error
    _refuse_page(body, url, host=host)
    return body


def _announced(response: httpx.Response) -> int | None:
    value = response.headers.get("content-length", "")
    return int(value[:18]) if value.isascii() and value.isdigit() else None


def _too_large(host: str, most: int, announced: int | None) -> TooLargeError:
    size = f" ({announced / _MILLION:,.0f} MB)" if announced is not None else ""
    why = (
        f"is too large{size}: a feed may have {most / _MILLION:,.1f} MB; ask the publisher for a shorter one"
    )
    return TooLargeError(host, why, size=announced)


def _refuse_page(body: bytes, url: str, *, host: str) -> None:
    if not page.is_page(body):
        return
    if page.is_challenge(body):
        raise BlockedError(
            host, "shows a check that only browsers pass: ask the publisher to let feed readers in"
        )
    offered = page.alternates(body, base_url=url)
    if offered:
        raise NotAFeedError(
            host, "is a web page, but the page names its feed: use that address", alternates=offered
        )
    raise NotAFeedError(host, "is a web page, not a feed: look on it for a link called RSS, Atom or feed")
