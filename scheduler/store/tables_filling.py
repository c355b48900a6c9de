"""The tables of the rules of filling.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.choice import RunnerUp
from scheduler.domain.filling import Evergreen, KeptRunners, QuietDay, Recycled
from scheduler.store.columns import InstantColumn, JsonColumn


def _post() -> Any:
    """Return the key column: the post's number, given by the post and not by the database."""
    return Field(sa_column=Column(Integer, ForeignKey("post.id"), primary_key=True, autoincrement=False))


class QuietDayRow(QuietDay, SQLModel, table=True):
    """Quiet days; those that were lifted stay for the record."""

    __tablename__ = "quiet_day"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=InstantColumn)
    lifted_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True, index=True)


class EvergreenRow(Evergreen, SQLModel, table=True):
    """A post that may be proposed again."""

    __tablename__ = "evergreen"
    model_config = SQLModelConfig(frozen=False)
    post: int = _post()
    wordings: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    at: datetime = Field(sa_type=InstantColumn)


class RecycledRow(Recycled, SQLModel, table=True):
    """A proposal that repeats a post."""

    __tablename__ = "recycled"
    model_config = SQLModelConfig(frozen=False)
    post: int = _post()
    evergreen: int = Field(foreign_key="post.id", index=True)


class KeptRunnersRow(KeptRunners, SQLModel, table=True):
    """The runners-up of a proposal."""

    __tablename__ = "runners_up"
    model_config = SQLModelConfig(frozen=False)
    post: int = _post()
    runners_up: tuple[RunnerUp, ...] = Field(default=(), sa_type=JsonColumn)


class FillingRulesRow(SQLModel, table=True):
    """What is wanted of filling as a whole: one row."""

    __tablename__ = "filling_rules"
    id: int = Field(default=1, primary_key=True)
    curated_share: int | None = None
