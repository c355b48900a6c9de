"""The tables of what was removed from the record after its time, and of what keeps it longer.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.heads import LegalHold
from scheduler.store.columns import InstantColumn


class RecordCutRow(SQLModel, table=True):
    """The record begins after line `seq`; the guard lets lines up to it be deleted, and no other."""

    __tablename__ = "record_cut"
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    hash: str
    at: datetime = Field(sa_type=InstantColumn)
    #: The signed line of the file of heads that says so.
    signed: str = Field(sa_type=Text)


class LegalHoldRow(LegalHold, SQLModel, table=True):
    """A hold; while one stands the database refuses every cut."""

    __tablename__ = "legal_hold"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=InstantColumn)
    lifted_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
