"""The table of what may be quoted from the pages of items.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.quoting import PageWords, Quote
from scheduler.store.columns import InstantColumn, JsonColumn


class PageWordsRow(PageWords, SQLModel, table=True):
    """The words of an item's page that may be repeated."""

    __tablename__ = "page_words"
    model_config = SQLModelConfig(frozen=False)
    item: int = Field(
        sa_column=Column(
            Integer, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    read_at: datetime = Field(sa_type=InstantColumn, index=True)
    quotes: tuple[Quote, ...] = Field(default=(), sa_type=JsonColumn)
