"""Good times: kept as people say them, told for any instant. They bind neither the engine nor the filler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.good_times import MIDNIGHT, GoodTime, Span, Standing, spans, standing
from scheduler.domain.people import Permission
from scheduler.domain.plan import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_LONGEST_SOURCE: Final = 120
#: Two for each hour of the week; more say nothing.
_MOST: Final = 336


class GoodTimes:
    """The good times of all channels."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, channels: Collection[str] = ()) -> list[GoodTime]:
        """Return them through the week, those of some channels or of all."""
        with self._store.read() as unit:
            return unit.good_times.all(channels)

    def between(self, start: datetime, end: datetime, *, channels: Collection[str] = ()) -> list[Span]:
        """Return those that touch a range, by the clock of their channels."""
        with self._store.read() as unit:
            goods = unit.good_times.all(channels)
            zones = {each.name: each.zone for each in unit.plan.channels()}
        found = (
            span
            for name, zone in zones.items()
            for span in spans([each for each in goods if each.channel == name], zone, start=start, end=end)
        )
        return sorted(found, key=lambda each: (each.start, each.good.channel))

    def standing(self, channel: str, at: datetime) -> Standing | None:
        """Tell how an instant stands to the good times of a channel; `None` where none was said."""
        with self._store.read() as unit:
            goods = unit.good_times.all([channel])
            zone = unit.plan.channel(channel).zone
        return standing(at, goods, zone) if goods else None

    def add(self, actor: Actor, good: GoodTime) -> GoodTime:
        """Keep a new one and return it with its number; one that is kept already is returned as it is."""
        actor.require(Permission.SET_UP, on=good.channel)
        checked = _checked(good)
        with self._store.write() as unit:
            unit.plan.channel(good.channel)
            kept = unit.good_times.all([good.channel])
            same = next((each for each in kept if _hours(each) == _hours(checked)), None)
            if same is not None:
                return same
            if len(kept) >= _MOST:
                raise InvalidInputError(
                    "This channel has as many good times as a week can hold. Remove some."
                )
            made = unit.good_times.add(checked)
            self._note(unit, actor, "added", made)
        return made

    def remove(self, actor: Actor, number: int) -> None:
        """Forget one; one that is gone is no error."""
        with self._store.write() as unit:
            good = unit.good_times.get(number)
            actor.require(Permission.SET_UP, on=good.channel if good else None)
            if good is not None:
                unit.good_times.remove(number)
                self._note(unit, actor, "removed", good)

    def _note(self, unit: Unit, actor: Actor, did: str, good: GoodTime) -> None:
        hours = f"{WEEKDAYS[good.weekday]} {good.begins:%H:%M}-{good.ends:%H:%M}"
        told = {"channel": good.channel, "hours": hours}
        subject, now = f"good_time:{good.id}", self._clock.now()
        unit.audit.append(actor, f"good_time.{did}", subject, at=now, facts=told)


def _hours(good: GoodTime) -> tuple[object, ...]:
    return good.weekday, good.begins, good.ends


def _checked(good: GoodTime) -> GoodTime:
    if not 0 <= good.weekday < len(WEEKDAYS):
        raise InvalidInputError("The weekday of a good time is a number from 0 (Monday) to 6 (Sunday).")
    begins, ends = (each.replace(second=0, microsecond=0, tzinfo=None) for each in (good.begins, good.ends))
    if ends != MIDNIGHT and ends <= begins:
        raise InvalidInputError(
            "A good time ends after it begins. For one past midnight, keep two: one a day."
        )
    source = " ".join(good.known_from.split())
    if not source or len(source) > _LONGEST_SOURCE or not source.isprintable():
        raise InvalidInputError(
            f"Say where a good time is known from, in at most {_LONGEST_SOURCE} characters, such as "
            "“our followers' report, May”."
        )
    return good.model_copy(update={"begins": begins, "ends": ends, "known_from": source})
