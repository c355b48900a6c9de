"""What was understood of an item, what people said it is about, and what its page last answered."""

from __future__ import annotations

from pydantic import Field

from scheduler.domain.value import Instant, Value


class Reading(Value):
    """What was understood of one item."""

    item: int
    #: `name@digest` of the sentence model that made the vector; empty where only letters were looked at.
    model: str = ""
    #: Half-precision floats, little endian, of length 1 together; empty where only letters are known.
    vector: bytes = b""
    #: How likely the item is about each pillar, 0 to 1, by the pillar's name; they need not add up to 1.
    topics: dict[str, float] = Field(default_factory=dict)
    #: The words of the item that speak for a pillar, for people.
    topic_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    #: ISO 639-1 code; empty where it could not be told.
    language: str = ""
    #: Digest of the words that were read: when they change, the item is read anew.
    words: str = ""
    #: Digest of the pillars and labels that `topics` was judged by: when they change, it is judged anew.
    basis: str = ""


class Label(Value):
    """What a person said an item is about: a pillar, or none of them."""

    item: int
    #: Empty for “fits no pillar”.
    pillar: str = ""
    by: int | None = None
    at: Instant


class PageCheck(Value):
    """What the page of an item last answered; kept only for items that posts were made from."""

    item: int
    checked_at: Instant
    #: HTTP status, 0 where there was no answer.
    status: int = 0
    #: On how many checks in a row the page was not there.
    misses: int = 0
