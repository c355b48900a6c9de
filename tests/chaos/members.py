"""The daemons that are put through chaos: the product's, and two naive ones that must be found out."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import connectors.x
import scheduler.team
from connectors import connect
from connectors.base import ConnectorError, NotSentError, Outgoing
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.settings import Settings
from tests.builders import x_credentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectors.base import Connector

#: Loaded for the sake of those who are forked.
LOADED = (connectors.x, scheduler.team)
_SENDERS = 8


def rounds(told: dict[str, Any]) -> None:
    """Run the product's daemon, as `rounds daemon` does."""
    Daemon(open_app(Settings(**told))).run_until(threading.Event())


@dataclass
class Naive:
    """Sends what is due and keeps one mark for each post; asks nobody."""

    file: str
    url: str
    timeout: float
    slot: int
    daemons: int
    #: Is the mark set before the call, and taken away where it certainly failed?
    marks_first: bool

    def run(self) -> None:
        """Send until killed; each daemon has its own posts, so that they never get in each other's way."""
        tick = threading.Event()
        with ThreadPoolExecutor(_SENDERS) as pool:
            while True:
                list(pool.map(self._send, self._due()))
                tick.wait(0.02)

    def _due(self) -> list[tuple[int, str, str]]:
        mine = "select id, account, text from post where not done and due <= ? and id % ? = ? limit 32"
        with self._open() as database:
            return database.execute(mine, (time.time(), self.daemons, self.slot)).fetchall()

    def _send(self, post: tuple[int, str, str]) -> None:
        number, account, text = post
        connector: Connector = connect("x", x_credentials(account), base_url=self.url, timeout=self.timeout)
        if self.marks_first:
            self._mark(number, is_done=True)
        try:
            connector.send(Outgoing(str(number), text), "")
        except NotSentError:
            self._mark(number, is_done=False)
        except ConnectorError:
            return
        else:
            self._mark(number, is_done=True)

    def _mark(self, number: int, *, is_done: bool) -> None:
        with self._open() as database:
            database.execute("update post set done = ? where id = ?", (is_done, number))

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file, timeout=10)
        database.execute("pragma synchronous = full")
        return database


def marks_after(told: dict[str, Any]) -> None:
    """Send, then mark: what most home-made schedulers do."""
    Naive(**told, marks_first=False).run()


def marks_before(told: dict[str, Any]) -> None:
    """Mark, then send, and never look back."""
    Naive(**told, marks_first=True).run()


MEMBERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "rounds": rounds,
    "marks-after": marks_after,
    "marks-before": marks_before,
}
