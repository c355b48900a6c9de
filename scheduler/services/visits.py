"""One visit to a source, and everything that follows from it, within a transaction that others share."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds.errors import FeedError, GoneError, RateLimitedError
from feeds.links import host_of
from feeds.sites import site_of
from scheduler.domain.curation import Alarm, Fetch, SourceHealth
from scheduler.domain.people import ENGINE
from scheduler.domain.value import Value
from scheduler.services import harvesting, next_visit
from scheduler.services.source_care import recognised

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from feeds.fetch import Fetched
    from feeds.item import ParsedFeed
    from feeds.sieve import Sieved
    from scheduler.domain.curation import Source
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)


class PollResult(Value):
    """What asking one source came to."""

    source: str
    #: As in `SourceHealth.status`; empty where the source was put off or changed meanwhile.
    status: str
    new_items: int = 0
    #: One sentence for a person.
    remark: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A source that was asked, or that it came to no asking."""

    source: Source
    #: As it was when the source was taken in hand, before anybody was asked.
    before: SourceHealth
    at: datetime
    milliseconds: int = 0
    fetched: Fetched | None = None
    #: What the document said; `None` where there was none or it could not be read.
    parsed: ParsedFeed | None = None
    #: What of the document was read; the rest was known.
    sieved: Sieved | None = None
    error: FeedError | None = None
    #: Not asked, because its site wants to be left alone.
    is_put_off: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What the document's entries are remembered by: another address may mean other links."""
        return (self.source.name, self.fetched.url if self.fetched else "")

    @property
    def known(self) -> Collection[str]:
        """Ids of the entries that are in the document and were read earlier."""
        return self.sieved.ids if self.sieved else ()


def write_down(unit: Unit, visits: Sequence[Visit], *, chance: Callable[[], float]) -> list[PollResult]:
    """Keep what `visits` brought; return what each came to.

    A source that a person changed or removed while its host was waited for keeps what that person did.
    """
    names = [visit.source.name for visit in visits]
    there = {source.name: source for source in unit.polls.feeds(names)}
    healths = unit.polls.healths(names)
    ledger = _Ledger(unit, chance)
    for visit in visits:
        source = there.get(visit.source.name)
        if source is None or source.url != visit.source.url:
            ledger.results.append(_nothing(visit, "Its address was changed meanwhile."))
            continue
        ledger.enter(visit, source, healths.get(source.name) or SourceHealth(source=source.name))
    unit.polls.set_healths(ledger.healths.values())
    unit.polls.log(ledger.fetches)
    return ledger.results


