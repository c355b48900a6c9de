"""The register of communities: which tags are proposed for a text, and which chats meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scheduler.domain.amendments import Amendment, Register, amended, difference
from scheduler.domain.communities import Community, called_for, check, shipped, strength, tag_of
from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Actor, Permission
from scheduler.services.phrasing import listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: More tags than this make a post look like an advertisement, and networks rank it lower.
_MOST = 2
_TAG = re.compile(r"#(\w+)")
_CHANGEABLE = {"title", "topics", "weekday", "wall", "zone", "weeks", "checked", "note", "active"}


class Communities:
    """Who speaks under which tag."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @staticmethod
    def hashtags(unit: Unit, text: str, topics: Collection[str] = ()) -> tuple[str, ...]:
        """Return at most two tags of the register that a text calls for, the best first, without their sign.

        Tags that the text has already count among the two, and are not returned.
        """
        known = {topic.lower() for topic in topics}
        said = {tag.lower() for tag in _TAG.findall(text)}
        active = [each for each in register(unit) if each.active]
        fitting = [each for each in active if called_for(each, text, known) and each.key not in said]
        best = sorted(fitting, key=lambda each: (-strength(each, text), each.key))
        return tuple(each.tag for each in best[: max(0, _MOST - len(said))])

    def proposed(self, text: str, topics: Collection[str] = ()) -> tuple[str, ...]:
        """Return what `hashtags` returns, in a reading of its own."""
        with self._store.read() as unit:
            return self.hashtags(unit, text, topics)

    def all(self) -> list[Community]:
        """Return the whole register: the shipped ones as they were changed here, then the own ones."""
        with self._store.read() as unit:
            return register(unit)

    def get(self, key: str) -> Community:
        """Return one community by its tag, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return _found(unit, key)

    def add(self, actor: Actor, tag: str, **fields: Any) -> Community:
        """Add an own community; `fields` may hold all but its tag."""
        actor.require(Permission.CURATE)
        name = tag_of(tag)
        new = _checked(Community(key=name.lower(), tag=name, **_only_known(fields)))
        with self._store.write() as unit:
            if any(each.key == new.key for each in register(unit)):
                raise InvalidInputError(f"The tag #{new.tag} is in the register already. Change that one.")
            self._keep(unit, actor, new, "community.added")
        return new

    def edit(self, actor: Actor, key: str, **fields: Any) -> Community:
        """Change what is named; a person who changes one and says `checked` has looked at it."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            before = _found(unit, key)
            new = _checked(before.model_copy(update=_only_known(fields)))
            if new != before:
                self._keep(unit, actor, new, "community.changed")
        return new

    def reset(self, actor: Actor, key: str) -> None:
        """Let a shipped community be as it is shipped; an own one is removed."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            found = _found(unit, key)
            unit.registers.forget(Register.COMMUNITY, found.key)
            unit.audit.append(actor, "community.reset", f"community:{found.key}", at=self._clock.now())

    def _keep(self, unit: Unit, actor: Actor, new: Community, action: str) -> None:
        base = next((each for each in shipped() if each.key == new.key), None)
        fields = difference(base, new) if base else new.model_dump(mode="json")
        unit.registers.put(
            Amendment(kind=Register.COMMUNITY, key=new.key, fields=fields, is_own=base is None)
        )
        told = {"active": new.active, "checked": new.checked, "chat": new.is_chat}
        unit.audit.append(actor, action, f"community:{new.key}", at=self._clock.now(), facts=told)


def register(unit: Unit) -> list[Community]:
    """Return all communities of an open transaction."""
    return amended(shipped(), unit.registers.amendments(Register.COMMUNITY), kind=Community)


def _found(unit: Unit, key: str) -> Community:
    wanted = key.strip().removeprefix("#").lower()
    known = {each.key: each for each in register(unit)}
    if wanted not in known:
        raise UnknownNameError("community", key, [other for other in known if wanted[:3] in other])
    return known[wanted]


def _only_known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise InvalidInputError(f"A community has no {', '.join(sorted(unknown))}.")
    return fields


def _checked(given: Community) -> Community:
    whole = Community.model_validate(given.model_dump())
    return check(whole.model_copy(update={"topics": listed(whole.topics)}))
