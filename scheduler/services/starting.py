"""The first hour: what a new house still lacks, told by the house itself.

Whether a step is done is never kept: it is read from what is there, sample data left aside. Kept is only what
somebody said of it: which steps may wait, and that the list is put away.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import Permission
from scheduler.domain.samples import SampleKind
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_SKIPPED: Final = "start.skipped"
_AWAY: Final = "start.away"


class Step(StrEnum):
    """The steps in the order in which they help."""

    ORGANISATION = "organisation"
    CHANNEL = "channel"
    PILLARS = "pillars"
    SLOTS = "slots"
    SOURCES = "sources"
    PEOPLE = "people"
    LINK = "link"
    POST = "post"


#: Who does a step; whoever may not is told to ask.
NEEDS: Final = {
    Step.ORGANISATION: Permission.SET_UP,
    Step.CHANNEL: Permission.SET_UP,
    Step.PILLARS: Permission.SET_UP,
    Step.SLOTS: Permission.SET_UP,
    Step.SOURCES: Permission.CURATE,
    Step.PEOPLE: Permission.MANAGE_PEOPLE,
    Step.LINK: Permission.SHARE_CALENDARS,
    Step.POST: Permission.WRITE,
}
#: Whoever may do one of these is shown the list.
GUIDES: Final = frozenset({Permission.SET_UP, Permission.MANAGE_PEOPLE})
_ENOUGH_PEOPLE: Final = 2


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    OPEN = "open"
    SKIPPED = "skipped"


class Start(Value):
    """The list as it stands."""

    steps: dict[Step, Standing]
    is_away: bool = False
    #: Has the house neither channels nor posts?
    is_empty: bool = False
    #: Does it hold sample data?
    has_sample: bool = False

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(standing is Standing.DONE for standing in self.steps.values())

    @property
    def next(self) -> Step | None:
        """Return the first step that is open; `None` where none is."""
        return next((step for step, standing in self.steps.items() if standing is Standing.OPEN), None)

    def after(self, step: Step) -> Step | None:
        """Return the first open step after this one, else the first open one but this."""
        order = list(Step)
        at = order.index(step) + 1
        return next(
            (each for each in order[at:] + order[: at - 1] if self.steps[each] is Standing.OPEN), None
        )


class Starting:
    """The list of the first hour."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look(self) -> Start:
        """Return the list as it stands."""
        with self._store.read() as unit:
            skipped = _skipped(unit)
            done = _done(unit)
            away = unit.notes.get(_AWAY)
            is_empty = not unit.plan.channels() and unit.posts.changed()[0] == 0
            has_sample = bool(unit.samples.parts())
        return Start(
            steps={step: _standing(step, done, skipped) for step in Step},
            is_away=bool(away and away[0]),
            is_empty=is_empty,
            has_sample=has_sample,
        )

    def skip(self, actor: Actor, step: Step, *, is_skipped: bool = True) -> None:
        """Let a step wait, or take it up again."""
        _require(actor)
        with self._store.write() as unit:
            others = _skipped(unit) - {step}
            names = sorted(others | {step} if is_skipped else others)
            unit.notes.put(_SKIPPED, " ".join(names), at=self._clock.now())

    def put_away(self, actor: Actor, *, is_away: bool = True) -> None:
        """Show the list on the calendar no more, or again."""
        _require(actor)
        with self._store.write() as unit:
            unit.notes.put(_AWAY, "yes" if is_away else "", at=self._clock.now())


def _require(actor: Actor) -> None:
    if not any(map(actor.may_somewhere, GUIDES)):
        raise NotAllowedError(f"{actor.name} does not set up this house. Ask an administrator.")


def _standing(step: Step, done: frozenset[Step], skipped: frozenset[Step]) -> Standing:
    if step in done:
        return Standing.DONE
    return Standing.SKIPPED if step in skipped else Standing.OPEN


def _skipped(unit: Unit) -> frozenset[Step]:
    note = unit.notes.get(_SKIPPED)
    return frozenset(Step(name) for name in (note[0].split() if note else ()) if name in set(Step))


def _done(unit: Unit) -> frozenset[Step]:
    own = unit.samples.has_own
    people = [person for person in unit.people.all() if person.active]
    found = {
        Step.ORGANISATION: unit.plan.organisation() is not None,
        Step.CHANNEL: own(SampleKind.CHANNEL),
        Step.PILLARS: own(SampleKind.PILLAR),
        Step.SLOTS: own(SampleKind.SLOT),
        Step.SOURCES: bool(unit.sources.all()),
        Step.PEOPLE: len(people) >= _ENOUGH_PEOPLE,
        Step.LINK: any(link.revoked_at is None for link in unit.calendars.all()),
        Step.POST: own(SampleKind.POST),
    }
    return frozenset(step for step, is_done in found.items() if is_done)
