"""The table of passwords for single programs.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from scheduler.domain.record import Detail
from scheduler.store.columns import InstantColumn


class AppPasswordRow(SQLModel, table=True):
    """A password for one program; only the digest of its secret is kept."""

    __tablename__ = "app_password"
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    secret_sha256: str = Field(unique=True)
    name: str
    detail: Detail = Field(default=Detail.TITLES, sa_type=Text)
    created_at: datetime = Field(sa_type=InstantColumn)
    revoked_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    last_used_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    last_client: str = ""
