"""Who speaks for the owner of a channel.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.speaking import Delegation
from scheduler.store.columns import InstantColumn


class DelegationRow(Delegation, SQLModel, table=True):
    """A delegation."""

    __tablename__ = "delegation"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    channel: str = Field(foreign_key="channel.name", index=True)
    owner: int = Field(foreign_key="person.id")
    person_id: int = Field(foreign_key="person.id")
    until: datetime = Field(sa_type=InstantColumn)
    created_at: datetime = Field(sa_type=InstantColumn)
    ended_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
