"""What X would refuse, told before anything is uploaded; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectors.base import RefusedError
from connectors.weigh import X_LIMITS, fits, weighted_length
from connectors.x_cashtags import cashtags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.base import Limits, Outgoing, Picture, Video

_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
#: Our words for who may answer, and those of X; everyone is what X is not told.
REPLY_SETTINGS = {
    "everyone": None,
    "following": "following",
    "mentioned": "mentionedUsers",
    "subscribers": "subscribers",
    "verified": "verified",
}


def check(message: Outgoing, limits: Limits = X_LIMITS) -> None:
    """Raise `RefusedError`, with all that is wrong, where X would not take `message`."""
    wrong = list(problems(message, limits))
    if wrong:
        raise RefusedError(" ".join(wrong), code="check")


def problems(message: Outgoing, limits: Limits = X_LIMITS) -> Iterator[str]:
    """Yield a sentence for each thing that X would refuse; none of them quotes the text."""
    has_media = bool(message.pictures) or message.video is not None
    if not message.text and not has_media:
        yield "A post needs a text, a picture or a video."
    if message.text and not fits(message.text):
        length = weighted_length(message.text)
        yield f"X does not take this text: it has {length} of {limits.characters} characters."
    if limits.cashtags is not None and len(cashtags(message.text)) > limits.cashtags:
        yield "X takes one cashtag a post, and this text has more. Take the dollar sign from the others."
    yield from _of_pictures(message, limits)
    if message.video is not None:
        yield from _of_video(message.video, limits)
    if has_media and message.quote is not None:
        yield "A post on X shows either media or another post. Remove one of them."
    for name, number in (("answers", message.reply_to), ("shows", message.quote)):
        if number is not None and not is_number(number):
            yield f"The post that this one {name} is not named by its number on X."
    if message.reply_settings not in REPLY_SETTINGS:
        yield f"Who may answer is one of {', '.join(REPLY_SETTINGS)}."


def is_number(text: str) -> bool:
    """Return whether `text` is a number as X gives to posts."""
    return _NUMBER.fullmatch(text) is not None


def _of_pictures(message: Outgoing, limits: Limits) -> Iterator[str]:
    if message.pictures and message.video is not None:
        yield "A post on X shows either pictures or one video. Remove one of them."
    if len(message.pictures) > limits.pictures:
        yield f"A post on X shows at most {limits.pictures} pictures."
    for place, picture in enumerate(message.pictures, start=1):
        for what in _of_picture(picture, limits):
            yield f"Picture {place} {what}"


def _of_picture(picture: Picture, limits: Limits) -> Iterator[str]:
    if picture.mime not in limits.picture_types:
        yield "is of a kind that X does not show."
    if not 0 < len(picture.data) <= limits.picture_bytes:
        yield f"is empty, or larger than {limits.picture_bytes:,} bytes."
    if len(picture.alt) > limits.alt_text:
        yield f"has an alt text of more than {limits.alt_text:,} characters."


def _of_video(video: Video, limits: Limits) -> Iterator[str]:
    is_animation = video.mime in limits.animation_types
    if not is_animation and video.mime not in limits.video_types:
        yield "The video is of a kind that X does not show. Use an MP4 file with H.264 and AAC."
    largest = limits.animation_bytes if is_animation else limits.video_bytes
    if not 0 < video.size <= largest:
        yield f"The video is empty, or larger than {largest:,} bytes."
    shortest, longest = limits.video_seconds
    if not is_animation and video.seconds and not shortest <= video.seconds <= longest:
        yield f"The video must last between {shortest:g} and {longest:g} seconds."
    if len(video.alt) > limits.alt_text:
        yield f"The video has an alt text of more than {limits.alt_text:,} characters."
