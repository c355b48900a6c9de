"""How long a text is on a network, and what a post may hold there: the one place where services ask for it.

Each network counts in its own way; the numbers and the ways stand in `connectors`.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from connectors import limits_of
from connectors.appearance import Counting, appearance_of, count, size
from scheduler.domain.post import with_link
from scheduler.domain.value import Value
from scheduler.policies.subject import MediaLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectors.base import Limits


class Weight(Value):
    """What a text weighs on a network, its link included."""

    #: In the network's own characters.
    length: int
    limit: int
    #: In UTF-8, where the network bounds that, too.
    text_bytes: int
    most_bytes: int | None = None

    @property
    def fits(self) -> bool:
        """Does the network take a text this long?"""
        return self.length <= self.limit and (self.most_bytes is None or self.text_bytes <= self.most_bytes)


def weigh(text: str, link: str | None = None, *, network: str) -> Weight:
    """Say how long a text is on a network, and how long it may be; raises as `limits_of`."""
    limits, wire = limits_of(network), with_link(text, link)
    return Weight(
        length=count(wire, appearance_of(network)),
        limit=limits.characters,
        text_bytes=size(wire),
        most_bytes=limits.text_bytes,
    )


def counter_of(network: str) -> Callable[[str], int]:
    """Return how a network counts the characters of a whole text."""
    return partial(count, on=appearance_of(network))


def makes_bare_links(network: str) -> bool:
    """Whether a network may take domains without `https://` for links, as X does, and a rehearsal with it."""
    return appearance_of(network).counting is Counting.WEIGHTED


def measured(text: str, link: str | None, network: str | None) -> dict[str, Any]:
    """Return what a guard's subject says of its network's limits; nothing where no network is known."""
    if network is None:
        return {}
    weight, limits = weigh(text, link, network=network), limits_of(network)
    return {
        "length": weight.length,
        "limit": weight.limit,
        "text_bytes": weight.text_bytes,
        "most_bytes": weight.most_bytes,
        "most_cashtags": limits.cashtags,
        "alt_limit": limits.alt_text,
        "media": _media(limits),
    }


@lru_cache
def named(network: str) -> str:
    """Return what names a network's way of counting and its limits: another text once one of them changes."""
    on = appearance_of(network)
    return repr((on.limits, on.counting, on.link_counts, on.counts_shown_link))


@lru_cache
def _media(limits: Limits) -> MediaLimits:
    kinds = dict.fromkeys(limits.animation_types, limits.animation_bytes)
    kinds |= dict.fromkeys(limits.video_types, limits.video_bytes)
    kinds |= dict.fromkeys(limits.picture_types, limits.picture_bytes)
    return MediaLimits(pictures=limits.pictures, kinds=kinds, seconds=limits.video_seconds)
