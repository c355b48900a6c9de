"""What X charges, as data, and what one message costs at these prices; pure.

Amounts are mills: thousandths of a US dollar. The prices are those of X's developer documentation
of 2026-08-22 (pay per use). A cost is the most that X may charge: whether a reply was summoned by
its author, and so is cheaper, only X knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.weigh import links, unsure_links

if TYPE_CHECKING:
    from connectors.base import Outgoing


@dataclass(frozen=True, slots=True)
class Prices:
    """A network's price list in mills; a read is charged for each post returned."""

    post: int
    post_with_link: int
    #: A reply to somebody who mentioned or quoted us.
    summoned_reply: int
    #: One request that gives one medium its alt text.
    media_metadata: int
    #: A post read by the account that owns the app.
    owned_read: int
    read: int
    user_read: int


X_PRICES = Prices(
    post=15,
    post_with_link=200,
    summoned_reply=10,
    media_metadata=5,
    owned_read=1,
    read=5,
    user_read=10,
)


def cost_of(message: Outgoing, *, prices: Prices = X_PRICES) -> int:
    """Return what sending `message` with its alt texts costs at most, in mills.

    A thread costs the sum of its parts.
    """
    described = sum(bool(each.alt) for each in message.pictures)
    described += bool(message.video and message.video.alt)
    return cost_of_text(message.text, alt_texts=described, prices=prices)


def cost_of_text(text: str, *, alt_texts: int = 0, prices: Prices = X_PRICES) -> int:
    """Return what posting `text` costs at most, in mills, with as many media that have alt text."""
    post = prices.post_with_link if links(text) or unsure_links(text) else prices.post
    return post + prices.media_metadata * alt_texts
