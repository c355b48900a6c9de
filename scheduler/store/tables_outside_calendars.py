"""The tables of calendars of others.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import (
    CalendarKind,
    CalendarStatus,
    MadePost,
    OutsideCalendar,
    OutsideEvent,
)
from scheduler.store.columns import InstantColumn, JsonColumn


class OutsideCalendarRow(OutsideCalendar, SQLModel, table=True):
    """A calendar of others, with its sealed address."""

    __tablename__ = "outside_calendar"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: CalendarKind = Field(sa_type=Text)
    colour: str
    status: CalendarStatus = Field(sa_type=Text)
    remark: str = Field(default="", sa_type=Text)
    checked_at: datetime | None = Field(default=None, sa_type=InstantColumn)
    next_check_at: datetime | None = Field(default=None, sa_type=InstantColumn)
    as_of: datetime | None = Field(default=None, sa_type=InstantColumn)
    read_at: datetime | None = Field(default=None, sa_type=InstantColumn)
    created_at: datetime = Field(sa_type=InstantColumn)
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class OutsideEventRow(OutsideEvent, SQLModel, table=True):
    """One occurrence of an event of others."""

    __tablename__ = "outside_event"
    __table_args__ = (UniqueConstraint("calendar", "uid", "occurrence"),)
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    calendar: int = Field(foreign_key="outside_calendar.id")
    begins: datetime = Field(sa_type=InstantColumn, index=True)
    ends: datetime = Field(sa_type=InstantColumn)
    first: date
    last: date
    about: str = Field(default="", sa_type=Text)
    topics: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    fate: EventFate = Field(default=EventFate.STANDS, sa_type=Text)
    changed_at: datetime | None = Field(default=None, sa_type=InstantColumn)


class OutsidePostRow(MadePost, SQLModel, table=True):
    """Which post was made of an event of others; it outlives the event."""

    __tablename__ = "outside_post"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    calendar: int = Field(foreign_key="outside_calendar.id", index=True)
    post: int = Field(foreign_key="post.id")
