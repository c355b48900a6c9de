"""The table of what came out of sheets.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from scheduler.store.columns import InstantColumn


class ImportedRowRow(SQLModel, table=True):
    """One post that a row of a sheet became; the row itself is not kept."""

    __tablename__ = "imported_row"
    digest: str = Field(primary_key=True)
    post: int = Field(foreign_key="post.id")
    at: datetime = Field(sa_type=InstantColumn)
