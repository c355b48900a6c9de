"""Uploads in chunks, as X takes videos and animations: begun, filled, closed, processed. Knows no HTTP."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import weakref
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any

from PIL import Image

from connectors.rehearsal.kept import KeptMedium, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_MEGABYTE = 1 << 20
#: X's documented limits.
_LARGEST = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000, "tweet_video": 512_000_000}
_TYPES = {"tweet_gif": {"image/gif"}, "tweet_video": {"video/mp4", "video/quicktime"}}
_MOST_FRAMES = 350
_LAST_SEGMENT = 999
_EXPIRES = timedelta(days=1)


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Session:
    id: str
    user_id: str
    mime: str
    category: str
    total: int
    file: IO[bytes]
    #: Place in the file and length, by the number of the segment.
    segments: dict[int, tuple[int, int]] = field(default_factory=dict)
    closed_at: datetime | None = None
    fails: bool = False


class Uploads:
    """The uploads under way. For any thread; time is the network's."""

    def __init__(self, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        #: How long X thinks about a video before it can be posted.
        self.processing = timedelta(0)
        #: What a client is told to wait between two questions, in seconds.
        self.check_after = 1
        #: Does processing end in failure?
        self.fails = False
        self._new_id = new_id
        self._now = now
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def begin(self, user_id: str, *, mime: str, category: str, total: int) -> str:
        """Open an upload and return its number; raises `RefusalError`."""
        if mime not in _TYPES.get(category, ()):
            raise RefusalError(400, f"The media type is not one of those for {category}.")
        if not 0 < total <= _LARGEST[category]:
            raise RefusalError(400, "File size exceeds the maximum for this media category.")
        file = tempfile.SpooledTemporaryFile(max_size=4 * _MEGABYTE)  # noqa: SIM115 - closed with the upload, or when nobody knows it any more
        session = _Session(self._new_id(), user_id, mime, category, total, file)
        weakref.finalize(session, file.close)
        with self._lock:
            self._sessions[session.id] = session
        return session.id

    def append(self, number: str, user_id: str, *, index: int, chunk: bytes) -> datetime:
        """Add a segment, in any order; return until when the upload stays open."""
        if not 0 <= index <= _LAST_SEGMENT or not 0 < len(chunk) <= 5 * _MEGABYTE:
            raise RefusalError(400, "The segment's index or size is out of range.")
        with self._lock:
            session = self._open(number, user_id)
            if index in session.segments:
                raise RefusalError(400, "The segment was uploaded before.")
            session.segments[index] = (session.file.seek(0, 2), len(chunk))
            session.file.write(chunk)
        return self._now() + _EXPIRES

    def close(self, number: str, user_id: str) -> KeptMedium:
        """Put the segments together and look at them; raises `RefusalError` for what is no such medium."""
        with self._lock:
            session = self._open(number, user_id)
            session.closed_at = self._now()
            session.fails = self.fails
            try:
                return _assembled(session)
            except RefusalError:
                del self._sessions[number]
                raise
            finally:
                session.file.close()

    def state(self, number: str) -> dict[str, Any] | None:
        """Return X's `processing_info`; `None` for what needs no processing. Raises `RefusalError`."""
        with self._lock:
            session = self._sessions.get(number)
            if session is None or session.closed_at is None:
                raise RefusalError(400, "The media id is not known, or not finalized.")
            if session.category != "tweet_video":
                return None
            return self._processing(session, session.closed_at)

    def is_ready(self, number: str) -> bool:
        """Can this be posted? What was not uploaded in chunks always can."""
        if number not in self._sessions:
            return True
        info = self.state(number)
        return info is None or info["state"] == "succeeded"

    def _processing(self, session: _Session, closed_at: datetime) -> dict[str, Any]:
        passed = self._now() - closed_at
        if passed >= self.processing:
            state = "failed" if session.fails else "succeeded"
            return {"state": state, "progress_percent": 100}
        done = int(100 * (passed / self.processing))
        state = "pending" if done == 0 else "in_progress"
        return {"state": state, "progress_percent": done, "check_after_secs": self.check_after}

    def _open(self, number: str, user_id: str) -> _Session:
        session = self._sessions.get(number)
        if session is None or session.user_id != user_id or session.closed_at is not None:
            raise RefusalError(400, "The media id is not known, or closed.")
        return session


def _assembled(session: _Session) -> KeptMedium:
    if sorted(session.segments) != list(range(len(session.segments))):
        raise RefusalError(400, "Segments do not add up to provided total file size.")
    if sum(length for _, length in session.segments.values()) != session.total:
        raise RefusalError(400, "Segments do not add up to provided total file size.")
    digest, data = hashlib.sha256(), bytearray()
    is_kept = session.category == "tweet_gif"
    head = b""
    for index in range(len(session.segments)):
        place, length = session.segments[index]
        session.file.seek(place)
        piece = session.file.read(length)
        digest.update(piece)
        head = head or piece[:12]
        if is_kept:
            data += piece
    _look_at(session, head)
    return KeptMedium(
        session.id,
        session.mime,
        bytes(data),
        category=session.category,
        size=session.total,
        sha256=digest.hexdigest(),
    )


def _look_at(session: _Session, head: bytes) -> None:
    """Raise `RefusalError` where the bytes are not what they are called."""
    if session.category == "tweet_video":
        if head[4:8] != b"ftyp":
            raise RefusalError(400, "The media is not a video.")
        return
    session.file.seek(0)
    try:
        with Image.open(session.file, formats=["GIF"]) as image:
            frames = getattr(image, "n_frames", 1)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as why:
        raise RefusalError(400, "The media is not an animation.") from why
    if not 1 <= frames <= _MOST_FRAMES:
        raise RefusalError(400, "The animation has too many frames.")
