"""The tables of what pauses held, and of who has seen them.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.held_back import HeldBack, Release, Sighting
from scheduler.store.columns import InstantColumn


class HeldBackRow(HeldBack, SQLModel, table=True):
    """A post that a pause held, and what was decided on it; stays for the record."""

    __tablename__ = "pause_held"
    model_config = SQLModelConfig(frozen=False)
    pause: int = Field(
        sa_column=Column(Integer, ForeignKey("pause.id"), primary_key=True, autoincrement=False)
    )
    post: int = Field(sa_column=Column(Integer, ForeignKey("post.id"), primary_key=True, autoincrement=False))
    held_at: datetime = Field(sa_type=InstantColumn)
    was_due: datetime = Field(sa_type=InstantColumn)
    decision: Release | None = Field(default=None, sa_type=Text, nullable=True)
    decided_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)


class SightingRow(Sighting, SQLModel, table=True):
    """A daemon that has seen a pause."""

    __tablename__ = "pause_seen"
    model_config = SQLModelConfig(frozen=False)
    pause: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    daemon: str = Field(primary_key=True)
    at: datetime = Field(sa_type=InstantColumn)
