"""The register of sources: who is trusted, on what terms, and whether each still is what was agreed to.

Every change names the person who made it. Guarantees: a source is asked only after a person added it;
what a source takes on as another owner's is not proposed until a person agreed; a source is archived
and not deleted, so that what was made from it can always be traced.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scheduler.domain.curation import Alarm, Fetch, Source, SourceHealth, SourceKind
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import ENGINE, Actor, Permission
from scheduler.domain.value import Value
from scheduler.services import source_care, sourcing
from scheduler.services.concerns import Concern, concerns_in
from scheduler.services.polling import Polling, PollResult
from scheduler.services.resting import SiteRests
from scheduler.services.shortlisting import HORIZON
from scheduler.services.understanding import Understanding

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from feeds.fetch import Fetcher
    from scheduler.domain.clock import Clock
    from scheduler.services.sourcing import Offer
    from scheduler.settings import Settings
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: So much of the log tells whether a source stands still.
_LOG: Final = timedelta(days=60)
#: A source is looked at again after a year, unless a person says otherwise.
_REVIEW_AFTER: Final = timedelta(days=365)
#: Notes: when a person found a source right, and which alarm the record was last told of.
_AGREED: Final = "source-agreed:"
_ALARM: Final = "source-alarm:"


class Answer(Value):
    """What a source answered when it was asked for a look, without being added."""

    is_well: bool
    #: One sentence for a person.
    words: str
    items: int = 0


class Register:
    """The sources."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._polling = Polling(store, clock, fetcher=lambda: self.fetcher)
        self._understanding = Understanding(store, uses_model=settings.sentence_model)

    # looking

    def sources(self) -> list[Source]:
        """Return all sources by name."""
        with self._store.read() as unit:
            return unit.sources.all()

    def source(self, name: str) -> Source:
        """Return one source, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.sources.get(name)

    def health(self, name: str) -> SourceHealth:
        """Return what the last polls of a source came to."""
        with self._store.read() as unit:
            unit.sources.get(name)
            return unit.sources.health(name)

    def healths(self) -> dict[str, SourceHealth]:
        """Return what the last polls came to, by the names of the sources that were polled."""
        with self._store.read() as unit:
            return unit.sources.healths()

    def log(self, name: str) -> list[Fetch]:
        """Return how a source was asked in the last two months, oldest first."""
        with self._store.read() as unit:
            unit.sources.get(name)
            return unit.harvest.log(name, since=self._clock.now() - _LOG)

    def concerns(self) -> list[Concern]:
        """Return the active sources that a person should look at, those with an alarm first."""
        with self._store.read() as unit:
            return concerns_in(unit, today=self._clock.now().date())

    # the catalogue

    def catalogue(self) -> tuple[Source, ...]:
        """Return the sources that Rounds proposes; nothing is asked until one of them is added."""
        return tuple(offer.source for offer in self.offers())

    def offers(self) -> tuple[Offer, ...]:
        """Return what Rounds proposes, with what is worth knowing of each."""
        from feeds.sources import read_sources  # three dozen entries to parse, and few commands want them

        return tuple(sourcing.offer_of(shipped) for shipped in read_sources())

    def try_out(self, actor: Actor, source: Source) -> Answer:
        """Ask a source once for a look, added or not; nothing is kept of it."""
        from feeds.errors import FeedError
        from feeds.worker import ParserProcess

        actor.require(Permission.CURATE)
        new = sourcing.checked(source)
        if new.kind is SourceKind.NEWSLETTER:
            return Answer(is_well=False, words="It comes by mail. Look with “rounds newsletter check”.")
        try:
            fetched = self.fetcher.fetch(new.url)
            with ParserProcess() as parser:
                parsed = parser.parse(
                    fetched.body,
                    base_url=fetched.url,
                    now=self._clock.now(),
                    content_type=fetched.content_type,
                )
        except FeedError as why:
            return Answer(is_well=False, words=str(why))
        return Answer(is_well=True, items=len(parsed.items), words=sourcing.answer_in_words(parsed))

    # changing

    def add(self, actor: Actor, source: Source) -> Source:
        """Save a new source; it is asked with the next poll."""
        return self.add_all(actor, [source])[0]

    def add_all(self, actor: Actor, sources: Sequence[Source]) -> list[Source]:
        """Save new sources, all of them or none; they are asked with the next poll."""
        actor.require(Permission.CURATE)
        new = [sourcing.checked(source) for source in sources]
        with self._store.write() as unit:
            names = {each.name for each in unit.sources.all()}
            for source in new:
                if source.name in names:
                    raise InvalidInputError(
                        f"There is a source “{source.name}” already. Choose another name."
                    )
                names.add(source.name)
                self._save(unit, actor, source, None)
        return new

    def change(self, actor: Actor, source: Source) -> Source:
        """Replace the source of that name; with a new address it is asked as if for the first time."""
        actor.require(Permission.CURATE)
        new = sourcing.checked(source)
        with self._store.write() as unit:
            self._save(unit, actor, new, unit.sources.get(new.name))
        return new

    def archive(self, actor: Actor, name: str, *, is_over: bool = True) -> Source:
        """Ask a source no more and propose nothing of it, or take it back; its items and posts stay."""
        return self.change(actor, self.source(name).model_copy(update={"active": not is_over}))

    def review(self, actor: Actor, name: str, *, until: date | None = None) -> Source:
        """Note that a person looked and still trusts the source; the next look is due `until` then."""
        today = self._clock.now().date()
        following = until or today + _REVIEW_AFTER
        if following <= today:
            raise InvalidInputError(f"{following} is over. Give a day to come for the next review.")
        return self.change(actor, self.source(name).model_copy(update={"review_date": following.isoformat()}))

    def agree(self, actor: Actor, name: str) -> SourceHealth:
        """Note that a person looked at an alarm and found all right: what it says next is what it is."""
        actor.require(Permission.CURATE)
        now = self._clock.now()
        with self._store.write() as unit:
            unit.sources.get(name)
            before = unit.sources.health(name)
            if before.alarm is Alarm.NONE:
                return before
            after = source_care.agreed(before)
            unit.sources.set_health(after)
            unit.notes.put(_AGREED + name, before.alarm.value, at=now)
            unit.notes.put(_ALARM + name, "", at=now)
            told = {"alarm": before.alarm.value}
            unit.audit.append(actor, "source.alarm_ended", f"source:{name}", at=now, facts=told)
        return after

    def _save(self, unit: Unit, actor: Actor, new: Source, before: Source | None) -> None:
        """Write a source and its line in the record, which says what was changed and not to what."""
        if new.may_go_unreviewed and not (before and before.may_go_unreviewed):
            actor.require(Permission.APPROVE)  # it is a standing approval
        unit.sources.put(new)
        has_moved = before is not None and before.url != new.url
        if has_moved:
            unit.sources.set_health(SourceHealth(source=new.name))
        told: dict[str, str | bool] = {"trust": new.trust.value, "unreviewed": new.may_go_unreviewed}
        if before is not None:
            fields = (name for name in Source.model_fields if getattr(before, name) != getattr(new, name))
            told |= {"active": new.active, "moved": has_moved, "fields": ", ".join(fields)}
        action = "source.changed" if before else "source.added"
        unit.audit.append(actor, action, f"source:{new.name}", at=self._clock.now(), facts=told)

    # lists

    def import_opml(self, actor: Actor, document: bytes, *, is_trusted: bool = False) -> list[Source]:
        """Add the subscriptions of a list that are not known yet; return them.

        With `is_trusted`, as a list that Rounds itself wrote may be, tier, licence and domains count too.
        """
        actor.require(Permission.CURATE)
        new = sourcing.from_opml(document, self.sources(), is_trusted=is_trusted)
        return self.add_all(actor, new)

    def export_opml(self) -> bytes:
        """Return all sources as a subscription list."""
        return sourcing.to_opml(self.sources())

    # by itself

    def poll(self, *, names: Collection[str] = (), force: bool = False) -> list[PollResult]:
        """Do what `ask` does, and understand at once what came in: for whoever waits for it."""
        results = self.ask(names=names, force=force)
        if results:
            self.understand()
        return results

    def ask(self, *, names: Collection[str] = (), force: bool = False) -> list[PollResult]:
        """Ask the sources whose time has come; with `force` all of them, or all of `names`, now.

        What they bring is in the inbox, and has topics and stories after the next `understand`.
        """
        results = self._polling.poll(names=names, force=force)
        if results:
            self.look(names or self._alarmed())
        return results

    def understand(self) -> int:
        """Read what came in since the last time; return how many items were read."""
        return self._understanding.run(now=self._clock.now())

    def news(self) -> object:
        """Return what understanding works from: equal to an earlier answer where nothing new can be read."""
        with self._store.read() as unit:
            if unit.harvest.has_unread(since=self._clock.now() - HORIZON):
                return object()  # like no other: what waits is read however often that failed
            last = unit.audit.last()
            return unit.harvest.last_news(), last.seq if last else 0

    def care(self) -> None:
        """Do what is due once a day: judge every source, and forget what is too old to be kept."""
        self.look()
        self.forget()

    def stop(self) -> None:
        """Have polls under way ask nobody new, and end what reads for them: the program ends."""
        self._polling.stop()

    def look(self, names: Collection[str] | None = None) -> list[SourceHealth]:
        """Judge whether sources fell silent or stand still; return those whose alarm is another now."""
        wanted = [source.name for source in self.sources() if source.active] if names is None else names
        return [health for name in wanted if (health := self._look_at(name)) is not None]

    def _alarmed(self) -> list[str]:
        """Return the sources with an alarm: something new may end it, and the record is to hear of it."""
        return [name for name, health in self.healths().items() if health.alarm is not Alarm.NONE]

    def _look_at(self, name: str) -> SourceHealth | None:
        now = self._clock.now()
        with self._store.read() as unit:
            came = unit.harvest.came(name)
            before, told = unit.sources.health(name), unit.notes.get(_ALARM + name)
            after = self._judged(unit, before, came, now)
        if after == before and after.alarm.value == (told[0] if told else ""):
            return None
        with self._store.write() as unit:
            after = self._judged(unit, unit.sources.health(name), came, now)
            unit.sources.set_health(after)
            self._tell(unit, after, now)
        return after

    def _judged(
        self, unit: Unit, health: SourceHealth, came: Sequence[datetime], now: datetime
    ) -> SourceHealth:
        log, agreed = (
            unit.harvest.log(health.source, since=now - _LOG),
            unit.notes.get(_AGREED + health.source),
        )
        return source_care.judged(health, log, now, came=came, agreed_at=agreed[1] if agreed else None)

    def _tell(self, unit: Unit, health: SourceHealth, now: datetime) -> None:
        """Write an alarm into the record when it begins, changes or ends; whoever raised it."""
        name, alarm = health.source, health.alarm.value
        told = unit.notes.get(_ALARM + name)
        if alarm == (told[0] if told else ""):
            return
        unit.notes.put(_ALARM + name, alarm, at=now)
        facts = {"alarm": alarm, "before": told[0] if told else ""}
        unit.audit.append(ENGINE, "source.alarmed", f"source:{name}", at=now, facts=facts)
        logger.info("source alarm changed name=%s alarm=%s", name, alarm or "none")

    def forget(self) -> int:
        """Forget the unused items that are older than their sources keep them; return how many.

        What a post was made from stays, and so do health and record.
        """
        now, forgotten = self._clock.now(), 0
        for source in self.sources():
            if source.retention_days is not None:
                forgotten += self._forget_of(
                    source.name, now=now, keeps=timedelta(days=source.retention_days)
                )
        return forgotten

    def _forget_of(self, name: str, *, now: datetime, keeps: timedelta) -> int:
        """Forget a batch at a time, so that nobody waits; each batch has its line in the record."""
        forgotten = 0
        while True:
            with self._store.write() as unit:
                batch = unit.harvest.unused(name, dated_before=now - keeps)
                if not batch:
                    return forgotten
                unit.harvest.forget(batch)
                facts = {"items": len(batch), "days": keeps.days}
                unit.audit.append(ENGINE, "items.forgotten", f"source:{name}", at=now, facts=facts)
            forgotten += len(batch)
            logger.info("items were forgotten source=%s count=%d", name, len(batch))

    @cached_property
    def fetcher(self) -> Fetcher:
        """The one that everybody shares, for it knows when each site was asked last."""
        from feeds.fetch import Fetcher, default_user_agent  # brings the HTTP client; few commands need it

        return Fetcher(
            now=self._clock.now,
            allow_private=self._settings.allow_private_feeds,
            user_agent=default_user_agent(self._settings.public_url),
            rests=SiteRests(self._store, self._clock),
        )
