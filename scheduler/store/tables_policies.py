"""The table of channels' policies.

No `from __future__ import annotations` here: SQLModel reads annotations at class creation.
"""

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from scheduler.policies.channel_policy import Stance
from scheduler.store.columns import JsonColumn


class ChannelPolicyRow(SQLModel, table=True):
    """What a channel asks of its posts."""

    __tablename__ = "channel_policy"
    channel: str = Field(sa_column=Column(String, ForeignKey("channel.name"), primary_key=True))
    overrides: dict[str, Stance] = Field(default_factory=dict, sa_type=JsonColumn)
    is_clinician_voice: bool = False
    requires_source_for_numbers: bool = False
    has_disclaimer_in_profile: bool = False
    demands_picture_check: bool = False
    link_domains: tuple[str, ...] = Field(default=(), sa_type=JsonColumn)
