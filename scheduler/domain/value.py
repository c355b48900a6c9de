"""The base of every value: immutable, validated, comparable."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """A value outside the store: it never changes; `model_copy(update=…)` makes the next one."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


#: An aware instant; everything inside is UTC, zones are for people.
Instant = Annotated[AwareDatetime, "aware, UTC"]
