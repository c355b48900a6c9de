"""Ask the sources whether there is anything new: a few at a time, one per site, none forgotten.

Guarantees: no source is asked before its time, not even after a crash or by two programs at once;
what one feed does costs the others nothing; no transaction is open while a host is waited for;
every outcome leaves a sentence for a person in the source's health, and a row in the log.
"""

from __future__ import annotations

import queue
import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from feeds.errors import FeedError, RateLimitedError, RestingError
from feeds.links import host_of
from feeds.sieve import Sieve
from feeds.sites import AT_ONCE, site_of
from feeds.worker import ParserProcess
from scheduler.domain.curation import SourceHealth
from scheduler.services.next_visit import LEAST_WAIT
from scheduler.services.visits import PollResult, Visit, write_down

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from feeds.fetch import Fetched, Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Source
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

__all__ = ["PollResult", "Polling"]

#: A source in hand is nobody else's; if its program dies, it is asked again after this time, and so never
#: twice within it.
_IN_HAND: Final = LEAST_WAIT
#: A run asks nobody new after this; who is left is handed back, and comes first in the next one.
_LONGEST_RUN: Final = 300.0
#: Visits are written down together: so many, or what came within a second.
_TOGETHER: Final = 50
_PATIENCE: Final = 1.0
_LOG_KEPT: Final = timedelta(days=90)

_Taken = tuple["Source", SourceHealth]


@dataclass(slots=True)
class _Run:
    """One run: when it ends, and what came so far."""

    until: float
    done: queue.SimpleQueue[Visit] = field(default_factory=queue.SimpleQueue)


