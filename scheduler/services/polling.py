"""Ask the sources whether there is anything new: a few at a time, one per host, none forgotten.

Guarantees: no source is asked before its time, not even after a crash or by two programs at once;
what one feed does costs the others nothing; no transaction is open while a host is waited for;
every outcome leaves a sentence for a person in the source's health.
"""

from __future__ import annotations

import ipaddress
import logging
import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from feeds.errors import FeedError, RateLimitedError
from feeds.links import host_of
from scheduler.domain.value import Value
from scheduler.services import harvesting
from scheduler.services.stories import number_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from feeds.fetch import Fetched, Fetcher
    from feeds.worker import ParserProcess
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Source, SourceHealth
    from scheduler.store.curation import Sources
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 4
#: A source in hand is nobody else's; if its program dies, it is asked again after this time.
_IN_HAND: Final = timedelta(minutes=10)
#: Under these of a two-letter top domain, names are given out one level further down.
_SECOND_LEVELS: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "nhs", "org"})


class PollResult(Value):
    """What asking one source came to."""

    source: str
    #: As in `SourceHealth.status`; empty where the source was put off or changed meanwhile.
    status: str
    new_items: int = 0
    #: One sentence for a person.
    remark: str


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

    def poll(self, *, names: Collection[str] = (), force: bool = False) -> list[PollResult]:
        """Ask the sources whose time has come, or with `force` all of `names`; return what each came to.

        Raises `UnknownNameError` before anything is asked.
        """
        from feeds.worker import ParserProcess  # starts with the first document, ends with the run

        groups = _by_site(self._take(names, force=force))
        if not groups:
            return []
        with ParserProcess() as parser, ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="poll") as pool:
            runs = [pool.submit(self._visit_all, group, parser) for group in groups]
        results = [result for run in runs for result in run.result()]
        number_stories(self._store, now=self._clock.now())
        return sorted(results, key=lambda result: result.source)

    def _take(self, names: Collection[str], *, force: bool) -> list[tuple[Source, SourceHealth]]:
        """Reserve what is to be asked, so that no other program asks the same now."""
        with self._store.read() as unit:
            for name in names:
                unit.sources.get(name)
            if not self._wanted(unit.sources, names, force=force):
                return []
        with self._store.write() as unit:
            taken = [
                (source, unit.sources.health(source.name))
                for source in self._wanted(unit.sources, names, force=force)
            ]
            until = self._clock.now() + _IN_HAND
            for _, health in taken:
                unit.sources.set_health(health.model_copy(update={"next_check_at": until}))
        return taken

    def _wanted(self, sources: Sources, names: Collection[str], *, force: bool) -> list[Source]:
        if force:
            return [
                source for source in sources.all() if source.name in names or (not names and source.active)
            ]
        due = sources.due_for_poll(self._clock.now())
        return [source for source in due if not names or source.name in names]

    def _visit_all(
        self, group: Sequence[tuple[Source, SourceHealth]], parser: ParserProcess
    ) -> list[PollResult]:
        """Ask the sources of one site one after the other; stop when it wants to be left alone."""
        results: list[PollResult] = []
        for number, (source, health) in enumerate(group):
            try:
                results.append(self._visit(source, health, parser))
            except RateLimitedError as why:
                results.append(self._failed(source, health, why))
                results += self._put_off(group[number + 1 :], as_long_as=source)
                break
            except FeedError as why:
                results.append(self._failed(source, health, why))
        return results

    def _visit(self, source: Source, health: SourceHealth, parser: ParserProcess) -> PollResult:
        fetched = self._fetcher().fetch(source.url, etag=health.etag, last_modified=health.last_modified)
        if not self._is_still(source):
            return PollResult(source=source.name, status="", remark="Its address was changed meanwhile.")
        now = self._clock.now()
        if fetched.status == "unchanged":
            return self._succeeded(source, fetched, words="Nothing new.", items=health.items)
        parsed = parser.parse(fetched.body, base_url=fetched.url, now=now, content_type=fetched.content_type)
        items, added = harvesting.keep(self._store, source.name, parsed, now=now)
        words = harvesting.in_words(added, parsed)
        return self._succeeded(source, fetched, words=words, items=items, added=added)

    def _is_still(self, source: Source) -> bool:
        with self._store.read() as unit:
            return any(each.name == source.name and each.url == source.url for each in unit.sources.all())

    def _succeeded(
        self, source: Source, fetched: Fetched, *, words: str, items: int, added: int = 0
    ) -> PollResult:
        def after(health: SourceHealth) -> SourceHealth:
            return harvesting.after_success(
                health, fetched, now=self._clock.now(), chance=self._chance(), items=items, words=words
            )

        return self._note(source, after, added=added)

    def _failed(self, source: Source, health: SourceHealth, why: FeedError) -> PollResult:
        def after(_: SourceHealth) -> SourceHealth:
            return harvesting.after_failure(health, why, now=self._clock.now(), chance=self._chance())

        return self._note(source, after)

    def _put_off(
        self, rest: Iterable[tuple[Source, SourceHealth]], *, as_long_as: Source
    ) -> list[PollResult]:
        words = f"Not asked: {host_of(as_long_as.url)} wants to be left alone for a while."
        with self._store.read() as unit:
            until = unit.sources.health(as_long_as.name).next_check_at or self._clock.now()
        for source, before in rest:
            self._note(source, partial(_left_alone, before, until, words))
        return [PollResult(source=source.name, status="", remark=words) for source, _ in rest]

    def _note(
        self, source: Source, after: Callable[[SourceHealth], SourceHealth], *, added: int = 0
    ) -> PollResult:
        with self._store.write() as unit:
            health = after(unit.sources.health(source.name))
            unit.sources.set_health(health)
        logger.info("source polled name=%s status=%s new=%d", source.name, health.status, added)
        return PollResult(source=source.name, status=health.status, new_items=added, remark=health.remark)


def _left_alone(before: SourceHealth, until: datetime, words: str, _now: SourceHealth) -> SourceHealth:
    return harvesting.put_off(before, until, words=words)


def _by_site(
    taken: Iterable[tuple[Source, SourceHealth]],
) -> list[list[tuple[Source, SourceHealth]]]:
    groups: defaultdict[str, list[tuple[Source, SourceHealth]]] = defaultdict(list)
    for source, health in taken:
        groups[_site(host_of(source.url))].append((source, health))
    return list(groups.values())


def _site(host: str) -> str:
    """Return whose machine it probably is: the name that was registered, or the address itself."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        labels = host.split(".")
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS  # noqa: PLR2004 - labels of a name
    return ".".join(labels[-3:] if is_deep else labels[-2:])
