"""What many suddenly speak of."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.value import Instant, Value


class HeardWords(Value):
    """What is kept of a post that names us: its words in the order of the alphabet, never its text."""

    id: int = 0
    channel: str
    #: Stands for who wrote it, for as long as a month, and can't be turned back.
    voice: str
    #: To the hour.
    at: Instant
    words: tuple[str, ...]


class MentionRead(Value):
    """One look at what names a channel, and what it cost."""

    id: int = 0
    channel: str
    at: Instant
    posts: int
    #: In mills.
    cost: int
    #: The network's id of the newest one seen so far.
    newest: str = ""


class TrendState(StrEnum):
    """What a person made of an alarm."""

    OPEN = "open"
    DISMISSED = "dismissed"


class TrendAlert(Value):
    """One story that many publishers suddenly tell, with its evidence. It is told once."""

    id: int = 0
    #: Words of the story, the strongest first.
    terms: tuple[str, ...]
    #: Numbers of the items it rests on, newest first.
    items: tuple[int, ...]
    publishers: tuple[str, ...]
    #: Standard deviations above what was to be expected.
    z: float
    #: On so many publisher-days it was spoken of, where so many were to be expected.
    seen: int
    expected: float
    first_at: Instant
    #: When it was last still bursting: until some time after that nothing of it is told anew.
    last_at: Instant
    state: TrendState = TrendState.OPEN
