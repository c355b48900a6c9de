"""A text that was edited, with the way back to where each of its characters stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Start and end in the text, and what stands there instead.
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and, for each of its characters, the stretch of the original that it stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Mapped:
        """Begin with the text as it came."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where this stretch stood in the original; an empty stretch is the whole post, (0, 0)."""
        if start >= end:
            return 0, 0
        return self.starts[start], self.ends[end - 1]

    def edited(self, edits: Iterable[Edit]) -> Mapped:
        """Put each replacement in place; edits come in order and do not overlap.

        Each new character stands for the whole stretch it replaced.
        """
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, replacement in edits:
            pieces += (self.text[done:start], replacement)
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            if replacement:
                first, last = self._stretch(start, end)
                starts += [first] * len(replacement)
                ends += [last] * len(replacement)
            done = end
        if not pieces:
            return self
        pieces.append(self.text[done:])
        return Mapped("".join(pieces), [*starts, *self.starts[done:]], [*ends, *self.ends[done:]])

    def _stretch(self, start: int, end: int) -> tuple[int, int]:
        if start == end:  # an insertion belongs to the character it stands before
            end = start + 1
        return self.original(start, end)

    def retold(self, text: str) -> Mapped:
        """Exchange the text for one of the same length, character for character."""
        return Mapped(text, self.starts, self.ends)
