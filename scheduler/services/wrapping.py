"""Make of a post what a connector takes: exactly what was approved, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.base import Outgoing
from connectors.base import Picture as OutgoingPicture
from connectors.base import Video as OutgoingVideo

if TYPE_CHECKING:
    from scheduler.domain.post import Picture, Post
    from scheduler.services.shelving import Shelf


def message_of(post: Post, shelf: Shelf) -> Outgoing:
    """Return the first part of `post` that is not out yet.

    A later part of a thread answers the one before it. Raises `UnknownNameError` where a picture is gone.
    """
    part = len(post.receipts)
    if part == 0:
        return Outgoing(
            key=post.uid,
            text=post.wire_text,
            pictures=_pictures(post.pictures, shelf),
            video=_video(post, shelf),
            reply_to=post.reply_to,
            quote=post.quote,
            reply_settings=post.reply_settings.value,
            made_with_ai=post.made_with_ai,
        )
    further = post.thread[part - 1]
    return Outgoing(
        key=f"{post.uid}.{part}",
        text=further.text,
        pictures=_pictures(further.pictures, shelf),
        reply_to=post.receipts[-1].remote_id,
        made_with_ai=post.made_with_ai,
    )


def _pictures(pictures: tuple[Picture, ...], shelf: Shelf) -> tuple[OutgoingPicture, ...]:
    return tuple(
        OutgoingPicture(data=shelf.get(each.sha256), mime=each.mime, alt=each.alt) for each in pictures
    )


def _video(post: Post, shelf: Shelf) -> OutgoingVideo | None:
    if post.video is None:
        return None
    video = post.video
    return OutgoingVideo(
        path=shelf.path_of(video.sha256),
        mime=video.mime,
        alt=video.alt,
        size=video.size,
        seconds=video.seconds,
    )
