"""The answers themselves, as ASGI sends them."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Send

    from scheduler.ical import CalendarAnswer

Headers = list[tuple[bytes, bytes]]

SAFE: Final[Headers] = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
PRIVATE: Final[Headers] = [(b"cache-control", b"no-store"), *SAFE]


class Reply(NamedTuple):
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes = b""

    async def to(self, send: Send, *, with_body: bool = True) -> None:
        """Send it; a HEAD gets the headers alone."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body if with_body else b""})


def said(status: int, words: str, *others: tuple[bytes, bytes]) -> Reply:
    """Return a sentence as an answer that nobody keeps."""
    body = f"{words}\n".encode()
    about = [(b"content-length", b"%d" % len(body)), (b"content-type", b"text/plain; charset=utf-8")]
    return Reply(status, [*about, *PRIVATE, *others], body)


def later(status: int, words: str, seconds: float) -> Reply:
    """Return a refusal that says when to come back."""
    return said(status, words, (b"retry-after", b"%d" % max(1, math.ceil(seconds))))


MISSING: Final = said(404, "There is no calendar at this address.")
NOT_ALLOWED: Final = said(
    405, "A calendar can only be read here. Ask with GET or HEAD.", (b"allow", b"GET, HEAD")
)
UNAVAILABLE: Final = later(503, "The calendar can't be read just now. Try again in a minute.", 60)
FAILED: Final = said(500, "The calendar could not be written. The log of Rounds says why.")
ROBOTS: Final = said(200, "User-agent: *\nDisallow:")


def too_often(seconds: float) -> Reply:
    """Return the answer for a calendar that is asked for too often."""
    return later(429, "This calendar was asked for very often. Try again a little later.", seconds)


def too_wrong(seconds: float) -> Reply:
    """Return the answer for who asked for too many calendars that do not exist."""
    return later(429, "Too many wrong addresses came from where you are. Try again a little later.", seconds)


def unchanged(answer: CalendarAnswer) -> Reply:
    """Return what a program is told that has this calendar already."""
    return Reply(304, _validators(answer.etag, answer.last_modified))


def calendar(answer: CalendarAnswer, *, packed: bool) -> Reply:
    """Return the calendar; `packed` where it was packed and the program unpacks it."""
    body = answer.gzipped if packed else answer.body
    headers = [
        *_validators(answer.etag, answer.last_modified),
        (b"content-length", b"%d" % len(body)),
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-disposition", b'inline; filename="%s"' % answer.name.encode()),
        (b"accept-ranges", b"none"),
    ]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    return Reply(200, headers, body)


@lru_cache(maxsize=64)
def _validators(etag: str, last_modified: datetime | None) -> Headers:
    headers = [
        (b"etag", etag.encode()),
        (b"cache-control", b"private, max-age=300"),
        (b"vary", b"Accept-Encoding"),
        *SAFE,
    ]
    if last_modified is not None:
        date = format_datetime(last_modified.astimezone(UTC), usegmt=True)
        headers.append((b"last-modified", date.encode()))
    return headers
