"""Procrastinate's worker on a thread of its own; begins anew when the database comes back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import psycopg_pool
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException

from scheduler.domain.errors import RoundsError
from scheduler.store.postgres import TEAM_SCHEMA, arguments_of
from scheduler.team.jobs import TASK, keys_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from procrastinate.types import JSONValue
    from sqlalchemy import Engine

    from scheduler.domain.clock import Clock
    from scheduler.team.care import Care
    from scheduler.team.jobs import Key

logger = logging.getLogger(__name__)

#: Jobs that one worker has fetched and not yet taken over, at most.
_FETCHED = 16
#: Posts that are due later than this are gathered for so long, to be taken over together; in seconds.
_NOT_YET, _GATHERING = 0.2, 0.05
#: How often a worker whose hands are full looks whether one came free, in seconds.
_PATIENCE = 0.01
#: Procrastinate looks by itself this often, in seconds; posts that wait wake it anew (`care.py`).
_LOOK_EVERY = 10.0
#: For those who look at Procrastinate's tables; who is alive we know by locks.
_HEARTBEAT_EVERY, _STALLED_AFTER = 30.0, 120.0
_AFTER_A_FAULT = 1.0
_OPENING = 5.0
_CONNECTIONS = 4

#: Fetching and finishing may be forgotten by a crash: a job does nothing twice.
_SESSION = f"SET search_path TO {TEAM_SCHEMA}, public; SET synchronous_commit TO off"


class Crew:
    """Fetches jobs and has their posts taken over.

    A job lasts from its fetching until its posts are ours by a committed compare-and-set, no longer.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        take_up: Callable[[Sequence[Key]], None],
        room: Callable[[], int],
        care: Care,
    ) -> None:
        self._arguments = arguments_of(engine)
        self._clock = clock
        self._take_up = take_up
        self._room = room
        self._care = care
        self._stopping = threading.Event()
        self._began = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=self._work, name="crew", daemon=True)
        self._wanted: list[tuple[Sequence[Key], asyncio.Future[bool]]] = []
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
            except (ConnectorException, RoundsError, psycopg.Error, psycopg_pool.PoolTimeout) as why:
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
            async with app.open_async(pool), pool.connection() as wire:

                async def publish(context: JobContext, posts: JSONValue, due: float) -> None:
                    await self._care.vouch(wire, context.job.worker_id)
                    if not await self._is_done(keys_of(posts), due):
                        # As a new job, for of these the other workers are told.
                        await app.configure_task(TASK).defer_async(posts=posts, due=due)

                app.task(name=TASK, pass_context=True, retry=RetryStrategy(wait=1))(publish)
                await self._run(app, wire)
        finally:
            await pool.close(timeout=_OPENING)

    async def _run(self, app: App, wire: psycopg.AsyncConnection[Any]) -> None:
        worker = app.run_worker_async(
            concurrency=_FETCHED,
            fetch_job_polling_interval=_LOOK_EVERY,
            update_heartbeat_interval=_HEARTBEAT_EVERY,
            stalled_worker_timeout=_STALLED_AFTER,
            delete_jobs="always",
            install_signal_handlers=False,
        )
        parts = (worker, self._enough.wait(), self._care.run(app, wire))
        tasks = [asyncio.create_task(part) for part in parts]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()  # a worker that is cancelled lets its jobs end first
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _is_done(self, keys: Sequence[Key], due: float) -> bool:
        """Have posts taken over, together with all that wait by then; return whether that went well."""
        mine: asyncio.Future[bool] = self._loop.create_future()
        self._wanted.append((keys, mine))
        if due - self._clock.now().timestamp() > _NOT_YET:
            await asyncio.sleep(_GATHERING)
        async with self._turn:
            if not mine.done():
                await self._take_wanted()
        done = await mine
        if not done and not self._stopping.is_set():
            await asyncio.sleep(_AFTER_A_FAULT)
        return done

    async def _take_wanted(self) -> None:
        while self._room() <= 0 and not self._stopping.is_set():  # noqa: ASYNC110 - hands are threads
            await asyncio.sleep(_PATIENCE)
        batch, self._wanted = self._wanted, []
        keys = [key for some, _ in batch for key in some]
        done = not self._stopping.is_set() and await self._is_taken(keys)
        for _, job in batch:
            job.set_result(done)

    async def _is_taken(self, keys: Sequence[Key]) -> bool:
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


class _Wire(psycopg.AsyncConnection[Any]):
    """A connection that waits for notifications without waking ten times a second, as the driver's does."""

    async def notifies(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - named by the driver
        stop_after: int | None = None,
    ) -> AsyncGenerator[psycopg.Notify]:
        """Yield what the server tells of; without an end where none is given."""
        if timeout is not None or stop_after is not None:
            async for each in super().notifies(timeout=timeout, stop_after=stop_after):
                yield each
            return
        while True:
            async for each in super().notifies(timeout=0):
                yield each
            await _can_be_read(self.fileno())


async def _can_be_read(file: int) -> None:
    loop, said = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(file, said.set)
    try:
        await said.wait()
    finally:
        loop.remove_reader(file)


def _pool(arguments: dict[str, Any]) -> psycopg_pool.AsyncConnectionPool:
    """Return connections for the queue alone; a dead one ends the worker, which begins anew."""

    async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
        # Not among the arguments, for Procrastinate's listener adds it there.
        await connection.set_autocommit(True)
        await connection.execute(_SESSION)

    return psycopg_pool.AsyncConnectionPool(
        connection_class=_Wire,
        kwargs=arguments,
        configure=prepare,
        min_size=_CONNECTIONS,
        max_size=_CONNECTIONS,
        timeout=_OPENING,
        open=False,
    )
