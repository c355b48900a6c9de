"""The hands of one daemon in a team: what is handed out, and what is taken from the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from procrastinate import App, SyncPsycopgConnector

from scheduler.store.postgres import TEAM_SCHEMA
from scheduler.team.care import Care
from scheduler.team.crew import Crew
from scheduler.team.jobs import TASK, jobs_for
from scheduler.team.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.hands import LocalHands
    from scheduler.services.publishing import Publishing
    from scheduler.store.liveness import Presence
    from scheduler.store.unit import Unit
    from scheduler.team.jobs import Key

#: Claimed posts that wait for a worker, at most: a few seconds of work for a small team.
_MOST_WAITING = 1000
#: Posts in one transaction: few, for what is due meanwhile must not wait for long; more of a crowd, whose
#: last must wait for its first in any case.
_AT_ONCE, _FEW, _OF_A_CROWD = 16, 64, 128
#: Posts that are all due within so short a time are a crowd.
_CROWDED = timedelta(milliseconds=10)

#: For the rest of one transaction of ours, Procrastinate's tables are found too.
_FIND_TABLES = f"SELECT set_config('search_path', current_setting('search_path') || ', {TEAM_SCHEMA}', true)"


class TeamHands:
    """Hands out what is due if it leads, and sends what its worker takes from the queue.

    Where `leads` is false this process hands out nothing: a worker that only sends.
    """

    def __init__(
        self,
        publishing: Publishing,
        clock: Clock,
        presence: Presence,
        engine: Engine,
        own: LocalHands,
        *,
        lease: timedelta,
        leads: bool = True,
    ) -> None:
        self._publishing = publishing
        self._presence = presence
        self._own = own
        self._leads = leads
        self._waiting = Waiting(publishing.queued, clock)
        care = Care(
            self._waiting,
            keep=publishing.keep_queued,
            every=lease.total_seconds() / 4,
            is_ours=lambda: self._is_leading,
        )
        self._crew = Crew(engine, clock, take_up=self._take_up, room=own.room, care=care)
        self._deferring = App(connector=SyncPsycopgConnector())
        #: Did we lead when it was last asked?
        self._is_leading = False
        #: Were the posts that were handed out last due at nearly the same instant?
        self._is_crowd = False

    def start(self) -> None:
        """Begin to fetch and to send."""
        self._own.start()
        self._crew.start()

    @property
    def most(self) -> int:
        """How many posts may wait for the team at a time."""
        return _MOST_WAITING

    def room(self) -> int:
        """Return how many more posts may be handed out: none by a daemon that does not lead."""
        self._is_leading = self._leads and self._presence.lead()
        if not self._is_leading:
            self._waiting.forget()
            return 0
        return max(0, _MOST_WAITING - self._waiting.number())

    def fill(self, room: int, *, ahead: timedelta) -> int:
        """Hand out at most `room` posts that are due within `ahead`; return how many that were."""
        given, self._is_crowd = 0, False
        while given < room:
            most = min(room - given, _OF_A_CROWD if self._is_crowd else _AT_ONCE)
            count = self._publishing.hand_out(limit=most, ahead=ahead, enlist=self._enlist)
            self._waiting.add(count)
            given += count
            if count < most:
                break
        return given

    def nudge(self) -> None:
        """Look at the clock again: it was set."""
        self._own.nudge()

    def is_well(self) -> bool:
        """Do the threads that send live? The crew's mends itself."""
        return self._own.is_well()

    def stop(self) -> None:
        """Take nothing more from the queue, finish what is being sent, put the rest back in line."""
        self._crew.stop()
        self._own.stop()

    def _enlist(self, unit: Unit, posts: Sequence[Post]) -> None:
        """Defer jobs for posts, in the transaction that claims them."""
        self._is_crowd = posts[-1].due - posts[0].due < _CROWDED
        unit.wire.execute(_FIND_TABLES)
        self._deferring.configure_task(TASK, connection=unit.wire).batch_defer(*jobs_for(posts))

    def _take_up(self, keys: Sequence[Key]) -> None:
        """Take posts over from the queue; from here on their rows say who has them."""
        most = _AT_ONCE if len(keys) <= _FEW else _OF_A_CROWD
        for start in range(0, len(keys), most):
            self._own.take(self._publishing.take_up(keys[start : start + most]))
