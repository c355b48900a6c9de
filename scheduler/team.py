"""Hands for a team of daemons: Procrastinate spreads the posts; its only home.

The daemon that leads claims what is due in a moment and defers jobs for it, a handful of posts each,
in the same transaction: both or neither. Any daemon's worker fetches the job, takes its posts over from
the queue (a compare-and-set on owner and fence) and sends them with the very hands of one machine.
Guarantees: a job that is run twice, or too late, finds the posts gone and does nothing; a job whose
worker died is put back; what a dead worker had taken over is rescued as on one machine; nothing of
Procrastinate's own bookkeeping need survive a crash.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import psycopg_pool
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager

from scheduler.domain.errors import RoundsError, StorageError
from scheduler.store.postgres import (
    TEAM_SCHEMA,
    WRITER,
    arguments_of,
    connect_alone,
    for_reading,
    sentence_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from procrastinate.types import JSONDict
    from sqlalchemy import Engine

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.hands import LocalHands
    from scheduler.services.publishing import Publishing
    from scheduler.store.liveness import Presence
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_TASK = "publish"
#: Claimed posts that wait for a worker, at most: a few seconds of work for a small team.
_MOST_WAITING = 1000
#: Posts in one transaction: few, for what is due meanwhile must not wait for long; more of a crowd, whose
#: last must wait for its first in any case.
_AT_ONCE, _FEW, _OF_A_CROWD = 16, 64, 128
#: Posts that are all due within so short a time are a crowd.
_CROWDED = timedelta(milliseconds=10)
#: Posts in one job, or a share of a crowd: enough that a job costs little, so few that all machines of a
#: small team get some.
_HANDFUL, _SHARES = 8, 8
#: Jobs that one worker has fetched and not yet taken over, at most.
_FETCHED = 16
#: Posts that are due later than this are gathered for so long, to be taken over together; in seconds.
_NOT_YET, _GATHERING = 0.2, 0.05
#: How often a worker whose hands are full looks whether one came free, in seconds.
_PATIENCE = 0.01
#: Procrastinate looks by itself this often, for a wake-up may be lost; in seconds.
_LOOK_EVERY = 0.5
_HEARTBEAT_EVERY, _STALLED_AFTER, _RECOVER_EVERY = 2.0, 5.0, 3.0
_AFTER_A_FAULT = 1.0
_OPENING = 5.0
_CONNECTIONS = 4

#: Fetching and finishing may be forgotten by a crash: a job does nothing twice.
_SESSION = f"SET search_path TO {TEAM_SCHEMA}, public; SET synchronous_commit TO off"

#: For the rest of one transaction of ours, Procrastinate's tables are found too.
_FIND_TABLES = f"SELECT set_config('search_path', current_setting('search_path') || ', {TEAM_SCHEMA}', true)"

_Key = tuple[int, int]


def prepare(engine: Engine) -> None:
    """Make or renew Procrastinate's tables in a schema of their own, each step whole or not at all.

    The schema's comment names the last of Procrastinate's migrations that is in it. The steps are
    committed one by one, for some of them can't share a transaction.
    """
    try:
        with connect_alone(engine) as wire:
            _prepare(wire)
    except psycopg.Error as why:
        raise StorageError(sentence_of(why) or "The team's tables could not be made.") from why


def _prepare(wire: psycopg.Connection[Any]) -> None:
    wire.execute("SELECT pg_advisory_lock(%s, 0)", [WRITER])
    there = _version_of(wire)
    wire.execute(f"SET search_path TO {TEAM_SCHEMA}, public")
    if there is None:
        _step(wire, f"CREATE SCHEMA {TEAM_SCHEMA}; {SchemaManager.get_schema()}", _newest())
        return
    for path in _migrations():
        if path.stem > there:
            _step(wire, path.read_text("utf-8"), path.stem)


def _step(wire: psycopg.Connection[Any], script: str, version: str) -> None:
    """Run a script and note its name, in one transaction, for they are sent as one."""
    wire.execute(f"{script}; COMMENT ON SCHEMA {TEAM_SCHEMA} IS '{version}'".encode())


def check_is_prepared(engine: Engine) -> None:
    """Raise unless the tables are those of the Procrastinate that is installed."""
    with for_reading(engine).connect() as connection:
        wire: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        if _version_of(wire) != _newest():
            raise StorageError("The database is not set up for this program's team. Run “rounds migrate”.")


def _version_of(wire: psycopg.Connection[Any]) -> str | None:
    question = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s"
    found = wire.execute(question, [TEAM_SCHEMA]).fetchone()
    return found[0] if found else None


def _migrations() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _newest() -> str:
    return _migrations()[-1].stem


class _NotNowError(Exception):
    """The job could not be done here; it goes back to the queue."""


class TeamHands:
    """The hands of one daemon in a team: what is handed out, and what is taken from the queue.

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
        leads: bool = True,
    ) -> None:
        self._publishing = publishing
        self._presence = presence
        self._own = own
        self._leads = leads
        self._crew = _Crew(engine, clock, take_up=self._take_up, room=own.room, may_lead=self._may_lead)
        self._deferring = App(connector=SyncPsycopgConnector())
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
        return max(0, _MOST_WAITING - self._publishing.queued()) if self._may_lead() else 0

    def fill(self, room: int, *, ahead: timedelta) -> int:
        """Hand out at most `room` posts that are due within `ahead`; return how many that were."""
        given, self._is_crowd = 0, False
        while given < room:
            most = min(room - given, _OF_A_CROWD if self._is_crowd else _AT_ONCE)
            count = self._publishing.hand_out(limit=most, ahead=ahead, enlist=self._enlist)
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

    def _may_lead(self) -> bool:
        return self._leads and self._presence.lead()

    def _enlist(self, unit: Unit, posts: Sequence[Post]) -> None:
        """Defer jobs for posts, in the transaction that claims them."""
        self._is_crowd = posts[-1].due - posts[0].due < _CROWDED
        unit.wire.execute(_FIND_TABLES)
        each = max(_HANDFUL, len(posts) // _SHARES)
        jobs = [_job(posts[start : start + each]) for start in range(0, len(posts), each)]
        self._deferring.configure_task(_TASK, connection=unit.wire).batch_defer(*jobs)

    def _take_up(self, keys: Sequence[_Key]) -> None:
        """Take posts over from the queue; from here on their rows say who has them."""
        most = _AT_ONCE if len(keys) <= _FEW else _OF_A_CROWD
        for start in range(0, len(keys), most):
            self._own.take(self._publishing.take_up(keys[start : start + most]))


def _job(posts: Sequence[Post]) -> JSONDict:
    return {"posts": [[post.id, post.fence] for post in posts], "due": posts[0].due.timestamp()}


class _Crew:
    """Procrastinate's worker on a thread of its own; begins anew when the database comes back.

    A job lasts from its fetching until its post is ours by a committed compare-and-set, no longer.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        take_up: Callable[[Sequence[_Key]], None],
        room: Callable[[], int],
        may_lead: Callable[[], bool],
    ) -> None:
        self._arguments = arguments_of(engine)
        self._clock = clock
        self._take_up = take_up
        self._room = room
        self._may_lead = may_lead
        self._stopping = threading.Event()
        self._began = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=self._work, name="crew", daemon=True)
        self._wanted: list[tuple[list[_Key], asyncio.Future[None]]] = []
        self._turn = asyncio.Lock()
        self._enough = asyncio.Event()

    def start(self) -> None:
        """Begin to fetch jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Fetch no more, and wait until what was fetched is taken over or back in the queue."""
        self._stopping.set()
        if self._thread.is_alive():
            self._began.wait()
            with contextlib.suppress(RuntimeError):  # it ended in this moment
                self._loop.call_soon_threadsafe(self._enough.set)
            self._thread.join()

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            self._began.set()
            runner.run(self._stay())

    async def _stay(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._serve()
            except (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout) as why:
                logger.error("the queue can't be read reason=%s", type(why).__name__)  # noqa: TRY400 - no trace helps there
            except Exception:
                logger.exception("the worker failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), _AFTER_A_FAULT)

    async def _serve(self) -> None:
        """Run a worker until it fails or enough is said; the opening itself is never cancelled."""
        pool = _pool(self._arguments)
        try:
            await pool.open(wait=True, timeout=_OPENING)
            app = App(connector=PsycopgConnector())
            app.task(name=_TASK, retry=RetryStrategy(wait=1))(self._publish)
            async with app.open_async(pool):
                await self._run(app)
        finally:
            await pool.close(timeout=_OPENING)

    async def _run(self, app: App) -> None:
        recovering = asyncio.create_task(self._recover(app))
        enough = asyncio.create_task(self._enough.wait())
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=_FETCHED,
                fetch_job_polling_interval=_LOOK_EVERY,
                update_heartbeat_interval=_HEARTBEAT_EVERY,
                stalled_worker_timeout=_STALLED_AFTER,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        await asyncio.wait({worker, enough}, return_when=asyncio.FIRST_COMPLETED)
        for task in (worker, enough, recovering):
            task.cancel()  # a worker that is cancelled lets its jobs end first
        with contextlib.suppress(asyncio.CancelledError):
            await worker

    async def _recover(self, app: App) -> None:
        """Put back what workers without a heartbeat had fetched; whether it still counts, its fence tells."""
        while True:
            await asyncio.sleep(_RECOVER_EVERY)
            try:
                if await self._loop.run_in_executor(None, self._may_lead):
                    await self._put_back_stalled(app)
            except (ConnectorException, RoundsError) as why:
                logger.warning("stalled jobs could not be looked for reason=%s", type(why).__name__)

    async def _put_back_stalled(self, app: App) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER):
            await app.job_manager.retry_job(job)
            logger.warning("a job of a dead worker was put back job=%s", job.id)

    async def _publish(self, posts: list[tuple[int, int]], due: float) -> None:
        """Run one job: have its posts taken over, together with all that wait by then."""
        mine: asyncio.Future[None] = self._loop.create_future()
        self._wanted.append(([(post, fence) for post, fence in posts], mine))
        if due - self._clock.now().timestamp() > _NOT_YET:
            await asyncio.sleep(_GATHERING)
        async with self._turn:
            if not mine.done():
                await self._take_wanted()
        await mine

    async def _take_wanted(self) -> None:
        while self._room() <= 0 and not self._stopping.is_set():  # noqa: ASYNC110 - hands are threads
            await asyncio.sleep(_PATIENCE)
        batch, self._wanted = self._wanted, []
        keys = [key for some, _ in batch for key in some]
        done = not self._stopping.is_set() and await self._is_taken(keys)
        for _, job in batch:
            if done:
                job.set_result(None)
            else:
                job.set_exception(_NotNowError())

    async def _is_taken(self, keys: Sequence[_Key]) -> bool:
        """Have posts taken over on a thread; return whether that went well."""
        try:
            await self._loop.run_in_executor(None, self._take_up, keys)
        except RoundsError as why:
            logger.error("posts could not be taken over count=%s reason=%s", len(keys), why)  # noqa: TRY400 - no trace helps there
            return False
        except Exception:
            logger.exception("posts could not be taken over count=%s", len(keys))
            return False
        return True


def _pool(arguments: dict[str, Any]) -> psycopg_pool.AsyncConnectionPool:
    """Return connections for the queue alone; a dead one ends the worker, which begins anew."""

    async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
        # Not among the arguments, for Procrastinate's listener adds it there.
        await connection.set_autocommit(True)
        await connection.execute(_SESSION)

    return psycopg_pool.AsyncConnectionPool(
        kwargs=arguments,
        configure=prepare,
        min_size=_CONNECTIONS,
        max_size=_CONNECTIONS,
        timeout=_OPENING,
        open=False,
    )
