"""The tables of what was changed in the registers, of own events, and of experts.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.amendments import Amendment, Register
from scheduler.domain.experts import Expert
from scheduler.domain.occasions import EventFate, OwnCalendar, OwnEvent
from scheduler.store.columns import InstantColumn, JsonColumn


class AmendmentRow(Amendment, SQLModel, table=True):
    """What differs of an entry of a register."""

    __tablename__ = "amendment"
    model_config = SQLModelConfig(frozen=False)
    kind: Register = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True)
    fields: dict[str, Any] = Field(sa_type=JsonColumn)


class OwnCalendarRow(OwnCalendar, SQLModel, table=True):
    """A calendar of own events."""

    __tablename__ = "own_calendar"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    topics: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    imported_at: datetime = Field(sa_type=InstantColumn)


class OwnEventRow(OwnEvent, SQLModel, table=True):
    """One occurrence of an own event."""

    __tablename__ = "own_event"
    __table_args__ = (UniqueConstraint("calendar", "uid", "occurrence"),)
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    calendar: str = Field(sa_column=Column(String, ForeignKey("own_calendar.name"), nullable=False))
    first: date = Field(index=True)
    last: date
    topics: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    fate: EventFate = Field(default=EventFate.STANDS, sa_type=Text)


class ExpertRow(Expert, SQLModel, table=True):
    """A person of the directory."""

    __tablename__ = "expert"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    topics: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    languages: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    consent_since: date | None = Field(default=None)
    consent_until: date | None = Field(default=None)
