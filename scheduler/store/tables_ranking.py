"""The tables of what ranking learns from, and of trends.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.relevance import Decision, DecisionKind, LineKind, ProfileLine
from scheduler.domain.trend import TrendAlert, TrendState
from scheduler.store.columns import InstantColumn, JsonColumn


class DecisionRow(Decision, SQLModel, table=True):
    """A decision on an item; it outlives the item, so it refers to it without a foreign key."""

    __tablename__ = "decision"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    item: int = Field(index=True)
    kind: DecisionKind = Field(sa_type=Text)
    by: int | None = Field(default=None)
    at: datetime = Field(sa_type=InstantColumn, index=True)
    vector: bytes = Field(default=b"", sa_type=LargeBinary)


class ProfileLineRow(ProfileLine, SQLModel, table=True):
    """A line of the organisation's profile."""

    __tablename__ = "profile_line"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    kind: LineKind = Field(default=LineKind.SERVICE_LINE, sa_type=Text)
    weight: float = Field(default=1.0)


class TrendAlertRow(TrendAlert, SQLModel, table=True):
    """A trend that was told."""

    __tablename__ = "trend_alert"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    terms: tuple[str, ...] = Field(sa_type=JsonColumn)
    items: tuple[int, ...] = Field(sa_type=JsonColumn)
    publishers: tuple[str, ...] = Field(sa_type=JsonColumn)
    first_at: datetime = Field(sa_type=InstantColumn)
    last_at: datetime = Field(sa_type=InstantColumn, index=True)
    state: TrendState = Field(default=TrendState.OPEN, sa_type=Text)


class LineVectorRow(SQLModel, table=True):
    """The vector of a line's words by one model, so that only one process needs the model."""

    __tablename__ = "line_vector"
    words_sha256: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    vector: bytes = Field(sa_type=LargeBinary)
