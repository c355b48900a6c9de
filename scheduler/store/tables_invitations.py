"""The table of links by which people choose a password.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.invitations import Invitation
from scheduler.store.columns import InstantColumn


class InvitationRow(Invitation, SQLModel, table=True):
    """The one link of a person that still opens something; only the digest of its secret is kept."""

    __tablename__ = "invitation"
    model_config = SQLModelConfig(frozen=False)
    person_id: int = Field(
        sa_column=Column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    )
    token_sha256: str = Field(unique=True)
    made_at: datetime = Field(sa_type=InstantColumn)
    until: datetime = Field(sa_type=InstantColumn)
