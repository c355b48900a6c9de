"""The register of observances, and what is on when: observances, chats and own events in one list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.amendments import Amendment, Register, amended, difference
from scheduler.domain.communities import meetings, tag_of
from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.observances import (
    Confidence,
    Observance,
    ObservedDay,
    between,
    key_of,
    resolve,
    shipped,
)
from scheduler.domain.people import Actor, Permission
from scheduler.services.communities import register as register_of_communities
from scheduler.services.phrasing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.communities import Community
    from scheduler.domain.observances import Span
    from scheduler.domain.occasions import OwnEvent
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: How much a day, a week and a month ask of the posts of their days.
_ONE_DAY, _WEEK, _LONGER = 1.0, 0.6, 0.3
_DAYS_OF_WEEK = 7
#: What is known from one list only weighs a little less, what lists contradict half.
_FAITH = {Confidence.SINGLE: 0.9, Confidence.UNVERIFIED: 0.5}
_CHAT = 0.5
_LONGEST_NAME = 120
_CHANGEABLE = {"name", "rule", "topics", "hashtags", "note", "active"}


class Observing:
    """What the days are for."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @staticmethod
    def on(unit: Unit, start: date, end: date) -> list[ObservedDay]:
        """Return what is on from `start` to `end`, both included, by its first day; of chats each meeting.

        What is switched off is left out, and what is cancelled.
        """
        found = [*_observed(unit, start, end), *_chats(unit, start, end), *_events(unit, start, end)]
        return sorted(found, key=lambda each: (each.first, each.last, each.name))

    def between(self, start: date, end: date) -> list[ObservedDay]:
        """Return what `on` returns, in a reading of its own."""
        with self._store.read() as unit:
            return self.on(unit, start, end)

    def all(self) -> list[Observance]:
        """Return the whole register: the shipped ones as they were changed here, then the own ones."""
        with self._store.read() as unit:
            return register(unit)

    def get(self, key: str) -> Observance:
        """Return one observance, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return _found(unit, key)

    def switch(self, actor: Actor, key: str, *, active: bool) -> Observance:
        """Let an observance count, or no more."""
        return self.edit(actor, key, active=active)

    def add(self, actor: Actor, name: str, rule: str, **fields: Any) -> Observance:
        """Add an own observance; `fields` may hold topics, hashtags and a note."""
        actor.require(Permission.CURATE)
        new = _checked(Observance(key=key_of(name), name=name, rule=rule, **_only_known(fields)))
        with self._store.write() as unit:
            if any(each.key == new.key for each in register(unit)):
                raise InvalidInputError(f"There is an observance “{new.key}” already. Change that one.")
            self._keep(unit, actor, new, "observance.added")
        return new

    def edit(self, actor: Actor, key: str, **fields: Any) -> Observance:
        """Change name, rule, topics, hashtags, note or whether it counts; what is not named stays."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            before = _found(unit, key)
            new = _checked(before.model_copy(update=_only_known(fields)))
            if new != before:
                self._keep(unit, actor, new, "observance.changed")
        return new

    def reset(self, actor: Actor, key: str) -> None:
        """Let a shipped observance be as it is shipped; an own one is removed."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            _found(unit, key)
            unit.registers.forget(Register.OBSERVANCE, key)
            unit.audit.append(actor, "observance.reset", f"observance:{key}", at=self._clock.now())

    def _keep(self, unit: Unit, actor: Actor, new: Observance, action: str) -> None:
        base = next((each for each in shipped() if each.key == new.key), None)
        fields = difference(base, new) if base else new.model_dump(mode="json")
        unit.registers.put(
            Amendment(kind=Register.OBSERVANCE, key=new.key, fields=fields, is_own=base is None)
        )
        now = self._clock.now()
        facts = {"rule": new.rule, "active": str(new.active).lower()}
        unit.audit.append(actor, action, f"observance:{new.key}", at=now, facts=facts)


def register(unit: Unit) -> list[Observance]:
    """Return all observances of an open transaction."""
    return amended(shipped(), unit.registers.amendments(Register.OBSERVANCE), kind=Observance)


def observed(unit: Unit, start: date, end: date) -> Iterator[tuple[Observance, Span]]:
    """Yield what of the register counts and touches the days from `start` to `end`, with its days."""
    for each in register(unit):
        for span in between(each.rule, start, end) if each.active else ():
            yield each, span


def chats(unit: Unit, start: date, end: date) -> Iterator[tuple[Community, date]]:
    """Yield the chats that count, and each day from `start` to `end` on which they meet."""
    for each in register_of_communities(unit):
        for day in meetings(each, start, end) if each.active else ():
            yield each, day


def _observed(unit: Unit, start: date, end: date) -> Iterator[ObservedDay]:
    for each, (first, last) in observed(unit, start, end):
        yield ObservedDay(
            name=each.name,
            first=first,
            last=last,
            topics=each.topics,
            hashtags=each.hashtags,
            weight=_weight(first, last) * _FAITH.get(each.confidence, 1.0),
        )


def _chats(unit: Unit, start: date, end: date) -> Iterator[ObservedDay]:
    for each, day in chats(unit, start, end):
        yield ObservedDay(
            name=f"#{each.tag} chat, {each.wall:%H:%M} {each.zone}",
            first=day,
            last=day,
            topics=each.topics,
            hashtags=(each.tag,),
            kind="chat",
            weight=_CHAT,
        )


def _events(unit: Unit, start: date, end: date) -> Iterator[ObservedDay]:
    by_calendar = {each.name: each.topics for each in unit.own_events.calendars()}
    for event in unit.own_events.between(start, end):
        yield ObservedDay(
            name=_event_name(event),
            first=event.first,
            last=event.last,
            topics=tuple(dict.fromkeys([*event.topics, *by_calendar.get(event.calendar, ())])),
            kind="event",
        )


def _event_name(event: OwnEvent) -> str:
    return f"{event.title}, {event.wall} {event.zone}" if event.wall else event.title


def _weight(first: date, last: date) -> float:
    days = (last - first) // timedelta(days=1) + 1
    if days == 1:
        return _ONE_DAY
    return _WEEK if days <= _DAYS_OF_WEEK else _LONGER


def _found(unit: Unit, key: str) -> Observance:
    known = {each.key: each for each in register(unit)}
    if key not in known:
        alike = [other for other in known if key[:6] and key[:6] in other]
        raise UnknownNameError("observance", key, alike)
    return known[key]


def _only_known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise InvalidInputError(f"An observance has no {', '.join(sorted(unknown))}.")
    return {name: value for name, value in fields.items() if value is not None}


def _checked(given: Observance) -> Observance:
    name = " ".join(given.name.split())
    if not name or not given.key or len(name) > _LONGEST_NAME:
        raise InvalidInputError(f"An observance needs a name of 1 to {_LONGEST_NAME} characters.")
    resolve(given.rule, 2024)
    tags = tuple(dict.fromkeys(tag_of(each) for each in given.hashtags))
    return given.model_copy(update={"name": name, "topics": listed(given.topics), "hashtags": tags})