class Polling:
    """Polls the sources of one database. May be used from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        fetcher: Callable[[], Fetcher],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._fetcher = fetcher
        self._chance = chance
        self._sieve = Sieve()
        #: Starts with the first document, and ends when none came for a while.
        self._parser = ParserProcess()
        self._runs: list[_Run] = []

    def poll(self, *, names: Collection[str] = (), force: bool = False) -> list[PollResult]:
        """Ask the sources whose time has come, or with `force` all of `names`; return what each came to.

        Raises `UnknownNameError` before anything is asked.
        """
        taken = self._take(names, force=force)
        if not taken:
            return []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="poll") as pool:
            run = _Run(until=self._clock.monotonic() + _LONGEST_RUN)
            self._runs.append(run)
            asking = [pool.submit(self._visit_all, group, run) for group in _by_site(taken)]
            try:
                results = self._write_all(run, len(taken))
            finally:
                run.until = float("-inf")  # what can't be written need not be asked
                self._runs.remove(run)
        for group in asking:
            group.result()
        return sorted(results, key=lambda result: result.source)

    def stop(self) -> None:
        """Have the runs under way ask nobody new, for the program ends; who is left is handed back."""
        runs = tuple(self._runs)
        for run in runs:
            run.until = float("-inf")
        if not runs:
            self._parser.close()

    # taking in hand

    def _take(self, names: Collection[str], *, force: bool) -> list[_Taken]:
        """Reserve what is to be asked, so that no other program asks the same now."""
        with self._store.read() as unit:
            for name in names:
                unit.sources.get(name)
            if not self._wanted(unit, names, force=force):
                return []
        return self._store.alone(partial(self._reserved, names=names, force=force))

    def _reserved(self, unit: Unit, *, names: Collection[str], force: bool) -> list[_Taken]:
        sources = self._wanted(unit, names, force=force)
        wanted = [source.name for source in sources]
        healths = unit.polls.healths(wanted)
        unit.polls.reserve(wanted, until=self._clock.now() + _IN_HAND)
        return [(each, healths.get(each.name) or SourceHealth(source=each.name)) for each in sources]

    def _wanted(self, unit: Unit, names: Collection[str], *, force: bool) -> list[Source]:
        if force:
            return [source for source in unit.polls.feeds(names) if names or source.active]
        return [source for source in unit.polls.due(self._clock.now()) if not names or source.name in names]

    # asking, in threads of their own

    def _visit_all(self, group: Sequence[_Taken], run: _Run) -> None:
        """Ask the sources of one site one after the other; stop when it wants to be left alone."""
        left = list(reversed(group))
        is_put_off = False
        try:
            while left and not is_put_off and self._clock.monotonic() <= run.until:
                visit = self._visit(*left[-1])
                left.pop()
                run.done.put(visit)
                is_put_off = visit.is_put_off or isinstance(visit.error, RateLimitedError)
        except BaseException:
            source, before = left.pop()  # what we can't do with it now, we can't in a minute
            before = before.model_copy(update={"next_check_at": self._clock.now() + _IN_HAND})
            run.done.put(Visit(source, before, self._clock.now()))
            raise
        finally:
            for source, before in reversed(left):
                run.done.put(Visit(source, before, self._clock.now(), is_put_off=is_put_off))

    def _visit(self, source: Source, before: SourceHealth) -> Visit:
        began = self._clock.monotonic()
        visit = Visit(source, before, self._clock.now())
        try:
            fetched = self._fetcher().fetch(source.url, etag=before.etag, last_modified=before.last_modified)
            visit = replace(visit, fetched=fetched, at=self._clock.now())
            if fetched.status == "new":
                visit = self._read(visit, fetched)
        except RestingError:
            return replace(visit, is_put_off=True)  # nobody was asked, so nothing failed
        except FeedError as why:
            visit = replace(visit, error=why, at=self._clock.now())
        return replace(visit, milliseconds=round((self._clock.monotonic() - began) * 1000))

    def _read(self, visit: Visit, fetched: Fetched) -> Visit:
        """Read what of the document is not known; all of it where the source is to be known anew."""
        if not visit.before.known_format:
            self._sieve.forget(visit.key)
        sieved = self._sieve.cut(visit.key, fetched.body)
        parsed = self._parser.parse(
            sieved.document, base_url=fetched.url, now=visit.at, content_type=fetched.content_type
        )
        return replace(visit, parsed=parsed, sieved=sieved)

    # writing down, in the thread of the caller

    def _write_all(self, run: _Run, count: int) -> list[PollResult]:
        results: list[PollResult] = []
        while len(results) < count:
            visits = _together(run.done, most=min(_TOGETHER, count - len(results)))
            results += self._store.alone(partial(self._written, visits=visits))
            self._remember(visits)
        return results

    def _written(self, unit: Unit, *, visits: Sequence[Visit]) -> list[PollResult]:
        unit.polls.prune_log(before=self._clock.now() - _LOG_KEPT)
        return write_down(unit, visits, chance=self._chance)

    def _remember(self, visits: Iterable[Visit]) -> None:
        """Know the entries of documents that were kept whole.

        An entry without a date may have one that can't be yet, so it is read again.
        """
        for visit in visits:
            parsed, sieved = visit.parsed, visit.sieved
            if parsed is None or sieved is None:
                continue
            is_whole = parsed.entries == len(parsed.items) == len(sieved.marks) - len(sieved.ids)
            if is_whole and all(item.published for item in parsed.items):
                self._sieve.remember(visit.key, sieved)


def _together(done: queue.SimpleQueue[Visit], *, most: int) -> list[Visit]:
    """Return what was done within a moment after the first of it, at most `most`."""
    visits = [done.get()]
    until = time.monotonic() + _PATIENCE
    while len(visits) < most and (left := until - time.monotonic()) > 0:
        try:
            visits.append(done.get(timeout=left))
        except queue.Empty:
            break
    return visits


def _by_site(taken: Iterable[_Taken]) -> list[list[_Taken]]:
    groups: defaultdict[str, list[_Taken]] = defaultdict(list)
    for source, health in taken:
        groups[site_of(host_of(source.url))].append((source, health))
    return list(groups.values())
