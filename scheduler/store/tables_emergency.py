"""The tables of the fast lane: words for a crisis, who is on call, when the lane was open, what left by it.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.approval import Endorsement
from scheduler.domain.emergency import EmergencyTemplate
from scheduler.domain.fast_lane import FastLane, FastUse, LookVerdict, OnCall
from scheduler.store.columns import InstantColumn, JsonColumn


class EmergencyTemplateRow(EmergencyTemplate, SQLModel, table=True):
    """One version of words for a crisis; the newest of a name counts, the others say what was approved."""

    __tablename__ = "emergency_template"
    __table_args__ = (Index("ix_emergency_template_name", "name", "version", unique=True),)
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)
    channels: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    writers: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    endorsements: tuple[Endorsement, ...] = Field(default=(), sa_type=JsonColumn)
    released_rules: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    reviewed_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    created_at: datetime = Field(sa_type=InstantColumn)
    retired_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)


class OnCallRow(OnCall, SQLModel, table=True):
    """A person's turn on the list; one that was taken off stays."""

    __tablename__ = "on_call"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    begins: datetime = Field(sa_type=InstantColumn)
    ends: datetime = Field(sa_type=InstantColumn)
    removed_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)


class FastLaneRow(FastLane, SQLModel, table=True):
    """A time for which the lane was open."""

    __tablename__ = "fast_lane"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    reason: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=InstantColumn)
    ends_at: datetime = Field(sa_type=InstantColumn)
    closed_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)


class FastUseRow(FastUse, SQLModel, table=True):
    """A post that was approved by the lane, and the second look at it."""

    __tablename__ = "fast_use"
    model_config = SQLModelConfig(frozen=False)
    post: int = Field(sa_column=Column(Integer, ForeignKey("post.id"), primary_key=True, autoincrement=False))
    lane: int = Field(foreign_key="fast_lane.id")
    at: datetime = Field(sa_type=InstantColumn)
    look_by: datetime = Field(sa_type=InstantColumn)
    escalated_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    verdict: LookVerdict | None = Field(default=None, sa_type=Text, nullable=True)
    looked_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    comment: str = Field(default="", sa_type=Text)
    taken_down_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
