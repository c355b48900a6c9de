"""Lists that come with Rounds and that one can change: what differs here is kept, the rest is read anew.

So a rule that a newer Rounds puts right is right here too, unless somebody changed that very field.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.communities import Community
    from scheduler.domain.observances import Observance

V = TypeVar("V", "Observance", "Community")


class Register(StrEnum):
    """Which list."""

    OBSERVANCE = "observance"
    COMMUNITY = "community"


class Amendment(Value):
    """What differs here of one entry; of an own entry all its fields."""

    kind: Register
    key: str
    fields: dict[str, Any]
    is_own: bool = False


def amended(shipped: Iterable[V], amendments: Iterable[Amendment], *, kind: type[V]) -> list[V]:
    """Return the shipped entries as they were changed, then the own ones, by key."""
    by_key = {change.key: change for change in amendments}
    entries = [_changed(entry, by_key.pop(entry.key, None), kind) for entry in shipped]
    own = [change for change in by_key.values() if change.is_own]
    return entries + [kind.model_validate(each.fields) for each in sorted(own, key=lambda each: each.key)]


def difference(before: V, after: V) -> dict[str, Any]:
    """Return the fields of `after` that are not as in `before`."""
    new, old = after.model_dump(mode="json"), before.model_dump(mode="json")
    return {name: value for name, value in new.items() if value != old[name]}


def _changed(entry: V, change: Amendment | None, kind: type[V]) -> V:
    if change is None:
        return entry
    return kind.model_validate({**entry.model_dump(), **change.fields})
