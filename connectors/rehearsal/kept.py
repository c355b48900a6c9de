"""What the rehearsal network keeps: accounts, posts, media."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path


#: Media categories of X's API, and with what number the keys of such media begin.
KEYS = {"tweet_image": "3", "tweet_video": "7", "tweet_gif": "16"}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may post, with the strings of OAuth 1.0a or OAuth 2 that open the account."""

    handle: str
    user_id: str
    credentials: Mapping[str, str] = field(repr=False)
    name: str = ""
    #: IANA zone in which the page tells the time of this account's posts.
    zone: str = "UTC"

    @property
    def numbers(self) -> set[str]:
        """Return what this account is asked for by: OAuth 1.0a tokens begin with the account's number."""
        token = self.credentials.get("access_token", "") if "consumer_key" in self.credentials else ""
        return {self.user_id, token.partition("-")[0] or self.user_id}


@dataclass(frozen=True, slots=True)
class KeptMedium:
    """A picture, an animation or a video as it was uploaded."""

    id: str
    mime: str
    #: Empty for a video, which is measured and not kept.
    data: bytes = field(repr=False)
    alt: str = ""
    category: str = "tweet_image"
    size: int = 0
    sha256: str = ""

    @property
    def key(self) -> str:
        """Return the name by which X's posts speak of it."""
        return f"{KEYS[self.category]}_{self.id}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a post stands to others: whom it answers, what it shows, who may answer, what it discloses."""

    reply_to: str | None = None
    quote: str | None = None
    #: As X's API names them; `everyone` is what it is not told.
    reply_settings: str = "everyone"
    made_with_ai: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A post as it was taken."""

    id: str
    user_id: str
    text: str
    at: datetime
    media: tuple[str, ...] = ()
    #: How long after `at` the time-line shows it.
    lag: timedelta = timedelta(0)
    manner: Manner = Manner()
    #: The post that began the thread this one is a part of; empty for that post itself.
    conversation: str = ""


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
