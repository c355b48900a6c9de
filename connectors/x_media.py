"""Uploads to X: a picture at once, a video or an animation in chunks from its file, each with alt text.

Nothing of it can be seen until a post shows it. No more than one chunk is in memory.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tweepy

from connectors.base import NotSentError, RefusedError
from connectors.x_client import FAULTS, UnreadableAnswerError, number_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from connectors.base import Picture, Video
    from connectors.x_client import XClient

#: What others send to X in production; X takes at most 1,000 chunks, and no video needs more.
CHUNK = 1 << 20
#: Bytes a second below which a line is too slow to wait for.
_SLOWEST = 64_000
_USUAL_CHECK, _LONGEST_CHECK = 5.0, 60.0
#: How often asking for the state may fail in a row: asking is free of effect.
_MISSES = 5


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the upload and the processing of a video may take altogether, and how time is spent."""

    seconds: float = 900.0
    wait: Callable[[float], object] = _pause
    clock: Callable[[], float] = time.monotonic


def upload_picture(client: XClient, picture: Picture) -> str:
    """Upload `picture` with its alt text and return the number to attach it by."""
    answer = client.ask(
        "POST",
        "/2/media/upload",
        files={"media": ("picture", picture.data, picture.mime)},
        data={"media_category": "tweet_image"},
        more_seconds=len(picture.data) / _SLOWEST,
    )
    return _described(client, number_in(answer), picture.alt)


def upload_video(client: XClient, video: Video, *, patience: Patience | None = None) -> str:
    """Upload the file of `video` and wait until X has processed it; return the number to attach it by.

    Raises `RefusedError` where the file is gone or changed, or X can't process it, and
    `NotSentError` where it takes longer than `patience` has.
    """
    upload = _Upload(client, video, patience or Patience())
    try:
        with video.path.open("rb") as file:
            number = upload.sent(file)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as why:
        raise RefusedError("The file of the video can't be read any more. Attach it again.") from why
    upload.wait_until_processed(number)
    return _described(client, number, video.alt)


class _Upload:
    """One upload in chunks."""

    def __init__(self, client: XClient, video: Video, patience: Patience) -> None:
        self._client = client
        self._video = video
        self._patience = patience
        self._until = patience.clock() + patience.seconds
        self._info: dict[str, Any] = {}

    def sent(self, file: BinaryIO) -> str:
        """Send the file and close the upload; return its number."""
        if os.fstat(file.fileno()).st_size != self._video.size:
            raise RefusedError("The file of the video has changed. Attach it again.")
        category = "tweet_gif" if self._video.mime == "image/gif" else "tweet_video"
        about = {
            "media_type": self._video.mime,
            "total_bytes": self._video.size,
            "media_category": category,
        }
        number = number_in(self._client.ask("POST", "/2/media/upload/initialize", json=about))
        for index, chunk in enumerate(iter(lambda: file.read(CHUNK), b"")):
            self._hurry()
            self._client.tell(
                "POST",
                f"/2/media/upload/{number}/append",
                files={"media": ("chunk", chunk, "application/octet-stream")},
                data={"segment_index": str(index)},
                more_seconds=len(chunk) / _SLOWEST,
            )
        self._info = _processing_in(self._client.ask("POST", f"/2/media/upload/{number}/finalize"))
        return number

    def wait_until_processed(self, number: str) -> None:
        """Ask for the state as often as X wishes, until it is done with the video."""
        while self._info.get("state", "succeeded") in {"pending", "in_progress"}:
            self._hurry()
            self._patience.wait(_seconds_to_wait(self._info))
            self._info = self._asked(number)
        if self._info.get("state", "succeeded") != "succeeded":
            raise RefusedError(
                "X could not process the video. Use an MP4 file with H.264 and AAC.", code="media"
            )

    def _asked(self, number: str) -> dict[str, Any]:
        params = {"command": "STATUS", "media_id": number}
        for missed in range(_MISSES):
            try:
                return _processing_in(self._client.ask("GET", "/2/media/upload", params=params))
            except FAULTS as why:
                is_refused = isinstance(why, tweepy.HTTPException | UnreadableAnswerError)
                is_passing = isinstance(why, tweepy.TwitterServerError)
                if (is_refused and not is_passing) or missed == _MISSES - 1:
                    raise
            self._hurry()
            self._patience.wait(_USUAL_CHECK)
        raise NotSentError("X did not tell the state of the video.")  # pragma: no cover

    def _hurry(self) -> None:
        if self._patience.clock() >= self._until:
            raise NotSentError("X took too long to take the video.")


def _described(client: XClient, number: str, alt: str) -> str:
    if alt:
        described = {"id": number, "metadata": {"alt_text": {"text": alt}}}
        client.tell("POST", "/2/media/metadata", json=described)
    return number


def _processing_in(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the `processing_info`, empty where the medium needs none."""
    number_in(answer)
    info = answer["data"].get("processing_info")
    return info if isinstance(info, dict) else {}


def _seconds_to_wait(info: dict[str, Any]) -> float:
    told = info.get("check_after_secs")
    is_told = isinstance(told, int | float) and not isinstance(told, bool)
    return min(max(float(told or 0), 1.0), _LONGEST_CHECK) if is_told else _USUAL_CHECK
