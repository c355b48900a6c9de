"""Run the services on time; the only home of APScheduler. It decides nothing.

The database is the queue and APScheduler the clock: one date job is armed for the next due
instant and armed anew after each pass and each wake-up. A plain thread beside it waits on the
wake-up socket with a monotonic tick; it notices commits that nobody announced, jumps of the wall
clock, and a scheduler thread that died.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor as JobPool
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.domain.errors import EnvironmentProblemError, LostDatabaseError
from scheduler.domain.post import PostState
from scheduler.duties import FILL_AFTER, Apart, duties
from scheduler.heaps import share_heaps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.bootstrap import App
    from scheduler.domain.post import Post
    from scheduler.hands import Hands
    from scheduler.store.waking import Commits, Listener

logger = logging.getLogger(__name__)

_TICK = 1.0
_JUMP = 0.5
#: A pass claims what is due so soon.
_AHEAD = timedelta(seconds=1)
_RESCUE_EVERY = timedelta(seconds=2)
#: A team's daemons try to lead, and the leader looks for dead ones.
_LEAD_EVERY = timedelta(seconds=0.5)
#: How far everything has come is written down with each change, and at least so often; in seconds.
_NOTE_EVERY = 10.0
_ASK_EVERY = timedelta(seconds=2)
#: How often these jobs run, and how often while nothing is in hand or in doubt.
_PACES = {
    "lead": (_LEAD_EVERY, timedelta(seconds=2)),
    "rescue": (_RESCUE_EVERY, timedelta(seconds=10)),
    "ask": (_ASK_EVERY, timedelta(seconds=10)),
}
_AFTER_A_FAULT = timedelta(seconds=1)
#: The duties that wait for networks or reckon for seconds have threads of their own: no post waits for them.
_DESK = "desk"


class Server(Protocol):
    """Something that runs beside the engine, such as the calendar server."""

    def start(self) -> None:
        """Begin to serve."""

    def stop(self) -> None:
        """Stop serving."""


class Errands(Protocol):
    """Does duties in processes of their own."""

    def run(self, name: str) -> None:
        """Do one duty and return when it is done; raises `EnvironmentProblemError` where that went wrong."""

    def stop(self) -> None:
        """End what is under way, and begin nothing more."""


class Daemon:
    """The engine of one process. `start` returns at once; `stop` waits for what is being sent."""

    def __init__(
        self,
        app: App,
        *,
        servers: Sequence[Server] = (),
        fill_after: timedelta = FILL_AFTER,
        only_sends: bool = False,
        errands: Errands | None = None,
    ) -> None:
        self._app = app
        self._errands = errands
        self._fill_after = fill_after
        self._servers = servers
        self._stopped = threading.Event()
        self._failed = False
        self._gone: LostDatabaseError | None = None
        self._passing = threading.Lock()
        self._is_full = False
        self._leads = False
        #: Was nothing in hand or in doubt after the last change? Then only another change brings work.
        self._is_calm = False
        self._noted_at = app.clock.monotonic()
        #: How often each repeated job runs now.
        self._paces: dict[str, timedelta] = {}
        self._only_sends = only_sends
        self._hands: Hands = app.hands(after=self._left, leads=not only_sends)
        self._clockwork = BackgroundScheduler(
            timezone=UTC,
            executors={"default": JobPool(4), _DESK: JobPool(4)},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        self._listening: threading.Thread | None = None

    def start(self) -> None:
        """Notice a restored database and new zone data, take over what the dead left, then begin."""
        share_heaps()
        self._app.presence.sweep()
        self._app.restoring.notice()
        self._app.timekeeping.notice()
        self._app.rezoning.check()
        self._app.reconciling.rescue()
        listener = self._app.listener()
        for server in self._servers:
            server.start()
        name = self._app.presence.name
        self._app.overseeing.begin(name)
        self._hands.start()
        self._clockwork.start()
        self._every(_RESCUE_EVERY, "rescue", self._rescue)
        self._every(timedelta(seconds=self._app.settings.lease_seconds) / 4, "renew", self._renew)
        if not self._only_sends:
            self._begin_duties()
        self._arm()
        self._listening = threading.Thread(
            target=self._listen, args=(listener,), name="listener", daemon=True
        )
        self._listening.start()
        logger.info("engine started owner=%s", name)

    def _begin_duties(self) -> None:
        """Begin what one daemon of a team does for all, whichever it is at the time."""
        if self._app.is_team:
            self._every(_LEAD_EVERY, "lead", self._led(self._bury))
        self._every(_ASK_EVERY, "ask", self._led(self._ask))
        for duty in duties(self._app, fill_after=self._fill_after):
            apart = self._errands if duty.is_apart else None
            job = Apart(duty, apart.run) if apart is not None else duty.job
            self._every(duty.every, duty.name, self._led(job), after=duty.after, executor=_DESK)

    def run_until(self, stop: threading.Event) -> bool:
        """Run until `stop` is set or the engine fails; return whether it ended well.

        Raises `LostDatabaseError` where the database was replaced while it ran, or is damaged.
        """
        self.start()
        # What lives as long as the process is not searched again: that stops every thread for a while.
        gc.collect()
        gc.freeze()
        while not stop.wait(_TICK):
            if self._failed:
                break
        self.stop()
        if self._gone is not None:
            raise self._gone
        return not self._failed

    def stop(self) -> None:
        """Claim nothing more, finish what is being sent, let go."""
        self._stopped.set()
        self._app.curating.stop()
        if self._errands is not None:
            self._errands.stop()
        if self._clockwork.running:
            self._clockwork.shutdown(wait=True)
        self._hands.stop()
        if self._listening is not None:
            self._listening.join()
        for server in self._servers:
            server.stop()
        self._guarded("note", self._app.restoring.note)()
        self._app.presence.close()
        logger.info("engine stopped")

    # publishing

    def _pass(self) -> None:
        """Claim what is due, or nearly so, as far as there are hands for it."""
        if self._stopped.is_set():
            return
        with self._passing:
            room = self._hands.room()
            self._is_full = not room or self._hands.fill(room, ahead=_AHEAD) >= room
        self._arm()

    def _left(self, post: Post) -> None:
        """Look again when a post went back in line, or when hands came free that were all full."""
        if post.state is PostState.SCHEDULED or (
            self._is_full and self._hands.room() >= self._hands.most // 2
        ):
            self._is_full = False
            self._arm()

    def _arm(self) -> None:
        """Set the next pass to a little before the next due instant; none is set while all hands are full."""
        if self._stopped.is_set() or self._hands.room() == 0:
            return
        due = self._app.publishing.next_due()
        if due is not None:
            # Half of the span that a pass claims ahead, so that many due posts make few passes.
            self._pass_at(due - _AHEAD / 2)

    def _pass_at(self, at: datetime) -> None:
        if self._stopped.is_set():
            return
        # Two instances: one that runs, one that waits for it and so sees every commit before it.
        self._clockwork.add_job(
            self._guarded("publish", self._pass, again=True),
            "date",
            run_date=max(at, self._app.clock.now()),
            id="publish",
            replace_existing=True,
            max_instances=2,
        )

    # the other jobs

    def _rescue(self) -> None:
        self._app.publishing.settle_again()
        if not self._is_calm and self._app.reconciling.rescue():
            self._arm()

    def _bury(self) -> None:
        """Take from the dead, and see to what is due: the one who did may be among them."""
        is_new, self._leads = not self._leads, True
        if is_new or (not self._is_calm and self._app.reconciling.bury()):
            self._arm()

    def _pace_jobs(self) -> None:
        """Look for dead daemons and for doubts less often while there can be none; try to lead at any time.

        Never from a job of APScheduler's: it waits for them with its lock held when it is shut down.
        """
        for name, (often, seldom) in _PACES.items():
            pace = seldom if self._is_calm and (self._leads or name != "lead") else often
            if self._paces.get(name, pace) != pace and not self._stopped.is_set():
                self._paces[name] = pace
                self._clockwork.reschedule_job(name, trigger="interval", seconds=pace.total_seconds())

    def _led(self, job: Callable[[], object]) -> Callable[[], None]:
        """Return `job` for the daemon that leads; the others try to, and leave it."""

        def run() -> None:
            if self._app.presence.lead():
                job()
            else:
                self._leads = False

        return run

    def _ask(self) -> None:
        if not self._is_calm and self._app.reconciling.ask():
            self._arm()

    def _renew(self) -> None:
        self._app.publishing.renew()

    def _every(
        self,
        span: timedelta,
        name: str,
        job: Callable[[], object],
        *,
        after: timedelta = timedelta(0),
        executor: str = "default",
    ) -> None:
        self._paces[name] = span
        self._clockwork.add_job(
            self._guarded(name, job),
            "interval",
            seconds=span.total_seconds(),
            id=name,
            executor=executor,
            max_instances=1,
            next_run_time=self._app.clock.now() + after,
        )

    def _guarded(self, name: str, job: Callable[[], object], *, again: bool = False) -> Callable[[], None]:
        """Return `job` behind the daemon's one border: a fault is logged, and the engine goes on."""

        def run() -> None:
            try:
                job()
            except LostDatabaseError as why:
                self._give_up(why)
            except EnvironmentProblemError as why:
                logger.error("job failed name=%s reason=%s", name, why)  # noqa: TRY400 - no trace helps there
            except Exception:
                logger.exception("job failed name=%s", name)
            else:
                return
            if again:
                self._pass_at(self._app.clock.now() + _AFTER_A_FAULT)

        return run

    # listening

    def _listen(self, listener: Listener) -> None:
        offset = _offset()
        with listener, self._app.commits() as commits:
            while not self._stopped.is_set():
                woken = listener.wait(_TICK)
                jumped = abs(_offset() - offset) > _JUMP
                offset = _offset()
                if jumped:
                    self._guarded("clock", self._follow_clock)()
                self._guarded("wake", partial(self._look, commits, is_called=woken or jumped))()
                self._check_clockwork()

    def _look(self, commits: Commits, *, is_called: bool) -> None:
        """See to what is due now if somebody called, or committed without a call."""
        is_new = commits.are_new() or is_called
        if is_new:
            self._is_calm = False
            self._arm()
            self._is_calm = not self._app.reconciling.has_work()
            self._app.overseeing.notice(self._app.presence.name)
        self._pace_jobs()
        if is_new or self._app.clock.monotonic() - self._noted_at >= _NOTE_EVERY:
            self._noted_at = self._app.clock.monotonic()
            self._guarded("note", self._app.restoring.note)()

    def _follow_clock(self) -> None:
        """Go by the clock as it is now: it was set, or the machine slept.

        APScheduler waits by spans: without this a clock set back would leave its jobs asleep for that
        span, and one set forward would have it late.
        """
        logger.warning("the wall clock jumped")
        self._app.timekeeping.notice()
        self._hands.nudge()
        now = self._app.clock.now()
        for job in self._clockwork.get_jobs():
            if isinstance(job.trigger, IntervalTrigger) and job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)
        self._clockwork.wakeup()

    def _check_clockwork(self) -> None:
        thread = self._clockwork._thread  # noqa: SLF001 - APScheduler has no public sign of life
        if not self._stopped.is_set() and (thread is None or not thread.is_alive()):
            self._fail("the scheduler thread")
        elif not self._stopped.is_set() and not self._hands.is_well():
            self._fail("a thread that sends")

    def _give_up(self, why: LostDatabaseError) -> None:
        """End the process: only a new one sees what stands there, and asks before it sends."""
        if self._gone is None and not self._stopped.is_set():
            logger.error("%s The process ends so that it can be started again.", why)
            self._gone = why
            self._failed = True
            self._stopped.set()

    def _fail(self, what: str) -> None:
        logger.error("%s died; the process ends so that it can be started again", what)
        self._failed = True
        self._stopped.set()


def _offset() -> float:
    return time.time() - time.monotonic()
