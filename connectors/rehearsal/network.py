"""The rehearsal network itself: takes posts by X's rules and shows them. Knows no HTTP."""

from __future__ import annotations

import base64
import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors import snowflake
from connectors.rehearsal.faults import Faults
from connectors.rehearsal.kept import Account, Journal, Kept, KeptPicture, RefusalError
from connectors.weigh import X_LIMITS, fits, weighted_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_DUPLICATE_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Late:
    due: datetime
    account: Account
    text: str
    pictures: tuple[str, ...]


class Rehearsal:
    """The network. May be used from any thread; with a journal it survives a restart.

    `now` tells its time: ids, dates, lags and late posts follow it, so that a rehearsal can run on
    a simulated clock.
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
        #: How long every post stays invisible on time-line and look-up after it was taken.
        self.timeline_lag = timeline_lag
        #: Calls of one kind that an account may make in 15 minutes; X's own limit for posts is 100.
        self.calls_per_window = 10_000
        #: Does it name fields as X's description of August 2026 does?
        self.has_new_names = False
        self._refuses_duplicates = refuses_duplicates
        self._journal = Journal(journal) if journal else None
        self._lock = threading.RLock()
        self._posts: dict[str, Kept] = {}
        self._pictures: dict[str, KeptPicture] = {}
        self._late: list[_Late] = []
        self._last_id = 0
        for line in self._journal.lines() if self._journal else ():
            self._replay(line)

    # writing

    def take(
        self,
        account: Account,
        text: str,
        *,
        pictures: tuple[str, ...] = (),
        lag: timedelta = timedelta(0),
    ) -> Kept:
        """Take a post, or raise `RefusalError` as X does; in the journal before it returns."""
        with self._current():
            self._check(account, text, pictures)
            at = self.now()
            return self._keep(Kept(self._new_id(at), account.user_id, text, at, pictures, lag))

    def take_late(
        self, account: Account, text: str, *, pictures: tuple[str, ...] = (), after: timedelta
    ) -> None:
        """Take a post `after` a while, as a network does whose client has given up."""
        with self._current():
            self._check(account, text, pictures)
            self._late.append(_Late(self.now() + after, account, text, pictures))

    def load(self, kept: Kept) -> None:
        """Put a post of the past in place, as the demo does; a known id is left as it is."""
        with self._current():
            if kept.id not in self._posts:
                self._keep(kept)

    def upload(self, data: bytes, *, mime: str, alt: str = "") -> KeptPicture:
        """Keep a picture and return it with its id."""
        with self._current():
            picture = KeptPicture(self._new_id(self.now()), mime, data, alt)
            encoded = base64.b64encode(data).decode()
            self._write("picture", id=picture.id, mime=mime, alt=alt, data=encoded)
            self._pictures[picture.id] = picture
        return picture

    def describe(self, picture_id: str, alt: str) -> None:
        """Give a picture its alt text."""
        with self._current():
            if picture_id not in self._pictures:
                raise RefusalError(400, "The media id is not known.")
            self._write("alt", id=picture_id, alt=alt)
            self._pictures[picture_id] = replace(self._pictures[picture_id], alt=alt)

    def delete(self, account: Account, post_id: str) -> bool:
        """Take a post down; return whether there was one of this account."""
        with self._current():
            kept = self._posts.get(post_id)
            if kept is None or kept.user_id != account.user_id:
                return False
            self._write("delete", id=post_id)
            del self._posts[post_id]
        return True

    # reading

    def posts(self, user_id: str | None = None) -> list[Kept]:
        """Return all posts, or one account's, newest first, time-line lag left out of account."""
        with self._current():
            found = [kept for kept in self._posts.values() if user_id in {None, kept.user_id}]
        return sorted(found, key=lambda kept: int(kept.id), reverse=True)

    def visible(self, user_id: str | None = None) -> list[Kept]:
        """Return what a look at the network shows by now, newest first."""
        until = self.now() - self.timeline_lag
        return [kept for kept in self.posts(user_id) if kept.at + kept.lag <= until]

    def post(self, post_id: str) -> Kept | None:
        """Return one post, seen or not."""
        with self._current():
            return self._posts.get(post_id)

    def picture(self, picture_id: str) -> KeptPicture | None:
        """Return a picture."""
        with self._lock:
            return self._pictures.get(picture_id)

    def account_of(self, user_id: str) -> Account | None:
        """Return the account with this number, its own or the one in its access token."""
        return next((each for each in self.accounts if user_id in each.numbers), None)

    def account_named(self, handle: str) -> Account | None:
        """Return the account with this handle, whatever its letter case."""
        return next((each for each in self.accounts if each.handle.lower() == handle.lower()), None)

    # rules

    def _check(self, account: Account, text: str, pictures: tuple[str, ...]) -> None:
        if not text and not pictures:
            raise RefusalError(400, "A post needs text or media.")
        if text and not fits(text):
            raise RefusalError(400, f"The text has {weighted_length(text)} weighted characters of 280.")
        if len(pictures) > X_LIMITS.pictures or any(each not in self._pictures for each in pictures):
            raise RefusalError(400, "Your media IDs are invalid.")
        if self._refuses_duplicates and self._is_duplicate(account, text, pictures):
            raise RefusalError(403, "You are not allowed to create a Tweet with duplicate content.")

    def _is_duplicate(self, account: Account, text: str, pictures: tuple[str, ...]) -> bool:
        """Tell by the text alone; beside pictures a network can't, for each upload looks new to it."""
        since = self.now() - _DUPLICATE_WINDOW
        return not pictures and any(
            kept.user_id == account.user_id and kept.text == text and kept.at >= since and not kept.pictures
            for kept in self._posts.values()
        )

    @contextmanager
    def _current(self) -> Iterator[None]:
        """Hold the lock, with the late posts in place whose time has come."""
        with self._lock:
            due = [late for late in self._late if late.due <= self.now()]
            self._late = [late for late in self._late if late not in due]
            for late in sorted(due, key=lambda each: each.due):
                if not (
                    self._refuses_duplicates and self._is_duplicate(late.account, late.text, late.pictures)
                ):
                    number = self._new_id(late.due)
                    self._keep(Kept(number, late.account.user_id, late.text, late.due, late.pictures))
            yield

    def _new_id(self, at: datetime) -> str:
        self._last_id = max(snowflake.first_at(at) + secrets.randbelow(1 << 12), self._last_id + 1)
        return str(self._last_id)

    # journal

    def _keep(self, kept: Kept) -> Kept:
        at = kept.at.isoformat()
        self._write("post", id=kept.id, user=kept.user_id, text=kept.text, at=at, pictures=kept.pictures)
        self._posts[kept.id] = kept
        return kept

    def _write(self, kind: str, **fields: Any) -> None:
        if self._journal is not None:
            self._journal.write(kind, **fields)

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
