"""The tables of what was understood of items.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.reading import Label, PageCheck, Reading
from scheduler.store.columns import InstantColumn, JsonColumn


def _item() -> int:
    """Return the key column: the item's number, given by the item and not by the database."""
    column: int = Field(
        sa_column=Column(
            Integer, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    return column


class ReadingRow(Reading, SQLModel, table=True):
    """What was understood of an item."""

    __tablename__ = "reading"
    model_config = SQLModelConfig(frozen=False)
    item: int = _item()
    vector: bytes = Field(default=b"", sa_type=LargeBinary)
    topics: dict[str, float] = Field(default_factory=dict, sa_type=JsonColumn)
    topic_words: dict[str, tuple[str, ...]] = Field(default_factory=dict, sa_type=JsonColumn)


class LabelRow(Label, SQLModel, table=True):
    """What a person said an item is about."""

    __tablename__ = "label"
    model_config = SQLModelConfig(frozen=False)
    item: int = _item()
    by: int | None = Field(default=None)
    at: datetime = Field(sa_type=InstantColumn, index=True)


class PageCheckRow(PageCheck, SQLModel, table=True):
    """What the page of an item last answered."""

    __tablename__ = "page_check"
    model_config = SQLModelConfig(frozen=False)
    item: int = _item()
    checked_at: datetime = Field(sa_type=InstantColumn, index=True)
