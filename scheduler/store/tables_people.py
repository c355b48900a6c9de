"""What guards the sessions of people: secrets that were changed, browsers that are known, tries that failed.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from scheduler.store.columns import InstantColumn


class FormerSecretRow(SQLModel, table=True):
    """A secret that a session had before; pages opened with it go on until they are closed."""

    __tablename__ = "former_secret"
    token_sha256: str = Field(primary_key=True)
    current_sha256: str = Field(index=True)
    changed_at: datetime = Field(sa_type=InstantColumn)


class KnownBrowserRow(SQLModel, table=True):
    """A browser in which a person has signed in; only the digest of its mark is kept."""

    __tablename__ = "known_browser"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    mark_sha256: str = Field(primary_key=True)
    name: str
    first_at: datetime = Field(sa_type=InstantColumn)


class TryRow(SQLModel, table=True):
    """A password that was typed and not right so far; only the digest of what it is counted for is kept."""

    __tablename__ = "sign_in_try"
    id: int = Field(default=None, primary_key=True)
    counted_for: str = Field(index=True)
    at: datetime = Field(sa_type=InstantColumn, index=True)
