"""Read and write what channels ask of their posts."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from scheduler.policies.channel_policy import ChannelPolicy, Stance
from scheduler.store.tables_policies import ChannelPolicyRow

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChannelPolicies:
    """The policies of channels in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, channel: str) -> ChannelPolicy:
        """Return a channel's policy; that of one nobody wrote one for asks nothing more."""
        row = self._session.get(ChannelPolicyRow, channel)
        return ChannelPolicy() if row is None else _policy(row)

    def all(self) -> Mapping[str, ChannelPolicy]:
        """Return each policy that was written, by its channel."""
        return {row.channel: _policy(row) for row in self._session.exec(select(ChannelPolicyRow))}

    def put(self, channel: str, policy: ChannelPolicy) -> None:
        """Keep a policy instead of the channel's former one."""
        self._session.merge(ChannelPolicyRow(channel=channel, **asdict(policy)))
        self._session.flush()


def _policy(row: ChannelPolicyRow) -> ChannelPolicy:
    """Return the policy a row holds; of lists and names it holds what JSON has for them."""
    told = {each.name: getattr(row, each.name) for each in fields(ChannelPolicy)}
    stances = {rule: Stance(stance) for rule, stance in row.overrides.items()}
    return ChannelPolicy(**{**told, "overrides": stances, "link_domains": tuple(row.link_domains)})
