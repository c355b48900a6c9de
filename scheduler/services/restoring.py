"""Notice that the database is older than what was done: somebody restored a backup.

Small files beside the database (`store/marks.py`) say how far the record and the tries at sending had
come. Guarantees: each try is named there before its first byte leaves, so however young the backup
is, and however the process ended, a database that does not know of a try is taken for a restored
one, and nothing is sent before the network was asked whether it has it. Where the power was cut, the
last names may be gone; then whatever could have been sent since is asked for.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError, LostDatabaseError
from scheduler.domain.people import ENGINE
from scheduler.store.marks import Mark, Marks, Try

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.services.in_hand import Claimed
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: The note that says when a restored database was noticed: until then anything may have been sent.
RESTORED = "restored"
#: Posts are sent so long without a word of it on the disk that outlives a power cut.
_PROMISED = timedelta(minutes=1)
#: Two programs may promise in the same moment.
_SLACK = timedelta(seconds=1)
#: So many bytes of names are kept at most, or a little more.
_MOST_BYTES = 64 * 1024
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def run_of_machine() -> str:
    """Return what names the present run of the machine; empty where the system does not say."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


class Restoring:
    """The high-water marks. `run` names the present run of the machine."""

    def __init__(
        self, store: Store, clock: Clock, mark: Path, *, run: Callable[[], str] = run_of_machine
    ) -> None:
        self._store = store
        self._clock = clock
        self._marks = Marks(mark)
        self._run = run() or "-"
        self._written: Mark | None = None
        self._until: datetime | None = None
        self._promising = threading.Lock()
        self._is_stuck = False

    # while posts are sent

    def leaving(self, begun: Sequence[Claimed]) -> None:
        """Name the tries of `begun`: written down, not yet made. They must not be where this raises."""
        self._marks.add(_try_at(each.post) for each in begun)
        if self._until is None or self._clock.now() >= self._until:
            self._promise()

    def note(self) -> None:
        """Write down how far everything has come; what keeps it from that is told once, and its end."""
        try:
            self._promise_early()
            self._mark()
        except LostDatabaseError:
            raise  # nothing ends that but a new start
        except EnvironmentProblemError as why:
            if not self._is_stuck:
                self._is_stuck = True
                logger.error("how far the record came can't be noted reason=%s", why)  # noqa: TRY400 - no trace helps there
        else:
            if self._is_stuck:
                self._is_stuck = False
                logger.warning("how far the record came is noted again")

    def _mark(self, *, most_bytes: int = _MOST_BYTES, is_anew: bool = False) -> None:
        """Write the mark, and forget the names it makes up for where they are more than `most_bytes`.

        A mark that is further stays, unless `is_anew`: another program read the database later.
        """
        size = self._marks.size()  # before the database is read: it knows all that was named by then
        with self._store.read() as unit:
            mark = _mark_of(unit)
        if mark == self._written and size <= most_bytes:
            return
        with self._marks.alone():
            stands = self._marks.read()
            if is_anew or stands is None or mark.covers(stands):
                self._marks.put(mark)
                stands = mark
            if size > most_bytes and stands.covers(mark):
                self._marks.forget_tries(size)
        self._written = mark

    def _promise_early(self) -> None:
        """Promise before it is needed, so that no post waits for the disk's sake."""
        if self._until is None or self._clock.now() >= self._until - _PROMISED / 2:
            self._promise()

    def _promise(self) -> None:
        """Say on the disk until when posts may be sent; never take back what was said in this run."""
        with self._promising:
            until = self._clock.now() + _PROMISED
            run, said = self._promised()
            if said is not None and run == self._run:
                until = max(until, said)
            self._marks.promise(self._run, until.isoformat())
            self._until = until

    def _promised(self) -> tuple[str, datetime | None]:
        """Return in which run of the machine something was promised, and until when."""
        words = self._marks.promised()
        try:
            run, until = words
            return run, datetime.fromisoformat(until)
        except ValueError:
            return "", None

    # when a daemon starts

    def notice(self) -> int:
        """Return how many posts must be asked for first; 0 where nothing was sent that is not known here."""
        run, until = self._promised()
        was_cut = until is not None and run != self._run
        mark, tries = self._marks.read(), self._marks.tries()  # before the database: it must know of them
        with self._store.read() as unit:
            is_older = _is_older(unit, mark, tries)
        count = self._ask_for_all() if is_older else 0
        if was_cut and until is not None and not is_older:
            count = self._ask_for_those_until(until + _SLACK)
        self._mark(most_bytes=0, is_anew=is_older)
        self._promise()
        return count

    def _ask_for_all(self) -> int:
        now = self._clock.now()
        with self._store.write() as unit:
            count = unit.posts.ask_first(_last_known(unit, now), at=now)
            unit.notes.put(RESTORED, now.isoformat(), at=now)
            unit.audit.append(ENGINE, "database.restored", "database", at=now, facts={"posts": count})
        logger.warning("an older database was noticed posts_to_ask_for=%s", count)
        return count

    def _ask_for_those_until(self, until: datetime) -> int:
        """Ask for what may have been sent before the power was cut, were this a backup of that minute."""
        now = self._clock.now()
        with self._store.write() as unit:
            count = unit.posts.ask_first(_last_known(unit, now), at=now, until=until)
            if count:
                unit.notes.put(RESTORED, now.isoformat(), at=now)
                unit.audit.append(ENGINE, "power.lost", "machine", at=now, facts={"posts": count})
        if count:
            logger.warning("the machine stopped without a word posts_to_ask_for=%s", count)
        return count


def _try_at(post: Post) -> Try:
    return Try(post.id, post.fence, len(post.receipts))


def _mark_of(unit: Unit) -> Mark:
    line, last = unit.audit.last(), unit.tally.last_try()
    known = Mark(line.seq, line.hash) if line else Mark()
    return known._replace(number=last[0], post=last[1], fence=last[2]) if last else known


def _is_older(unit: Unit, mark: Mark | None, tries: Collection[Try]) -> bool:
    """Does the database lack a line of the record, or a try, that it once had?"""
    if unit.tally.unknown_tries(tries):
        return True
    if mark is None:
        return False
    line = unit.audit.at(mark.line)
    if mark.line and (line is None or line.hash != mark.digest):
        return True
    return bool(mark.number) and unit.tally.try_at(mark.number) != (mark.post, mark.fence)


def _last_known(unit: Unit, now: datetime) -> datetime:
    last = unit.audit.last()
    return last.at if last else now
