"""Count characters and cents as X does; pure, and cheap to import."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from twitter_text import parse_tweet

from connectors.base import Limits

#: https://docs.x.com: 280 weighted characters, 4 pictures of 5 MB, alt text of 1,000 characters.
X_LIMITS = Limits(characters=280, pictures=4, picture_bytes=5_000_000, picture_side=4096, alt_text=1000)
#: X's pay-per-use prices in US dollars, as published in August 2026.
PRICE_OF_POST = Decimal("0.015")
PRICE_OF_POST_WITH_LINK = Decimal("0.200")
PRICE_OF_ALT_TEXT = Decimal("0.005")
_LINK = re.compile(r"https?://", re.IGNORECASE)


@lru_cache(maxsize=4096)
def weighted_length(text: str) -> int:
    """Return the length of `text` in X's weighted characters: links 23, emoji and CJK 2 each."""
    return int(parse_tweet(text).weightedLength)


def fits(text: str) -> bool:
    """Would X take this text? Empty and over-long ones it would not."""
    return bool(parse_tweet(text).valid)


def cost_of(text: str, *, alt_texts: int = 0) -> Decimal:
    """Return what posting `text` costs in US dollars at X's prices."""
    post = PRICE_OF_POST_WITH_LINK if _LINK.search(text) else PRICE_OF_POST
    return post + PRICE_OF_ALT_TEXT * alt_texts
