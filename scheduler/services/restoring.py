"""Notice that the database is older than what was done: somebody restored a backup.

A small file beside the database says how far the record had come. A record that is shorter, or
tells another story at that line, is a restored one: then nothing is sent before the network
was asked whether it has it.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from scheduler.domain.people import ENGINE

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)

#: The note that says when a restored database was noticed: until then anything may have been sent.
RESTORED = "restored"


class Restoring:
    """The high-water mark of the record."""

    def __init__(self, store: Store, clock: Clock, mark: Path) -> None:
        self._store = store
        self._clock = clock
        self._mark = mark
        self._written = 0

    def note(self) -> None:
        """Write down how far the record has come, if it came further; never torn by a crash."""
        with self._store.read() as unit:
            last = unit.audit.last()
        if last is None or last.seq == self._written:
            return
        # Named by the process: two daemons of one folder would tear each other's.
        beside = self._mark.with_name(f"{self._mark.name}.{os.getpid()}")
        beside.write_text(f"{last.seq} {last.hash}\n", encoding="ascii")
        beside.replace(self._mark)
        self._written = last.seq

    def notice(self) -> int:
        """Return how many posts must be asked for first; 0 where the database is no older than the mark."""
        try:
            seq, digest = self._mark.read_text(encoding="ascii").split()
        except (FileNotFoundError, ValueError):
            return 0
        with self._store.read() as unit:
            line, last = unit.audit.at(int(seq)), unit.audit.last()
        if line is not None and line.hash == digest:
            return 0
        now = self._clock.now()
        with self._store.write() as unit:
            count = unit.posts.ask_first(last.at if last else now, at=now)
            unit.notes.put(RESTORED, now.isoformat(), at=now)
            unit.audit.append(ENGINE, "database.restored", "database", at=now, facts={"posts": count})
        logger.warning("an older database was noticed posts_to_ask_for=%s", count)
        return count
