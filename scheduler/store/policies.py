"""Read and write what channels ask of their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, select

from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.store.rows import columns_of, to_value, value_of
from scheduler.store.tables_policies import ChannelPolicyRow

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChannelPolicies:
    """The policies of channels in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, channel: str) -> ChannelPolicy:
        """Return a channel's policy; that of one nobody wrote one for asks nothing more."""
        return to_value(ChannelPolicy, self._session.get(ChannelPolicyRow, channel)) or ChannelPolicy()

    def all(self) -> Mapping[str, ChannelPolicy]:
        """Return each policy that was written, by its channel."""
        return {
            row.channel: value_of(ChannelPolicy, row) for row in self._session.exec(select(ChannelPolicyRow))
        }

    def put(self, channel: str, policy: ChannelPolicy) -> None:
        """Keep a policy instead of the channel's former one."""
        self._session.merge(ChannelPolicyRow(**columns_of(policy, channel=channel)))
        self._session.flush()