class _Ledger:
    """What the visits of one transaction come to."""

    def __init__(self, unit: Unit, chance: Callable[[], float]) -> None:
        self.unit = unit
        self.chance = chance
        self.healths: dict[str, SourceHealth] = {}
        self.fetches: list[Fetch] = []
        self.results: list[PollResult] = []

    def enter(self, visit: Visit, source: Source, now: SourceHealth) -> None:
        """Enter one visit; `now` is the source's health as it is in this transaction."""
        if visit.fetched is None and visit.error is None:
            self._hand_back(visit, now)
            return
        before = now.model_copy(update={"next_check_at": visit.before.next_check_at})
        added = 0
        if visit.error is not None:
            after = self._failed(visit, source, before, visit.error)
        else:
            after, added = self._succeeded(visit, source, before)
        self.healths[source.name] = after
        self.fetches.append(_logged(visit, after))
        self.results.append(
            PollResult(source=source.name, status=after.status, new_items=added, remark=after.remark)
        )
        logger.info("source polled name=%s status=%s new=%d", source.name, after.status, added)

    def _hand_back(self, visit: Visit, now: SourceHealth) -> None:
        """Leave a source that was not asked as it was, or until its site said that it may be asked."""
        name = visit.source.name
        if visit.is_put_off:
            words = _put_off_words(site_of(host_of(visit.source.url)))
            self.healths.setdefault(name, now)
        else:
            words = "Not asked yet: it comes first next time."
            self.healths[name] = now.model_copy(update={"next_check_at": visit.before.next_check_at})
        self.results.append(_nothing(visit, words))

    def _succeeded(self, visit: Visit, source: Source, before: SourceHealth) -> tuple[SourceHealth, int]:
        fetched, parsed = visit.fetched, visit.parsed
        assert fetched is not None  # noqa: S101 - there was no error
        items, added, words = before.items, 0, "Nothing new."
        if parsed is not None:
            items, added = harvesting.keep(
                self.unit, source, parsed, health=before, now=visit.at, present=visit.known
            )
            words = next_visit.in_words(added, parsed, known=len(visit.known))
        after = next_visit.after_success(
            before, fetched, parsed=parsed, now=visit.at, chance=self.chance(), words=words
        )
        after = after.model_copy(
            update={"items": items, "last_new_at": visit.at if added else before.last_new_at}
        )
        if parsed is not None:
            # A move that the host declares is judged by the feed's title, and by days, not by its machine.
            host = host_of(source.url if fetched.moved_to else fetched.url)
            after = recognised(after, parsed, host=host)
        return self._moved(source, after, parsed, at=visit.at), added

    def _moved(
        self, source: Source, health: SourceHealth, parsed: ParsedFeed | None, *, at: datetime
    ) -> SourceHealth:
        """Change the address of a source that moved, if the same feed is there and no other source's."""
        if not next_visit.has_moved(health) or health.alarm is Alarm.OWNER:
            return health
        if parsed is not None and not _is_named(health.known_title, parsed.title):
            return health
        if any(each.url == health.moved_to for each in self.unit.polls.feeds()):
            words = "There is a source with its new address already; remove one of them."
            return health.model_copy(update={"remark": f"{health.remark} {words}"})
        self.unit.sources.put(source.model_copy(update={"url": health.moved_to}))
        hosts = {"from": host_of(source.url), "to": host_of(health.moved_to)}
        self.unit.audit.append(ENGINE, "source.moved", f"source:{source.name}", at=at, facts=hosts)
        home = health.known_home.partition(" ")[0]
        return health.model_copy(
            update={
                "etag": None,
                "last_modified": None,
                "moved_to": "",
                "moved_days": (),
                "known_home": f"{home} {hosts['to']}" if home else "",
                "remark": f"Its address was changed to {health.moved_to}, where it has moved.",
            }
        )

    def _failed(self, visit: Visit, source: Source, before: SourceHealth, why: FeedError) -> SourceHealth:
        after = next_visit.after_failure(before, why, now=visit.at, chance=self.chance())
        if isinstance(why, RateLimitedError) and after.next_check_at is not None:
            self._spread(source, after.next_check_at)
        if isinstance(why, GoneError) and before.status != after.status:
            self.unit.audit.append(ENGINE, "source.gone", f"source:{source.name}", at=visit.at)
        return after

    def _spread(self, asked: Source, until: datetime) -> None:
        """Leave alone every source of the site that asked for it, those that are not due included."""
        site = site_of(host_of(asked.url))
        names = [each.name for each in self.unit.polls.feeds() if site_of(host_of(each.url)) == site]
        words = _put_off_words(site)
        for name, known in self.unit.polls.healths(names).items():
            health = self.healths.get(name, known)
            if name != asked.name and (health.next_check_at is None or health.next_check_at < until):
                self.healths[name] = health.model_copy(update={"next_check_at": until, "remark": words})


def _put_off_words(site: str) -> str:
    return f"Not asked: {site} wants to be left alone for a while."


def _nothing(visit: Visit, words: str) -> PollResult:
    return PollResult(source=visit.source.name, status="", remark=words)


def _is_named(known: str, title: str) -> bool:
    return " ".join(known.split()).casefold() == " ".join(title.split()).casefold()


def _logged(visit: Visit, after: SourceHealth) -> Fetch:
    fetched, error = visit.fetched, visit.error
    return Fetch(
        source=visit.source.name,
        at=visit.at,
        status=fetched.code if fetched else next_visit.code_of(error),
        size=len(fetched.body) if fetched else 0,
        milliseconds=visit.milliseconds,
        is_unchanged=fetched is not None and fetched.status == "unchanged",
        outcome=after.status,
        reason=after.remark,
    )
