"""Where the posts of a run stand: the product's database, or the one table of a naive daemon."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlmodel import text

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState, ThreadPart
from scheduler.settings import Settings
from tests.builders import a_channel, a_post, approved, x_credentials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: The client waits so long for bytes, and twice as long for a whole answer; then comes the latest
#: acceptance (1 s) and the time-line's lag (0.3 s): an absence is believed later than all of it.
SEND_TIMEOUT, SETTLE_SECONDS = 1.0, 5.0
#: Nothing happens to a post in these unless a person wants it.
AT_REST = {PostState.PUBLISHED, PostState.HELD, PostState.MISSED, PostState.REFUSED, PostState.CANCELLED}


@dataclass(frozen=True)
class Planned:
    """A post of a run, or a thread; no text is like another."""

    text: str
    account: str
    due: datetime
    further: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all parts."""
        return (self.text, *self.further)


class Plan(Protocol):
    """What a run needs to know of a way to keep posts."""

    kind: str
    takes_threads: bool

    def fill(self, posts: Sequence[Planned]) -> None:
        """Take the posts; from here on they go out when due."""

    def told(self, slot: int) -> dict[str, Any]:
        """Return what a daemon is told, the `slot`-th of those that run."""

    def is_at_rest(self) -> bool:
        """Will nothing more happen by itself?"""

    def states(self) -> dict[str, str]:
        """Return what is said of each post, by the text of its first part."""

    def numbers(self) -> dict[str, str]:
        """Return the network's number of each part that is said to be out, by its text."""

    def is_intact(self) -> bool:
        """Does the record of what was done verify?"""

    def close(self) -> None:
        """Let go."""


class RoundsPlan:
    """The product on either database."""

    kind = "rounds"
    takes_threads = True

    def __init__(self, folder: Path, *, network_url: str, database_url: str = "") -> None:
        self._folder = folder
        self._settings = {
            "database_url": database_url,
            "secret_key_file": str(folder / "secret.key"),
            "x_base_url": network_url,
            "settle_seconds": SETTLE_SECONDS,
            "send_timeout": SEND_TIMEOUT,
            "lease_seconds": 15.0,
            "fill_days": 0,
        }
        settings = Settings(**self.told(0))
        migrate_database(settings)
        self._app: App = open_app(settings)

    def fill(self, posts: Sequence[Planned]) -> None:
        for account in sorted({post.account for post in posts}):
            channel = a_channel(name=f"main-{account}", handle=f"larkspur{account}")
            self._app.set_up.add_channel(OPERATOR, channel, credentials=x_credentials(account))
        with self._app._store.write() as unit:
            for each in posts:
                post = a_post(
                    channel=f"main-{each.account}",
                    text=each.text,
                    due=each.due,
                    thread=tuple(ThreadPart(text=text) for text in each.further),
                    state=PostState.SCHEDULED,
                    useful_until=each.due + timedelta(hours=6),
                )
                unit.posts.add(approved(post))

    def told(self, slot: int) -> dict[str, Any]:
        # Members of a team stand on machines of their own; on one machine they share a folder.
        folder = self._folder / (f"machine-{slot}" if self._settings["database_url"] else "machine")
        return {**self._settings, "data_dir": str(folder)}

    def is_at_rest(self) -> bool:
        with self._app._store.read() as unit:
            rows = unit._transaction.connection.execute(text("select state, count(*) from post group by 1"))
            return {PostState(state) for state, _ in rows} <= AT_REST

    def states(self) -> dict[str, str]:
        return {post.text: post.state.value for post in self._posts()}

    def numbers(self) -> dict[str, str]:
        return {
            text: receipt.remote_id
            for post in self._posts()
            for text, receipt in zip(
                (post.text, *(part.text for part in post.thread)), post.receipts, strict=False
            )
        }

    def is_intact(self) -> bool:
        return self._app.auditing.verify().is_intact

    def close(self) -> None:
        self._app.close()

    def _posts(self) -> list[Post]:
        with self._app._store.read() as unit:
            found = unit._transaction.connection.execute(text("select id from post"))
            return [unit.posts.get(number) for (number,) in found]


class NaivePlan:
    """One table, one mark for each post."""

    takes_threads = False

    def __init__(self, folder: Path, *, network_url: str, kind: str, daemons: int) -> None:
        self.kind = kind
        self._file, self._url, self._daemons = str(folder / "naive.db"), network_url, daemons

    def fill(self, posts: Sequence[Planned]) -> None:
        with sqlite3.connect(self._file) as database:
            database.execute("pragma journal_mode = wal")
            database.execute(
                "create table post (id integer primary key, account text, text text, due real, done boolean)"
            )
            rows = [(each.account, each.text, each.due.timestamp()) for each in posts]
            database.executemany("insert into post (account, text, due, done) values (?, ?, ?, 0)", rows)

    def told(self, slot: int) -> dict[str, Any]:
        return {
            "file": self._file,
            "url": self._url,
            "timeout": SEND_TIMEOUT,
            "slot": slot,
            "daemons": self._daemons,
        }

    def is_at_rest(self) -> bool:
        return set(Counter(self.states().values())) == {"published"}

    def states(self) -> dict[str, str]:
        with sqlite3.connect(self._file, timeout=10) as database:
            rows = database.execute("select text, done from post").fetchall()
        return {text: "published" if done else "scheduled" for text, done in rows}

    def numbers(self) -> dict[str, str]:
        return {}

    def is_intact(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing stays open."""
