"""What a post costs at its network's prices, before anything is sent.

Pure. Every part of a thread counts, and each picture or video with an alt text. A cost is the most
that the network may charge.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from connectors.prices import X_PRICES, Prices, cost_of_text
from scheduler.domain.money import dollars
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.post import Picture, Post, Video

#: Networks that charge for a post; the others cost nothing.
_PRICES: Final[dict[str, Prices]] = {"x": X_PRICES}


class Cost(Value):
    """What a post costs, in mills, and what of it is for what."""

    parts: tuple[int, ...]
    #: What would be saved without any link.
    for_links: int = 0
    for_alt_texts: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.parts)

    @property
    def without_links(self) -> int:
        """What it would cost without any link."""
        return self.total - self.for_links

    @property
    def words(self) -> str:
        """One sentence for a person; empty where it costs nothing."""
        if not self.total:
            return ""
        what = "This post costs" if len(self.parts) == 1 else f"This thread of {len(self.parts)} costs"
        link = f", {dollars(self.for_links)} of it for the link" if self.for_links else ""
        return f"{what} {dollars(self.total)}{link}."


def cost_of(post: Post, *, network: str) -> Cost:
    """Return what `post` costs on `network`."""
    first = (post.wire_text, _described(post.pictures, post.video))
    further = ((part.text, _described(part.pictures)) for part in post.thread)
    return cost_of_parts([first, *further], network=network)


def price_of_reading(network: str) -> int:
    """Return what a network charges for each post of others that it shows, in mills."""
    prices = _PRICES.get(network)
    return prices.read if prices else 0


def cost_of_parts(parts: Sequence[tuple[str, int]], *, network: str) -> Cost:
    """Return what texts with so many alt texts each cost on `network`."""
    prices = _PRICES.get(network)
    if prices is None:
        return Cost(parts=(0,) * len(parts))
    costs = tuple(_cost(text, alts, prices) for text, alts in parts)
    alts = prices.media_metadata * sum(count for _, count in parts)
    return Cost(parts=costs, for_links=sum(costs) - alts - prices.post * len(costs), for_alt_texts=alts)


@lru_cache(maxsize=4096)
def _cost(text: str, alt_texts: int, prices: Prices) -> int:
    """Return the cost of one part; to look for links in a long text takes a millisecond."""
    return cost_of_text(text, alt_texts=alt_texts, prices=prices)


def cheapest(network: str) -> int:
    """Return what the plainest post costs on `network`."""
    return cost_of_parts([("", 0)], network=network).total


def still_to_pay(post: Post, *, network: str) -> int:
    """Return what the parts of `post` cost that are not out yet, in mills."""
    return sum(cost_of(post, network=network).parts[len(post.receipts) :])


def _described(pictures: Sequence[Picture], video: Video | None = None) -> int:
    return sum(bool(each.alt) for each in pictures) + bool(video and video.alt)
