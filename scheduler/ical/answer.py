"""What is sent to a calendar program that asks: the bytes, packed and plain, and their validators."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Grows when the same events give other bytes, so that caches of older ones are not trusted.
TEMPLATE = 1


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """A calendar document ready to be sent."""

    body: bytes
    gzipped: bytes
    #: Weak, quotes included: the plain and the packed bytes share it.
    etag: str
    #: `None` while it is so young that another change may fall into the same second.
    last_modified: datetime | None
    #: File name, ASCII, ends in `.ics`.
    name: str


def answer_of(
    body: bytes, *, revision: str, name: str, last_modified: datetime | None = None
) -> CalendarAnswer:
    """Return `body` packed, with its validators; `name` may be any text."""
    slug = re.sub("[^a-z0-9]+", "-", name[:200].lower()).strip("-")[:60] or "calendar"
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return CalendarAnswer(body, packed, f'W/"{revision}"', last_modified, f"{slug}.ics")


def revision_of(*facts: object) -> str:
    """Return a short digest of `facts`: whatever decides the bytes of a calendar, as plain JSON values."""
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
