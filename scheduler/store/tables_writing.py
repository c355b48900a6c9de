"""The tables around the writing of posts: unsaved drafts, earlier wordings, comments and whom they call.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.comments import Call, Comment
from scheduler.domain.unsaved import Unsaved
from scheduler.domain.wordings import EarlierWording
from scheduler.store.columns import InstantColumn, JsonColumn


class UnsavedRow(Unsaved, SQLModel, table=True):
    """What one person typed and did not save yet."""

    __tablename__ = "unsaved"
    model_config = SQLModelConfig(frozen=False)
    name: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    post: int | None = Field(default=None, foreign_key="post.id", nullable=True)
    at: datetime = Field(sa_type=InstantColumn, index=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class EarlierWordingRow(EarlierWording, SQLModel, table=True):
    """What a post said before."""

    __tablename__ = "earlier_wording"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    post: int = Field(foreign_key="post.id", index=True)
    at: datetime = Field(sa_type=InstantColumn, index=True)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)


class CommentRow(Comment, SQLModel, table=True):
    """A comment on a post."""

    __tablename__ = "comment"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    post: int = Field(foreign_key="post.id", index=True)
    at: datetime = Field(sa_type=InstantColumn)
    text: str = Field(sa_type=Text)


class CallRow(Call, SQLModel, table=True):
    """A person whom a comment names."""

    __tablename__ = "comment_call"
    model_config = SQLModelConfig(frozen=False)
    comment: int = Field(primary_key=True, foreign_key="comment.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    read_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
