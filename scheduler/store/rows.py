"""Rows to values and back, the same way for every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.value import Value

V = TypeVar("V", bound="Value")


def value_of(kind: type[V], row: object) -> V:
    """Return the value a row holds: a new one, for the row itself is a subclass and must not leave."""
    return kind.model_validate({name: getattr(row, name) for name in kind.model_fields})


def to_value(kind: type[V], row: object | None) -> V | None:
    """Return the value a row holds, `None` for no row."""
    return None if row is None else value_of(kind, row)


def to_values(kind: type[V], rows: Iterable[Any]) -> list[V]:
    """Return the values the rows hold, in their order."""
    return [value_of(kind, row) for row in rows]


def columns_of(value: Value, **other: Any) -> dict[str, Any]:
    """Return a value's fields for a row; `id` is left to the database until it is given."""
    fields: dict[str, Any] = {name: getattr(value, name) for name in type(value).model_fields}
    if fields.get("id") == 0:
        del fields["id"]
    return {**fields, **other}
