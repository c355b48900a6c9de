"""The answers themselves, as ASGI sends them and as they stand ready for the wire."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from scheduler.webcal.sheet import Sheet

if TYPE_CHECKING:
    from starlette.types import Send

    from scheduler.ical import CalendarAnswer

Headers = list[tuple[bytes, bytes]]

SAFE: Final[Headers] = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
PRIVATE: Final[Headers] = [(b"cache-control", b"no-store"), *SAFE]


@dataclass(frozen=True, eq=False)
class Reply:
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    #: Will it be sent again and again?
    is_lasting: bool = False

    async def to(self, send: Send, *, with_body: bool = True) -> None:
        """Send it; a HEAD gets the headers alone."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body if with_body else b""})

    @cached_property
    def lines(self) -> bytes:
        """The line of the status, and the headers."""
        status = b"HTTP/1.1 %d %s\r\n" % (self.status, HTTPStatus(self.status).phrase.encode())
        return status + b"".join([b"%s: %s\r\n" % header for header in self.headers])

    @cached_property
    def sheet(self) -> Sheet | None:
        """The body where the kernel takes it from without a copy, if that is worth it."""
        return Sheet.of(self.body) if self.is_lasting else None


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


class Replies:
    """What is said of one calendar, each made when it is first needed."""

    def __init__(self, answer: CalendarAnswer) -> None:
        # Not the answer itself: these are kept only as long as it is.
        self._body, self._packing, self._is_lasting = answer.body, answer.packing, bool(answer.last_modified)
        self._validators: Headers = [
            (b"etag", answer.etag.encode()),
            (b"cache-control", b"private, max-age=300"),
            (b"vary", b"Accept-Encoding"),
            *SAFE,
        ]
        if answer.last_modified is not None:
            date = format_datetime(answer.last_modified.astimezone(UTC), usegmt=True)
            self._validators.append((b"last-modified", date.encode()))
        self._name = answer.name.encode()

    @cached_property
    def unchanged(self) -> Reply:
        """For a program that has this calendar already."""
        return Reply(304, self._validators)

    @cached_property
    def plain(self) -> Reply:
        """The calendar as it is."""
        return self._calendar(self._body)

    @cached_property
    def packed(self) -> Reply:
        """The calendar for a program that unpacks it; the first to ask waits until it is packed."""
        return self._calendar(self._packing.done(), (b"content-encoding", b"gzip"))

    def _calendar(self, body: bytes, *others: tuple[bytes, bytes]) -> Reply:
        headers = [
            *self._validators,
            (b"content-length", b"%d" % len(body)),
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-disposition", b'inline; filename="%s"' % self._name),
            (b"accept-ranges", b"none"),
            *others,
        ]
        return Reply(200, headers, body, self._is_lasting)


_STANDING: Final[WeakKeyDictionary[CalendarAnswer, Replies]] = WeakKeyDictionary()


def of(answer: CalendarAnswer) -> Replies:
    """Return what is said of this calendar; kept for as long as the calendar is."""
    found = _STANDING.get(answer)
    if found is None:
        found = _STANDING[answer] = Replies(answer)
    return found
