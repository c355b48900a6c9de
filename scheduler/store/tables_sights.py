"""The table of what was seen in pictures.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.sight import Sight
from scheduler.store.columns import InstantColumn


class SightRow(Sight, SQLModel, table=True):
    """The last look at a picture."""

    __tablename__ = "sight"
    model_config = SQLModelConfig(frozen=False)
    picture: str = Field(primary_key=True)
    looked_at: datetime = Field(sa_type=InstantColumn)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, repr=False)
