"""What the rehearsal network keeps: accounts, posts, pictures. Knows no HTTP."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.rehearsal.faults import Faults
from connectors.weigh import fits, weighted_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_EPOCH_MS = 1288834974657
_LOW_BITS = 22
_DUPLICATE_WINDOW = timedelta(hours=24)
_MOST_PICTURES = 4


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may post, with the four strings of OAuth 1.0a."""

    handle: str
    user_id: str
    credentials: Mapping[str, str] = field(repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture as it was uploaded."""

    id: str
    mime: str
    data: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A post as it was taken."""

    id: str
    user_id: str
    text: str
    at: datetime
    pictures: tuple[str, ...] = ()


class RefusalError(Exception):
    """The network will not take it: status and detail as X words them."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Rehearsal:
    """The network. May be used from any thread; with a journal it survives a restart.

    `now` tells its time: ids and dates follow it, so that a rehearsal can run on a simulated clock.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),  # noqa: TID251 - the network's own clock
        journal: Path | None = None,
        faults: Faults | None = None,
        timeline_lag: timedelta = timedelta(0),
        refuses_duplicates: bool = True,
    ) -> None:
        self.accounts = tuple(accounts)
        self.now = now
        self.faults = faults or Faults()
        #: How long a post stays invisible on time-line and look-up after it was taken.
        self.timeline_lag = timeline_lag
        self._refuses_duplicates = refuses_duplicates
        self._journal = journal
        self._lock = threading.RLock()
        self._posts: dict[str, Kept] = {}
        self._pictures: dict[str, KeptPicture] = {}
        self._last_id = 0
        self._read_journal()

    # writing

    def take(self, account: Account, text: str, *, pictures: tuple[str, ...] = ()) -> Kept:
        """Take a post, or raise `RefusalError` as X does; on the disk before it returns."""
        with self._lock:
            self._check(account, text, pictures)
            at = self.now()
            kept = Kept(self._new_id(at), account.user_id, text, at, pictures)
            self._write(
                "post", id=kept.id, user=kept.user_id, text=text, at=at.isoformat(), pictures=pictures
            )
            self._posts[kept.id] = kept
        return kept

    def load(self, kept: Kept) -> None:
        """Put a post of the past in place, as the demo does; a known id is left as it is."""
        with self._lock:
            if kept.id in self._posts:
                return
            at = kept.at.isoformat()
            self._write("post", id=kept.id, user=kept.user_id, text=kept.text, at=at, pictures=kept.pictures)
            self._posts[kept.id] = kept

    def upload(self, data: bytes, *, mime: str, alt: str = "") -> KeptPicture:
        """Keep a picture and return it with its id."""
        with self._lock:
            picture = KeptPicture(self._new_id(self.now()), mime, data, alt)
            encoded = base64.b64encode(data).decode()
            self._write("picture", id=picture.id, mime=mime, alt=alt, data=encoded)
            self._pictures[picture.id] = picture
        return picture

    def describe(self, picture_id: str, alt: str) -> None:
        """Give a picture its alt text."""
        with self._lock:
            if picture_id not in self._pictures:
                raise RefusalError(400, "The media id is not known.")
            self._write("alt", id=picture_id, alt=alt)
            self._pictures[picture_id] = replace(self._pictures[picture_id], alt=alt)

    def delete(self, account: Account, post_id: str) -> bool:
        """Take a post down; return whether there was one of this account."""
        with self._lock:
            kept = self._posts.get(post_id)
            if kept is None or kept.user_id != account.user_id:
                return False
            self._write("delete", id=post_id)
            del self._posts[post_id]
        return True

    # reading

    def posts(self, user_id: str | None = None) -> list[Kept]:
        """Return all posts, or one account's, newest first, time-line lag left out of account."""
        with self._lock:
            found = [kept for kept in self._posts.values() if user_id in {None, kept.user_id}]
        return sorted(found, key=lambda kept: int(kept.id), reverse=True)

    def visible(self, user_id: str | None = None) -> list[Kept]:
        """Return what a look at the network shows by now, newest first."""
        until = self.now() - self.timeline_lag
        return [kept for kept in self.posts(user_id) if kept.at <= until]

    def post(self, post_id: str) -> Kept | None:
        """Return one post."""
        with self._lock:
            return self._posts.get(post_id)

    def picture(self, picture_id: str) -> KeptPicture | None:
        """Return a picture."""
        with self._lock:
            return self._pictures.get(picture_id)

    def account_of(self, user_id: str) -> Account | None:
        """Return the account with this id."""
        return next((each for each in self.accounts if each.user_id == user_id), None)

    def account_named(self, handle: str) -> Account | None:
        """Return the account with this handle, whatever its letter case."""
        return next((each for each in self.accounts if each.handle.lower() == handle.lower()), None)

    # rules

    def _check(self, account: Account, text: str, pictures: tuple[str, ...]) -> None:
        if not text and not pictures:
            raise RefusalError(400, "One or more parameters to your request was invalid.")
        if text and not fits(text):
            raise RefusalError(400, f"The text has {weighted_length(text)} weighted characters of 280.")
        if len(pictures) > _MOST_PICTURES or any(each not in self._pictures for each in pictures):
            raise RefusalError(400, "Your media IDs are invalid.")
        since = self.now() - _DUPLICATE_WINDOW
        same = (
            kept
            for kept in self._posts.values()
            if kept.user_id == account.user_id and kept.text == text and kept.at >= since
        )
        if self._refuses_duplicates and next(same, None) is not None:
            raise RefusalError(403, "You are not allowed to create a Tweet with duplicate content.")

    def _new_id(self, at: datetime) -> str:
        made = (int(at.timestamp() * 1000) - _EPOCH_MS) << _LOW_BITS
        self._last_id = max(made + secrets.randbelow(1 << 12), self._last_id + 1)
        return str(self._last_id)

    # journal

    def _write(self, kind: str, **fields: Any) -> None:
        if self._journal is None:
            return
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **fields}) + "\n")

    def _read_journal(self) -> None:
        if self._journal is None or not self._journal.exists():
            return
        with self._journal.open(encoding="utf-8") as file:
            for line in file:
                # A line cut short by a power cut is the last one, and its answer never left.
                with contextlib.suppress(json.JSONDecodeError):
                    self._replay(json.loads(line))

    def _replay(self, line: dict[str, Any]) -> None:
        name = str(line["id"])
        match line["kind"]:
            case "post":
                at = datetime.fromisoformat(line["at"])
                self._posts[name] = Kept(name, line["user"], line["text"], at, tuple(line["pictures"]))
            case "picture":
                data = base64.b64decode(line["data"])
                self._pictures[name] = KeptPicture(name, line["mime"], data, line["alt"])
            case "alt" if name in self._pictures:
                self._pictures[name] = replace(self._pictures[name], alt=line["alt"])
            case "delete":
                self._posts.pop(name, None)
        self._last_id = max(self._last_id, int(name))


_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


def links_in(text: str) -> list[str]:
    """Return the links of a text in their order."""
    return _LINK.findall(text)
