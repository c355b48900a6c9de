"""What a calendar program says of itself: what it has already, and whether it unpacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.ical import CalendarAnswer

#: Outlook subscriptions failed until packing was off (field report of 2025-09 in the study).
_MICROSOFT: Final = re.compile("microsoft|outlook|ms-?office|exchange", re.IGNORECASE)
_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
_NOT_AT_ALL: Final = re.compile(r"q=0(\.0*)?")
_NAMES: Final = {
    b"if-none-match": "tags",
    b"if-modified-since": "since",
    b"accept-encoding": "encodings",
    b"user-agent": "agent",
}


@dataclass(slots=True)
class Asked:
    """The headers that decide an answer."""

    tags: str = ""
    since: str = ""
    encodings: str = ""
    agent: str = ""

    @classmethod
    def of(cls, headers: Iterable[tuple[bytes, bytes]]) -> Asked:
        """Read them; one that comes several times is a list."""
        asked = cls()
        for name, value in headers:
            field = _NAMES.get(name)
            if field is not None:
                before = getattr(asked, field)
                text = value.decode("latin-1")
                setattr(asked, field, f"{before},{text}" if before else text)
        return asked

    def has(self, answer: CalendarAnswer) -> bool:
        """Is the client's copy this one? A tag wins over a date (RFC 9110 §13)."""
        if self.tags:
            if self.tags == answer.etag:
                return True
            return self.tags.strip() == "*" or answer.etag.removeprefix("W/") in _TAG.findall(self.tags)
        since = _date(self.since)
        if since is None or answer.last_modified is None:
            return False
        return answer.last_modified.replace(microsecond=0) <= since

    @property
    def unpacks(self) -> bool:
        """Does it take a packed answer?"""
        if "gzip" not in self.encodings.lower() or _MICROSOFT.search(self.agent):
            return False
        for each in self.encodings.split(","):
            name, _, weight = each.replace(" ", "").lower().partition(";")
            if name in {"gzip", "x-gzip"}:
                return not _NOT_AT_ALL.fullmatch(weight)
        return False


def _date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.utcoffset() is not None else None
