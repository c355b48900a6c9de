"""The table of channels' policies.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig  # type: ignore[attr-defined] # where SQLModel itself has it

from scheduler.policies.channel_policy import ChannelPolicy, Stance
from scheduler.store.columns import JsonColumn


class ChannelPolicyRow(ChannelPolicy, SQLModel, table=True):
    """What a channel asks of its posts."""

    __tablename__ = "channel_policy"
    model_config = SQLModelConfig(frozen=False)
    channel: str = Field(sa_column=Column(String, ForeignKey("channel.name"), primary_key=True))
    overrides: dict[str, Stance] = Field(default_factory=dict, sa_type=JsonColumn)
    link_domains: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
