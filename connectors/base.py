"""The contract every connector keeps, and the words it speaks.

ConnectorError
├── NotSentError             certain: nothing was published; sending later may help
│   └── RateLimitedError     certain: nothing was published; send again at `reset_at`
├── RefusedError             certain: nothing was published, and never will be unchanged
│   ├── SignInExpiredError   certain: nothing was published; a person must reconnect the channel
│   └── NoCreditError        certain: nothing was published; a person must buy credit at the network
└── OutcomeUnknownError      it may or may not be out: ask the network before anything else
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Once(StrEnum):
    """How a network lets us find out what became of a message whose answer was lost."""

    KEY = "key"
    """Two sends with one key are one message: sending again is safe."""
    TWO_STEPS = "two_steps"
    """It is staged out of sight, then published; the staged thing can be asked for."""
    LOOKUP = "lookup"
    """Our own timeline can be read; an absence is believed after the settle time."""
    NOTHING = "nothing"
    """It can't be asked: a person is."""


class ConnectorError(Exception):
    """Base of the ways in which sending can fail; the message never holds text of a post or a token."""


class NotSentError(ConnectorError):
    """Certainly not published; sending later may help."""

    def __init__(self, why: str, *, retry_after: float | None = None) -> None:
        super().__init__(why)
        #: Seconds to wait as the network asked for, or `None` where it did not say.
        self.retry_after = retry_after


class RateLimitedError(NotSentError):
    """Certainly not published; the network takes it again at `reset_at`."""

    def __init__(self, why: str, *, reset_at: datetime | None = None) -> None:
        super().__init__(why)
        #: Aware UTC instant, or `None` where the network named none.
        self.reset_at = reset_at


class RefusedError(ConnectorError):
    """Certainly not published; sending it again unchanged will not help."""

    def __init__(self, why: str, *, code: str | None = None) -> None:
        super().__init__(why)
        #: The network's own code or HTTP status, for the record.
        self.code = code


class SignInExpiredError(RefusedError):
    """Certainly not published; the channel must be connected again by a person."""


class NoCreditError(RefusedError):
    """Certainly not published; the account has no credit left, so nothing of its channel can be."""


class OutcomeUnknownError(ConnectorError):
    """It may or may not be out; never send it again before the network was asked."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for the network: already clean of metadata, sized, with alt text."""

    data: bytes = field(repr=False)
    mime: str
    alt: str


@dataclass(frozen=True, slots=True)
class Video:
    """A video, or an animated GIF, ready for the network; it stays on the disk."""

    path: Path = field(repr=False)
    #: `video/mp4`, or `image/gif` for an animation.
    mime: str
    alt: str
    #: Bytes.
    size: int
    #: Length in seconds; 0 where it is not known.
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to be sent: exactly what a person approved.

    A thread is several, each later one with `reply_to` the one before it.
    """

    #: Names this message; two sends with one key are the same message.
    key: str
    #: The whole text as it goes out, link included.
    text: str = field(repr=False)
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None
    #: The network's id of the message that this one answers.
    reply_to: str | None = None
    #: The network's id of the message that this one shows.
    quote: str | None = None
    #: `everyone`, `following`, `mentioned`, `subscribers` or `verified`.
    reply_settings: str = "everyone"
    made_with_ai: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's word that it has the message."""

    remote_id: str
    url: str
    #: When the network says it took the message; aware, UTC.
    at: datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """A post of somebody else that names our account."""

    remote_id: str
    #: The network's number of who wrote it.
    author: str
    #: Aware, UTC.
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold on a network."""

    #: Longest text in the network's own weighted characters.
    characters: int
    pictures: int
    picture_bytes: int
    picture_side: int
    alt_text: int
    #: Longest text in UTF-8, in bytes; `None` for no such bound.
    text_bytes: int | None = None
    #: The most names of shares, `$ABC`; `None` where they are not counted.
    cashtags: int | None = None
    picture_types: tuple[str, ...] = ("image/jpeg", "image/png")
    #: A video or an animation stands alone; where there are no types, there are no videos.
    video_types: tuple[str, ...] = ()
    video_bytes: int = 0
    #: The shortest and the longest, in seconds.
    video_seconds: tuple[float, float] = (0.0, 0.0)
    animation_types: tuple[str, ...] = ()
    animation_bytes: int = 0


class Connector(Protocol):
    """Sends messages to one account on one network. Every method may be called from any thread."""

    limits: Limits
    #: How a lost answer can be made up for.
    once: Once
    #: Seconds after an attempt from which an absence on the network may be believed:
    #: client time-out + slowest acceptance + time-line lag.
    settle_seconds: float

    def stage(self, message: Outgoing) -> str:
        """Do all that can be done out of sight, such as uploads, and return what `send` needs of it.

        The text, at most 4 KB and empty where there is nothing to do, is kept with the attempt.
        Nothing becomes visible, so every fault is certain: never `OutcomeUnknownError`.
        """
        ...

    def send(self, message: Outgoing, staged: str) -> Receipt:
        """Make `message` visible, once, or raise the `ConnectorError` that says what is known.

        Never retries by itself. A fault before any byte of the post left is `NotSentError`;
        whatever leaves doubt is `OutcomeUnknownError`.
        """
        ...

    def find(self, message: Outgoing, *, since: datetime, staged: str) -> Receipt | None:
        """Look on the network for `message` sent after `since`; `None` where it is not to be seen.

        `since` is by this machine's clock; a connector allows for its difference from the network's.
        An empty `staged` is not known, as after a restore: then the message itself is looked for.
        Raises `NotSentError` where the network can't be asked just now. Never called where `once`
        is `NOTHING`.
        """
        ...

    def identity(self) -> str:
        """Ask the network who we are there and return the handle; proves the credentials."""
        ...

    def metrics(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return counts by remote id: `likes`, `reposts`, `replies`, `quotes`, `views`."""
        ...

    def delete(self, remote_id: str) -> None:
        """Take a published message down; one that is already gone is no error."""
        ...


@runtime_checkable
class Hears(Protocol):
    """What a connector may do besides: read what others say to our account. Networks may charge for each."""

    def mentions(self, *, after: str, most: int) -> Sequence[Mention]:
        """Return the newest mentions with ids above `after`, newest first, 5 to 100 of them at `most`.

        An empty `after` asks for the newest of all. Raises `NotSentError` or `RefusedError` where the
        network does not tell.
        """
        ...


def machine_time() -> datetime:
    """Return the time of this machine, for whoever gives no clock."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where a connector reads it
