"""The base of every value: immutable, validated, comparable."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """A value outside the store: it never changes; `model_copy(update=…)` makes the next one.

    What checks one is built at the first use of its kind, under Pydantic's lock: a process uses a few kinds,
    and the rows that inherit from values, whose own checks nobody asks, never build theirs.
    """

    model_config = ConfigDict(frozen=True, from_attributes=True, defer_build=True)


#: An aware instant; everything inside is UTC, zones are for people.
Instant = Annotated[AwareDatetime, "aware, UTC"]
