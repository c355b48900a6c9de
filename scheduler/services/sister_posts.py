"""What other channels of ours say on the same network at about the same time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.post import PostState
from scheduler.policies.channel_policy import Stance
from scheduler.policies.quality.sisters import SAME

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.policies.channel_policy import ChannelPolicy
    from scheduler.store.unit import Unit

#: A network that looks for the same text on several accounts looks back some days.
_NEAR = timedelta(days=3)
_MOST = 30
_GONE = frozenset({PostState.CANCELLED, PostState.REFUSED, PostState.MISSED})
_SAYS = tuple(state for state in PostState if state not in _GONE)


def sister_texts(unit: Unit, post: Post) -> tuple[str, ...]:
    """Return what the posts nearest in time say on the network's other channels of ours, by due time."""
    networks = unit.plan.networks()
    others = [
        name
        for name, network in networks.items()
        if network == networks.get(post.channel) and name != post.channel
    ]
    if not others:
        return ()
    start, end = post.due - _NEAR, post.due + _NEAR
    found = unit.posts.between(start, end, channels=others, states=_SAYS, limit=_MOST)
    return tuple(each.text for each in found)


def are_decisive(policy: ChannelPolicy | None) -> bool:
    """Whether what sister channels say may stop a channel's posts, and not only be told."""
    return policy is not None and policy.overrides.get(SAME.id) in {Stance.HOLD, Stance.BLOCK}
