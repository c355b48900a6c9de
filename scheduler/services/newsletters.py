"""Newsletters as sources: a mailbox of one's own, read by and by; what mails say becomes items.

Guarantees: nothing in the mailbox changes; only mails of registered newsletters are asked for, all other
mail stays unread and unstored; what one mail does costs the others nothing. A mail that was read is not
asked for again while the server keeps its numbers; where it gave new ones, the mails of a month are read
once more, and none of them makes a second item.
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from feeds.errors import FeedError, MailboxError
from feeds.senders import list_of
from scheduler.domain.curation import Fetch, Source, SourceHealth, SourceKind
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, RoundsError
from scheduler.domain.people import Permission
from scheduler.domain.value import Value
from scheduler.services import harvesting
from scheduler.services.bundling import Bundle
from scheduler.services.visits import PollResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from feeds.mailbox import Mailbox
    from feeds.worker import ParserProcess
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.opening import Opening
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: How far back the first reading goes, and any after the server gave its mails new numbers.
BACK: Final = timedelta(days=30)
#: How often a newsletter is looked for; a mailbox bears more, readers need no more.
_EVERY: Final = timedelta(minutes=15)
_LONGEST_WAIT: Final = timedelta(hours=24)
#: A newsletter in hand is nobody else's; if its program dies, it is looked for again after this time.
_IN_HAND: Final = timedelta(minutes=10)
#: The rest waits for the next look.
_MOST_MAILS: Final = 50
_STRETCH: Final = 0.1
_LONGEST_REMARK: Final = 600
_CURSOR: Final = "newsletter:"


class Subscribed(Value):
    """A newsletter that is read, and how the last look for it went."""

    source: Source
    health: SourceHealth

    @property
    def identity(self) -> str:
        """Its List-Id, its sender, or @ and a sender's domain: only such mails are read."""
        return list_of(self.source.url)


class Waiting(Value):
    """How many mails of a newsletter the mailbox holds, of the last month."""

    source: str
    mails: int


