"""The table of what is sample data.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.domain.samples import SampleKind, SamplePart


class SamplePartRow(SamplePart, SQLModel, table=True):
    """A part of the sample; one that was taken out stays, so that its number is never given again."""

    __tablename__ = "sample_part"
    model_config = SQLModelConfig(frozen=False)
    kind: SampleKind = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True)
