"""The organisation's profile: what it does and whom it serves, in lines that items are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Actor, Permission
from scheduler.domain.relevance import LineKind, ProfileLine

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.services.ranking import Ranking
    from scheduler.store.database import Store

_LONGEST_NAME: Final = 80
_LONGEST: Final = 400
_MOST: Final = 100


class ProfileCare:
    """Lines of the profile: read, put, removed."""

    def __init__(self, store: Store, clock: Clock, ranking: Ranking) -> None:
        self._store = store
        self._clock = clock
        self._ranking = ranking

    def lines(self) -> list[ProfileLine]:
        """Return all lines by name."""
        with self._store.read() as unit:
            return unit.profile.lines()

    def prepare(self) -> int:
        """Let the sentence model read what is new of the profile; return how many lines it read.

        Takes a second and 250 MB of a process where something is new; the planner leaves it to the daemon.
        """
        return self._ranking.prepare(self._store)

    def put(
        self,
        actor: Actor,
        name: str,
        *,
        description: str,
        kind: LineKind = LineKind.SERVICE_LINE,
        weight: float = 1.0,
        is_new: bool = False,
    ) -> ProfileLine:
        """Add a line, or change the one of that name; with `is_new` a known name is refused."""
        actor.require(Permission.CURATE)
        line = _checked(name, description, kind, weight)
        with self._store.write() as unit:
            known = {each.name for each in unit.profile.lines()}
            if is_new and line.name in known:
                raise InvalidInputError(f"There is a line “{line.name}” already. Change that one.")
            if line.name not in known and len(known) >= _MOST:
                raise InvalidInputError(f"A profile has at most {_MOST} lines. Remove one first.")
            unit.profile.put(line)
            told = {"kind": line.kind.value, "weight": line.weight, "new": line.name not in known}
            unit.audit.append(actor, "profile.put", f"profile:{line.name}", at=self._clock.now(), facts=told)
        return line

    def remove(self, actor: Actor, name: str) -> None:
        """Remove a line, or raise `UnknownNameError`."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            unit.profile.get(name)
            unit.profile.remove(name)
            unit.audit.append(actor, "profile.removed", f"profile:{name}", at=self._clock.now())


def _checked(name: str, description: str, kind: LineKind, weight: float) -> ProfileLine:
    name, description = " ".join(name.split()), " ".join(description.split())
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidInputError(f"A line needs a name of 1 to {_LONGEST_NAME} characters.")
    if not description or len(description) > _LONGEST:
        raise InvalidInputError(
            f"Describe “{name}” in one line of plain words, at most {_LONGEST} characters, for example "
            "“Heart disease, stroke, blood pressure and cholesterol”."
        )
    try:
        return ProfileLine(name=name, kind=kind, description=description, weight=weight)
    except ValidationError as why:
        raise InvalidInputError("A weight is a number above 0, at most 1.") from why
