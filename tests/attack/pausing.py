"""What people do with pauses in the attack: begin, prolong, drill, lift, and decide on what was held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from scheduler.domain.approval import Lane
from scheduler.domain.plan import PauseScope
from tests.attack.truth import Paused

if TYPE_CHECKING:
    from tests.attack.house import House

#: By their numbers in the house.
people = some.sampled_from(range(1, 7))
moves = some.sampled_from([timedelta(hours=2), timedelta(days=3), timedelta(days=8), timedelta(days=20)])
numbers = some.integers(0, 3)
ends = some.none() | some.sampled_from([timedelta(hours=1), timedelta(hours=3), timedelta(days=2)])
lanes = some.sampled_from([(), (), (Lane.AMBER,), (Lane.FAST,)])
#: What the guard says of words that come to be approved in a lane.
_GRAVITIES = {Lane.GREEN: "pass", Lane.AMBER: "hold", Lane.RED: "block", Lane.FAST: "fast"}


class PauseRules(RuleBasedStateMachine):
    """The rules about pauses."""

    house: House

    @rule(
        person=people,
        scope=some.sampled_from(list(PauseScope)),
        lasts=ends,
        lanes=lanes,
        is_drill=some.sampled_from([False, False, False, True]),
    )
    def pause(
        self,
        person: int,
        scope: PauseScope,
        lasts: timedelta | None = None,
        lanes: tuple[Lane, ...] = (),
        *,
        is_drill: bool = False,
    ) -> None:
        """Somebody pauses everything, a channel or a pillar, until a time or not; or drills it."""
        house = self.house
        name = {PauseScope.CHANNEL: "main-x", PauseScope.PILLAR: "prevention"}.get(scope, "")
        until = None if lasts is None else house.clock.now() + lasts
        made = house.tried(
            lambda: house.pausing.pause(
                house.actor(person),
                scope=scope,
                name=name,
                reason="Storm.",
                ends_at=until,
                lanes=lanes,
                is_drill=is_drill,
            )
        )
        if made is None or is_drill:
            return
        known = house.truth.pauses.get(made.id)
        new = Paused(scope.value, name, until, frozenset(_GRAVITIES[lane] for lane in lanes))
        house.truth.pauses[made.id] = known.prolonged(until) if known else new
        house.paused.append(made.id)

    @precondition(lambda self: self.house.truth.pauses)
    @rule(person=people, lasts=ends)
    def prolong(self, person: int, lasts: timedelta | None) -> None:
        """Somebody gives a pause another end."""
        house, number = self.house, max(self.house.truth.pauses)
        until = None if lasts is None else house.clock.now() + lasts
        if house.tried(lambda: house.pausing.set_end(house.actor(person), number, until)) is not None:
            house.truth.pauses[number] = replace(house.truth.pauses[number], ends=until)

    @precondition(lambda self: self.house.paused)
    @rule(person=people, how=some.sampled_from(["keep", "move", "drop"]), by=moves, which=numbers)
    def decide_on_held(self, person: int, how: str, by: timedelta, which: int) -> None:
        """Somebody decides on all that a pause held, once it is over."""
        house = self.house
        pause = house.paused[which % len(house.paused)]
        actor, at = house.actor(person), house.clock.now() + by
        steps: dict[str, Callable[[], object]] = {
            "keep": lambda: house.releasing.keep(actor, pause, house.numbers),
            "move": lambda: house.releasing.move(actor, pause, house.numbers, at=at),
            "drop": lambda: house.releasing.drop(actor, pause, house.numbers),
        }
        for settled in house.tried(steps[how]) or []:
            if settled.is_done:
                house.truth.moved(house.planning.get(settled.post))

    @precondition(lambda self: self.house.truth.pauses)
    @rule(person=people)
    def lift(self, person: int) -> None:
        """Somebody lifts a pause."""
        house = self.house
        number = min(house.truth.pauses)
        if house.tried(lambda: house.pausing.lift(house.actor(person), number)) is not None:
            del house.truth.pauses[number]
