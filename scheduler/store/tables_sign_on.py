"""The tables of single sign-on.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.people import Role
from scheduler.domain.sign_on import Begun, Identity
from scheduler.store.columns import InstantColumn, JsonColumn


class SignOnRow(SQLModel, table=True):
    """How single sign-on is set, in one row, with the sealed secret by which the provider knows us."""

    __tablename__ = "sign_on"
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    settings: dict[str, Any] = Field(sa_type=JsonColumn)
    secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class IdentityRow(Identity, SQLModel, table=True):
    """A person as a provider knows them."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    given: tuple[tuple[str, Role], ...] = Field(default=(), sa_type=JsonColumn)
    created_at: datetime = Field(sa_type=InstantColumn)
    seen_at: datetime = Field(sa_type=InstantColumn)


class BegunRow(Begun, SQLModel, table=True):
    """A sign-in that is on its way."""

    __tablename__ = "sign_on_begun"
    model_config = SQLModelConfig(frozen=False)
    state_sha256: str = Field(primary_key=True)
    at: datetime = Field(sa_type=InstantColumn, index=True)


class SignOnSessionRow(SQLModel, table=True):
    """Which sign-in at the provider a session came from."""

    __tablename__ = "sign_on_session"
    token_sha256: str = Field(primary_key=True)
    identity_id: int = Field(foreign_key="identity.id", index=True)
    #: The provider's name of its session; empty where it gives none.
    sid: str = ""
