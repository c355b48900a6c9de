"""A finished calendar as it goes over the wire: the bytes, packed and plain, and their validators."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Grows when the same events give other bytes, so that caches of older ones are not trusted.
TEMPLATE = 2


class Packing:
    """Packs a document once, when somebody first asks for it. May be used from any thread."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._packed: bytes | None = None
        self._lock = threading.Lock()

    @property
    def is_done(self) -> bool:
        """Is it packed already?"""
        return self._packed is not None

    def done(self) -> bytes:
        """Return the packed document; the same document gives the same bytes."""
        with self._lock:
            if self._packed is None:
                self._packed = gzip.compress(self._body, compresslevel=6, mtime=0)
            return self._packed


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CalendarAnswer:
    """A calendar document ready to be sent."""

    body: bytes
    #: Weak, quotes included: the plain and the packed bytes share it.
    etag: str
    #: `None` while it is so young that another change may fall into the same second.
    last_modified: datetime | None
    #: File name, ASCII, ends in `.ics`.
    name: str
    packing: Packing

    @property
    def gzipped(self) -> bytes:
        """The packed document; the first to ask waits until it is packed."""
        return self.packing.done()


def answer_of(
    body: bytes, *, revision: str, name: str, last_modified: datetime | None = None
) -> CalendarAnswer:
    """Return `body` with its validators; `name` may be any text."""
    slug = re.sub("[^a-z0-9]+", "-", name[:200].lower()).strip("-")[:60] or "calendar"
    return CalendarAnswer(body, f'W/"{revision}"', last_modified, f"{slug}.ics", Packing(body))


def revision_of(*facts: object) -> str:
    """Return a short digest of `facts`: whatever decides the bytes of a calendar, as plain JSON values."""
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
