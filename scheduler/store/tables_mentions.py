"""The tables of what is kept of posts that name a channel, and of what reading them cost.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.trend import HeardWords, MentionRead
from scheduler.store.columns import InstantColumn, JsonColumn


class HeardWordsRow(HeardWords, SQLModel, table=True):
    """The words of one post."""

    __tablename__ = "heard_words"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    channel: str = Field(foreign_key="channel.name")
    at: datetime = Field(sa_type=InstantColumn, index=True)
    words: tuple[str, ...] = Field(sa_type=JsonColumn)


class MentionReadRow(MentionRead, SQLModel, table=True):
    """One look."""

    __tablename__ = "mention_read"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    channel: str = Field(foreign_key="channel.name", index=True)
    at: datetime = Field(sa_type=InstantColumn)
