"""The table of good times.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import time

from sqlalchemy import Column, Time
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.good_times import GoodTime


class GoodTimeRow(GoodTime, SQLModel, table=True):
    """Hours of the week that somebody said are good on a channel."""

    __tablename__ = "good_time"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    channel: str = Field(foreign_key="channel.name", index=True)
    begins: time = Field(sa_column=Column(Time, nullable=False))
    ends: time = Field(sa_column=Column(Time, nullable=False))
