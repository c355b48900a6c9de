"""What a review looks at: a post's text, link and pictures, and what the organisation says about itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from scheduler.domain.value import Value
from scheduler.policies.channel_policy import ChannelPolicy


def _with_whole_characters(value: object) -> object:
    """Put the replacement mark where half a character stands; offsets stay as they were."""
    if not isinstance(value, str) or value.isascii():
        return value
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in value)


#: Text as it came, broken halves of characters included.
AnyText = Annotated[str, BeforeValidator(_with_whole_characters)]


def _without_blanks(entries: frozenset[str]) -> frozenset[str]:
    return frozenset(entry.strip() for entry in entries if entry.strip())


#: Entries of a list, less blank ones: an empty entry would match, and so excuse, everything.
Entries = Annotated[frozenset[str], AfterValidator(_without_blanks)]


class Profile(Value):
    """What the organisation says about itself, so that its own contact line is no stranger's.

    Phones are compared by their digits, domains with their subdomains, names without regard to case.
    """

    own_phones: Entries = frozenset()
    own_domains: Entries = frozenset()
    own_mails: Entries = frozenset()
    #: Domains of the source that the link may lead to, beside the organisation's own; empty: not known.
    allowed_domains: Entries = frozenset()
    staff: Entries = frozenset()
    #: Own buildings, streets and rooms, as they are written in posts.
    places: Entries = frozenset()


class Look(StrEnum):
    """Whether somebody looked at the pixels of a picture."""

    SEEN = "seen"
    FAILED = "failed"
    """Its check began and did not come to an end, or there was too much to read."""
    WAITING = "waiting"
    """It can be looked at here, and was not yet."""
    NONE = "none"
    """Nothing here looks at pictures, or at a video."""


class PictureFacts(Value):
    """What is known of a picture, or a video, and what was seen in its pixels."""

    alt: AnyText = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    file_name: AnyText = ""
    look: Look = Look.NONE
    #: What can be read in it, row by row, as far as it was looked at.
    seen_text: AnyText = ""
    faces: int = 0
    looks_like_xray: bool = False

    @property
    def is_video(self) -> bool:
        """Does it move and sound?"""
        return self.mime.startswith("video/")


class Subject(Value):
    """One post as it would go out on one channel.

    `length` and `limit` are in the network's own count, which is made where the network is known.
    """

    text: AnyText
    link: AnyText | None = None
    is_reply: bool = False
    #: Handle of the person answered, without regard to a leading "@".
    reply_to: AnyText | None = None
    pictures: tuple[PictureFacts, ...] = ()
    length: int | None = None
    limit: int | None = None
    #: Where names of shares, `$ABC`, stand in the text, and how many of them the network takes.
    cashtags: tuple[tuple[int, int], ...] = ()
    most_cashtags: int | None = None
    #: What the source of the post said in public; its very words are no story that we tell.
    quoted: tuple[AnyText, ...] = ()
    #: Longest alt text the network takes, in code points.
    alt_limit: int = 1000
    profile: Profile = Profile()
    #: What the channel asks of its posts beyond what is asked of every post.
    policy: ChannelPolicy = ChannelPolicy()
    #: What our other channels say on the same network at about the same time.
    sisters: tuple[AnyText, ...] = ()
