"""The table of reusable wordings.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.post_template import PostTemplate
from scheduler.store.columns import InstantColumn, JsonColumn


class PostTemplateRow(PostTemplate, SQLModel, table=True):
    """A wording; one that was retired stays, so that the record of it can be followed."""

    __tablename__ = "post_template"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)
    channels: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    link: str = ""
    pillar: str | None = None
    created_at: datetime = Field(sa_type=InstantColumn)
    retired_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