class Newsletters:
    """The newsletters of one database. May be used from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        opening: Opening,
        *,
        look: Callable[[Collection[str]], object] = lambda _: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._opening = opening
        #: Judges afterwards whether a source fell silent.
        self._look = look
        self._chance = chance

    def subscribed(self) -> list[Subscribed]:
        """Return the newsletters that are read, by name."""
        with self._store.read() as unit:
            healths = unit.sources.healths()
        return [
            Subscribed(source=each, health=healths.get(each.name) or SourceHealth(source=each.name))
            for each in self._newsletters()
        ]

    def check(self, actor: Actor) -> list[Waiting]:
        """Open the mailbox and count what it holds of each newsletter; nothing is read or kept.

        For who may set it up, and who chooses sources. Raises `EnvironmentProblemError` where it can't be
        read, and where none is set.
        """
        if Permission.SET_UP not in actor.permissions:
            actor.require(Permission.CURATE)
        since = (self._clock.now() - BACK).date()
        try:
            with self._opening.visit() as mailbox:
                return [
                    Waiting(source=source.name, mails=len(mailbox.uids_of(list_of(source.url), since=since)))
                    for source in self._newsletters()
                ]
        except MailboxError as why:
            raise EnvironmentProblemError(str(why)) from why

    def poll(self, *, names: Collection[str] = (), force: bool = False) -> list[PollResult]:
        """Read what came for the newsletters whose time has come; with `force` for all, or all of `names`."""
        taken = self._take(names, force=force)
        if not taken:
            return []
        results: dict[str, PollResult] = {}
        try:
            self._read_all(taken, results)
        except (MailboxError, RoundsError) as why:
            rest = [source for source in taken if source.name not in results]
            results |= {source.name: self._failed(source, why) for source in rest}
        self._look(results)
        return list(results.values())

    def _newsletters(self) -> list[Source]:
        with self._store.read() as unit:
            return [each for each in unit.sources.all() if each.kind is SourceKind.NEWSLETTER and each.active]

    def _take(self, names: Collection[str], *, force: bool) -> list[Source]:
        """Reserve the newsletters to be looked for."""
        wanted = [each for each in self._newsletters() if not names or each.name in names]
        if not wanted:
            return []
        now = self._clock.now()
        with self._store.write() as unit:
            due = [source for source in wanted if force or _is_due(unit, source, now)]
            for source in due:
                held = unit.sources.health(source.name).model_copy(update={"next_check_at": now + _IN_HAND})
                unit.sources.set_health(held)
        return due

    def _read_all(self, sources: Sequence[Source], results: dict[str, PollResult]) -> None:
        from feeds.worker import ParserProcess  # starts with the first mail, ends with the run

        with self._opening.visit() as mailbox, ParserProcess() as parser:
            for source in sources:
                results[source.name] = self._kept(source, self._gathered(source, mailbox, parser))

    def _gathered(self, source: Source, mailbox: Mailbox, parser: ParserProcess) -> Bundle:
        """Read the mails of one newsletter that came since the last time."""
        identity, bundle = list_of(source.url), Bundle(source.title)
        if not identity:
            bundle.note("Its address names no list and no sender: change it to mailto: and one of them.")
            return bundle
        first = self._first_uid(source, mailbox.validity)
        since = (self._clock.now() - BACK).date()
        found = mailbox.uids_of(identity, since=since, first_uid=first)
        for uid in found[:_MOST_MAILS]:
            self._read(source, mailbox.mail(uid, identity=identity), parser, bundle)
        left = found[_MOST_MAILS:]
        following = left[0] if left else max(mailbox.next_uid, first, *(uid + 1 for uid in found), 1)
        bundle.cursor = f"{mailbox.validity} {identity} {following}"
        return bundle

    def _read(self, source: Source, mail: bytes | None, parser: ParserProcess, bundle: Bundle) -> None:
        if mail is None:
            bundle.passed_over()
            return
        try:
            said = parser.newsletter(
                mail,
                identity=list_of(source.url),
                domains=source.domains,
                now=self._clock.now(),
                checked_by=self._opening.checked_by,
            )
        except FeedError:
            bundle.passed_over()
        else:
            bundle.add(said)

    def _first_uid(self, source: Source, validity: int) -> int:
        """Return from which mail on to read; from the first where the server or the address is another."""
        with self._store.read() as unit:
            note = unit.notes.get(f"{_CURSOR}{source.name}")
        read, _, following = note[0].rpartition(" ") if note else ("", "", "")
        return int(following) if read == f"{validity} {list_of(source.url)}" else 1

    def _kept(self, source: Source, bundle: Bundle) -> PollResult:
        now = self._clock.now()
        with self._store.write() as unit:
            before = unit.sources.health(source.name)
            items, added = harvesting.keep(unit, source, bundle.parsed(), health=before, now=now)
            after = before.model_copy(
                update={
                    "checked_at": now,
                    "next_check_at": now + self._stretched(_EVERY),
                    "status": "ok" if bundle.mails else "unchanged",
                    "remark": bundle.in_words(added)[:_LONGEST_REMARK],
                    "failures": 0,
                    "items": items,
                    "last_new_at": now if added else before.last_new_at,
                }
            )
            if bundle.cursor:
                unit.notes.put(f"{_CURSOR}{source.name}", bundle.cursor, at=now)
            self._note(unit, after, now)
        logger.info("newsletter read name=%s mails=%d new=%d", source.name, bundle.mails, added)
        return PollResult(source=source.name, status=after.status, new_items=added, remark=after.remark)

    def _failed(self, source: Source, why: Exception) -> PollResult:
        now = self._clock.now()
        with self._store.write() as unit:
            before = unit.sources.health(source.name)
            wait = min(_EVERY * (1 << min(before.failures, 10)), _LONGEST_WAIT)
            after = before.model_copy(
                update={
                    "checked_at": now,
                    "next_check_at": now + self._stretched(wait),
                    "status": "broken",
                    "remark": str(why)[:_LONGEST_REMARK],
                    "failures": before.failures + 1,
                }
            )
            self._note(unit, after, now)
        logger.warning("newsletter not read name=%s", source.name)
        return PollResult(source=source.name, status=after.status, remark=after.remark)

    def _note(self, unit: Unit, health: SourceHealth, now: datetime) -> None:
        unit.sources.set_health(health)
        row = Fetch(
            source=health.source,
            at=now,
            is_unchanged=health.status == "unchanged",
            outcome=health.status,
            reason=health.remark,
        )
        unit.polls.log([row])

    def _stretched(self, wait: timedelta) -> timedelta:
        return wait * (1 + _STRETCH * self._chance())


def address_of(sender: str) -> str:
    """Return the address of a newsletter as a source, from what a person typed for who sends it."""
    name = list_of(f"mailto:{sender.strip()}")
    if not name:
        raise InvalidInputError(
            f"“{sender[:80]}” names no newsletter. Give its List-Id, which stands in its mails, "
            "or its sender's address."
        )
    return f"mailto:{name}"


def _is_due(unit: Unit, source: Source, now: datetime) -> bool:
    at = unit.sources.health(source.name).next_check_at
    return at is None or at <= now
