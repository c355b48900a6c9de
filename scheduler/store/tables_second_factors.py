"""The tables of two-step sign-in.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.people import Role
from scheduler.domain.second_factor import Demand, HalfWay, SecondFactor
from scheduler.store.columns import InstantColumn, JsonColumn


class SecondFactorRow(SecondFactor, SQLModel, table=True):
    """The device of a person: its sealed secret, and what the hashes of recovery codes are salted with."""

    __tablename__ = "second_factor"
    model_config = SQLModelConfig(frozen=False)
    person_id: int = Field(
        sa_column=Column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    )
    since: datetime | None = Field(default=None, sa_type=InstantColumn, nullable=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RecoveryCodeRow(SQLModel, table=True):
    """A recovery code that was not used yet; only its hash is kept."""

    __tablename__ = "recovery_code"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    hashed: str = Field(primary_key=True)


class HalfWayRow(HalfWay, SQLModel, table=True):
    """A sign-in that waits for its code."""

    __tablename__ = "half_way"
    model_config = SQLModelConfig(frozen=False)
    token_sha256: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime = Field(sa_type=InstantColumn, index=True)


class DemandRow(Demand, SQLModel, table=True):
    """Of whom two-step sign-in is demanded: one row."""

    __tablename__ = "second_factor_demand"
    model_config = SQLModelConfig(frozen=False)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    roles: tuple[Role, ...] = Field(default=(), sa_type=JsonColumn)
