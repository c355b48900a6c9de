"""What the rehearsal network keeps: accounts, posts, pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may post, with the four strings of OAuth 1.0a."""

    handle: str
    user_id: str
    credentials: Mapping[str, str] = field(repr=False)
    name: str = ""
    #: IANA zone in which the page tells the time of this account's posts.
    zone: str = "UTC"

    @property
    def numbers(self) -> set[str]:
        """Return what this account is asked for by: X's access tokens begin with the account's number."""
        return {self.user_id, self.credentials["access_token"].partition("-")[0]}


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture as it was uploaded."""

    id: str
    mime: str
    data: bytes = field(repr=False)
    alt: str = ""

    @property
    def key(self) -> str:
        """Return the name by which X's posts speak of it."""
        return f"3_{self.id}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A post as it was taken."""

    id: str
    user_id: str
    text: str
    at: datetime
    pictures: tuple[str, ...] = ()
    #: How long after `at` the time-line shows it.
    lag: timedelta = timedelta(0)


class RefusalError(Exception):
    """The network will not take it: status and detail as X words them."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Journal:
    """What happened, a line of JSON each; a line is in the file before anybody hears of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, kind: str, **fields: Any) -> None:
        """Add a line."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **fields}) + "\n")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, and take away a last line that a power cut left unfinished."""
        if not self._path.exists():
            return
        whole = self._path.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            with self._path.open("r+b") as file:
                file.truncate(end)
        for line in whole[:end].splitlines():
            yield json.loads(line)
