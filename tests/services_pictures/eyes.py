"""Eyes for tests: they see what they are told, or nothing."""

from __future__ import annotations

from scheduler.domain.sight import Seen
from scheduler.services.looking import NotSeenError


class ToldEye:
    """Sees the same in every picture, and counts how often it looks."""

    def __init__(self, seen: Seen, *, name: str = "told 1") -> None:
        self.name = name
        self.seen = seen
        self.looks = 0

    def see(self, picture: bytes) -> Seen:
        assert picture
        self.looks += 1
        return self.seen


class BlindEye:
    """Fails at every picture."""

    name = "blind 1"

    def see(self, picture: bytes) -> Seen:
        raise NotSeenError(f"The check of {len(picture)} bytes took too long.")
