"""Rows to values and back, the same way for every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.value import Value

V = TypeVar("V", bound="Value")


def to_value(kind: type[V], row: object | None) -> V | None:
    """Return the value a row holds."""
    return None if row is None else kind.model_validate(row, from_attributes=True)


def to_values(kind: type[V], rows: Iterable[Any]) -> list[V]:
    """Return the values the rows hold, in their order."""
    return [kind.model_validate(row, from_attributes=True) for row in rows]


def columns_of(value: Value, **other: Any) -> dict[str, Any]:
    """Return a value's fields for a row; `id` is left to the database until it is given."""
    fields: dict[str, Any] = {name: getattr(value, name) for name in type(value).model_fields}
    if fields.get("id") == 0:
        del fields["id"]
    return {**fields, **other}
