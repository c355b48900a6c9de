"""The rehearsal network itself: takes posts by X's rules and shows them. Knows no HTTP."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors import snowflake
from connectors.rehearsal.faults import Faults
from connectors.rehearsal.grants import App, Grants
from connectors.rehearsal.kept import Account, Journal, Kept, KeptMedium, Manner, RefusalError
from connectors.rehearsal.uploads import Uploads
from connectors.weigh import X_LIMITS, fits, weighted_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_DUPLICATE_WINDOW = timedelta(hours=24)
#: How long a medium waits to be posted.
_MEDIUM_LIFE = timedelta(days=1)
_PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class _Late:
    due: datetime
    account: Account
    text: str
    media: tuple[str, ...]
    manner: Manner


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
        apps: Iterable[App] = (),
    ) -> None:
        self.accounts = tuple(accounts)
        self.now = now
        self.grants = Grants(apps, self.accounts, now)
        self.uploads = Uploads(self._next_id, now)
        self.faults = faults or Faults()
        #: How long every post stays invisible on time-line and look-up after it was taken.
        self.timeline_lag = timeline_lag
        #: Calls of one kind that an account may make in 15 minutes; X's own limit for posts is 100.
        self.calls_per_window = 10_000
        #: Does it name fields as X's description of August 2026 does?
        self.has_new_names = False
        #: Does it pass over what it does not know in a query, where X refuses?
        self.is_lenient = False
        self._refuses_duplicates = refuses_duplicates
        self._journal = Journal(journal) if journal else None
        self._lock = threading.RLock()
        self._posts: dict[str, Kept] = {}
        self._media: dict[str, KeptMedium] = {}
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
        media: tuple[str, ...] = (),
        manner: Manner = _PLAIN,
        lag: timedelta = timedelta(0),
    ) -> Kept:
        """Take a post, or raise `RefusalError` as X does; in the journal before it returns."""
        with self._current():
            self._check(account, text, media, manner)
            return self._accept(account, text, media, manner, at=self.now(), lag=lag)

    def take_late(
        self,
        account: Account,
        text: str,
        *,
        media: tuple[str, ...] = (),
        manner: Manner = _PLAIN,
        after: timedelta,
    ) -> None:
        """Take a post `after` a while, as a network does whose client has given up."""
        with self._current():
            self._check(account, text, media, manner)
            self._late.append(_Late(self.now() + after, account, text, media, manner))

    def load(self, kept: Kept) -> None:
        """Put a post of the past in place, as the demo does; a known id is left as it is."""
        with self._current():
            if kept.id not in self._posts:
                self._keep(kept)

    def upload(self, data: bytes, *, mime: str, alt: str = "") -> KeptMedium:
        """Keep a picture and return it with its id."""
        digest = hashlib.sha256(data).hexdigest()
        with self._current():
            return self.keep(KeptMedium(self._next_id(), mime, data, alt, size=len(data), sha256=digest))

    def keep(self, medium: KeptMedium) -> KeptMedium:
        """Keep a medium that has its id."""
        with self._lock:
            encoded = base64.b64encode(medium.data).decode()
            told = {
                each: getattr(medium, each) for each in ("id", "mime", "alt", "category", "size", "sha256")
            }
            self._write("picture", data=encoded, **told)
            self._media[medium.id] = medium
        return medium

    def describe(self, medium_id: str, alt: str) -> None:
        """Give a medium its alt text."""
        with self._current():
            if medium_id not in self._media:
                raise RefusalError(400, "The media id is not known.")
            self._write("alt", id=medium_id, alt=alt)
            self._media[medium_id] = replace(self._media[medium_id], alt=alt)

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

    def medium(self, medium_id: str) -> KeptMedium | None:
        """Return a picture, an animation or a video."""
        with self._lock:
            return self._media.get(medium_id)

    def account_of(self, user_id: str) -> Account | None:
        """Return the account with this number, its own or the one in its access token."""
        return next((each for each in self.accounts if user_id in each.numbers), None)

    def account_named(self, handle: str) -> Account | None:
        """Return the account with this handle, whatever its letter case."""
        return next((each for each in self.accounts if each.handle.lower() == handle.lower()), None)

    # rules

    def _check(self, account: Account, text: str, media: tuple[str, ...], manner: Manner) -> None:
        if not text and not media:
            raise RefusalError(400, "A post needs text or media.")
        if text and not fits(text):
            raise RefusalError(400, f"The text has {weighted_length(text)} weighted characters of 280.")
        self._check_media(media, manner)
        for other in (manner.reply_to, manner.quote):
            if other is not None and other not in self._posts:
                raise RefusalError(403, "The post you answer or quote is deleted or not visible to you.")
        if self._refuses_duplicates and self._is_duplicate(account, text, media, manner):
            raise RefusalError(403, "You are not allowed to create a Tweet with duplicate content.")

    def _check_media(self, media: tuple[str, ...], manner: Manner) -> None:
        found = [self._media.get(each) for each in media]
        since = snowflake.first_at(self.now() - _MEDIUM_LIFE)
        if any(each is None or int(each.id) < since or not self.uploads.is_ready(each.id) for each in found):
            raise RefusalError(400, "Your media IDs are invalid.")
        are_pictures = all(each is not None and each.category == "tweet_image" for each in found)
        if len(found) > (X_LIMITS.pictures if are_pictures else 1):
            raise RefusalError(400, "A post holds four pictures, or one animation, or one video.")
        if found and manner.quote is not None:
            raise RefusalError(400, "Media and a quoted post exclude each other.")

    def _is_duplicate(self, account: Account, text: str, media: tuple[str, ...], manner: Manner) -> bool:
        """Tell by the text alone; beside media a network can't, for each upload looks new to it."""
        since = self.now() - _DUPLICATE_WINDOW
        return not media and any(
            kept.user_id == account.user_id and kept.text == text and kept.at >= since and not kept.media
            for kept in self._posts.values()
            if kept.manner.reply_to == manner.reply_to and kept.manner.quote == manner.quote
        )

    @contextmanager
    def _current(self) -> Iterator[None]:
        """Hold the lock, with the late posts in place whose time has come."""
        with self._lock:
            due = [late for late in self._late if late.due <= self.now()]
            self._late = [late for late in self._late if late not in due]
            for late in sorted(due, key=lambda each: each.due):
                told = (late.account, late.text, late.media, late.manner)
                if not (self._refuses_duplicates and self._is_duplicate(*told)):
                    self._accept(*told, at=late.due)
            yield

    def _accept(
        self,
        account: Account,
        text: str,
        media: tuple[str, ...],
        manner: Manner,
        *,
        at: datetime,
        lag: timedelta = timedelta(0),
    ) -> Kept:
        above = self._posts.get(manner.reply_to or "")
        conversation = (above.conversation or above.id) if above else ""
        number = self._new_id(at)
        return self._keep(Kept(number, account.user_id, text, at, media, lag, manner, conversation))

    def _next_id(self) -> str:
        with self._lock:
            return self._new_id(self.now())

    def _new_id(self, at: datetime) -> str:
        self._last_id = max(snowflake.first_at(at) + secrets.randbelow(1 << 12), self._last_id + 1)
        return str(self._last_id)

    # journal

    def _keep(self, kept: Kept) -> Kept:
        self._write(
            "post",
            id=kept.id,
            user=kept.user_id,
            text=kept.text,
            at=kept.at.isoformat(),
            pictures=kept.media,
            conversation=kept.conversation,
            **asdict(kept.manner),
        )
        self._posts[kept.id] = kept
        return kept

    def _write(self, kind: str, **fields: Any) -> None:
        if self._journal is not None:
            self._journal.write(kind, **fields)

    def _replay(self, line: dict[str, Any]) -> None:
        name = str(line["id"])
        match line["kind"]:
            case "post":
                self._posts[name] = _post_in(line)
            case "picture":
                self._media[name] = _medium_in(line)
            case "alt" if name in self._media:
                self._media[name] = replace(self._media[name], alt=line["alt"])
            case "delete":
                self._posts.pop(name, None)
        self._last_id = max(self._last_id, int(name))


def _post_in(line: dict[str, Any]) -> Kept:
    """Read a post from its line; lines of before lack what was added later."""
    manner = Manner(**{each.name: line[each.name] for each in fields(Manner) if each.name in line})
    at, media = datetime.fromisoformat(line["at"]), tuple(line["pictures"])
    return Kept(
        line["id"],
        line["user"],
        line["text"],
        at,
        media,
        manner=manner,
        conversation=line.get("conversation", ""),
    )


def _medium_in(line: dict[str, Any]) -> KeptMedium:
    given = {each.name: line[each.name] for each in fields(KeptMedium) if each.name in line}
    return KeptMedium(**{**given, "data": base64.b64decode(line["data"])})
