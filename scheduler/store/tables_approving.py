"""The tables of approving: rules of channels, authorisations, decisions that were late.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.approval import ApprovalRules, Escalation
from scheduler.domain.authorisations import Authorisation, Subject
from scheduler.store.columns import InstantColumn, JsonColumn


class ApprovalRulesRow(ApprovalRules, SQLModel, table=True):
    """How posts of a channel are approved, where that differs from the usual."""

    __tablename__ = "approval_rules"
    model_config = SQLModelConfig(frozen=False)
    channel: str = Field(primary_key=True, foreign_key="channel.name")


class AuthorisationRow(Authorisation, SQLModel, table=True):
    """An authorisation; a revoked one stays, for it must be kept for six years."""

    __tablename__ = "authorisation"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=None, primary_key=True)
    subject: Subject = Field(sa_type=Text)
    channels: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    statements: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
    signed_at: datetime = Field(sa_type=InstantColumn)
    expires_at: datetime = Field(sa_type=InstantColumn)
    created_at: datetime = Field(sa_type=InstantColumn)
    revoked_at: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)


class EscalationRow(Escalation, SQLModel, table=True):
    """A decision that was not made in time."""

    __tablename__ = "escalation"
    model_config = SQLModelConfig(frozen=False)
    post: int = Field(sa_column=Column(Integer, ForeignKey("post.id"), primary_key=True, autoincrement=False))
    deadline: datetime = Field(sa_type=InstantColumn)
    at: datetime = Field(sa_type=InstantColumn)
