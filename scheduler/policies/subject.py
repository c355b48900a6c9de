"""What a review looks at: a post's text, link and pictures, and what the organisation says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.policies.channel_policy import ChannelPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping


def _whole(value: object) -> object:
    """Put the replacement mark where half a character stands; offsets stay as they were."""
    if isinstance(value, tuple):
        return tuple(_whole(each) for each in value)
    if not isinstance(value, str) or value.isascii():
        return value
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in value)


def _mend(value: object, *names: str) -> None:
    """Make whole the texts that a new value holds under these names."""
    for name in names:
        object.__setattr__(value, name, _whole(getattr(value, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the organisation says about itself, so that its own contact line is no stranger's.

    Phones are compared by their digits, domains with their subdomains, names without regard to case.
    Blank entries are left out: they would match, and so excuse, everything.
    """

    own_phones: frozenset[str] = frozenset()
    own_domains: frozenset[str] = frozenset()
    own_mails: frozenset[str] = frozenset()
    #: Domains of the source that the link may lead to, beside the organisation's own; empty: not known.
    allowed_domains: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    #: Own buildings, streets and rooms, as they are written in posts.
    places: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in (each.name for each in fields(self)):
            entries = frozenset(entry.strip() for entry in getattr(self, name) if entry.strip())
            object.__setattr__(self, name, entries)


class Look(StrEnum):
    """Whether somebody looked at the pixels of a picture."""

    SEEN = "seen"
    FAILED = "failed"
    """Its check began and did not come to an end, or there was too much to read."""
    WAITING = "waiting"
    """It can be looked at here, and was not yet."""
    NONE = "none"
    """Nothing here looks at pictures, or at a video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What is known of a picture, or a video, and what was seen in its pixels."""

    alt: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    file_name: str = ""
    look: Look = Look.NONE
    #: What can be read in it, row by row, as far as it was looked at.
    seen_text: str = ""
    faces: int = 0
    looks_like_xray: bool = False

    def __post_init__(self) -> None:
        _mend(self, "alt", "file_name", "seen_text")

    #: Bytes, and length in seconds; 0 where it is not known.
    size: int = 0
    seconds: float = 0.0

    @property
    def is_video(self) -> bool:
        """Does it move and sound?"""
        return self.mime.startswith("video/")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """Which pictures and videos a network takes with a post; what is `None` is not known, and not judged."""

    #: How many pictures.
    pictures: int | None = None
    #: The largest file in bytes, by kind; what is of none of these kinds is not shown.
    kinds: Mapping[str, int] | None = None
    #: The shortest and the longest video.
    seconds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One post as it would go out on one channel.

    `length` and `limit` are in the network's own count, which is made where the network is known. Broken
    halves of characters are taken in every text.
    """

    text: str
    link: str | None = None
    is_reply: bool = False
    #: Handle of the person answered, without regard to a leading "@".
    reply_to: str | None = None
    pictures: tuple[PictureFacts, ...] = ()
    length: int | None = None
    limit: int | None = None
    #: In UTF-8, link included, and how many of them the network takes beside its own count.
    text_bytes: int = 0
    most_bytes: int | None = None
    #: Where names of shares, `$ABC`, stand in the text, and how many of them the network takes.
    cashtags: tuple[tuple[int, int], ...] = ()
    most_cashtags: int | None = None
    #: What the source of the post said in public; its very words are no story that we tell.
    quoted: tuple[str, ...] = ()
    #: Longest alt text the network takes, in code points.
    alt_limit: int = 1_000
    media: MediaLimits = MediaLimits()
    profile: Profile = Profile()
    #: What the channel asks of its posts beyond what is asked of every post.
    policy: ChannelPolicy = field(default_factory=ChannelPolicy)
    #: What our other channels say on the same network at about the same time.
    sisters: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _mend(self, "text", "link", "reply_to", "quoted", "sisters")
