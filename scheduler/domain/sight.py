"""What was seen in a picture when it was looked at."""

from __future__ import annotations

from pydantic import Field

from scheduler.domain.value import Instant, Value

#: More words than this are no picture but a page; what is beyond is not read.
MOST_TEXT = 5_000


class Seen(Value):
    """What one look at a picture told."""

    #: Text that can be read in it, row by row, with what its bar and QR codes say.
    lines: tuple[str, ...] = Field(default=(), repr=False)
    faces: int = 0
    #: Height of the largest face, as a share of the picture's.
    largest_face: float = 0.0
    looks_like_xray: bool = False
    #: Bar and QR codes.
    codes: int = 0
    #: Is there more text than was read?
    is_cut: bool = False

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """Say what was seen, for those who may edit the post; the text itself is personal."""
        found = [_count(self.faces, "face"), _count(self.codes, "bar or QR code")]
        found += ["it looks like an X-ray or a scan"] if self.looks_like_xray else []
        found += [f"text: “{' / '.join(self.lines)}”"] if self.lines else []
        told = "; ".join(each for each in found if each)
        return f"Seen in it: {told}." if told else "Seen in it: no face, no text, no X-ray."


class Sight(Value):
    """A look at a picture as it is kept: what may be known, and the text sealed."""

    #: Digest of the picture.
    picture: str
    #: The libraries and rules that looked.
    look: str
    looked_at: Instant
    #: Why nothing could be seen; empty where something could.
    trouble: str = ""
    faces: int = 0
    largest_face: float = 0.0
    looks_like_xray: bool = False
    codes: int = 0
    is_cut: bool = False
    #: The text, sealed; `None` where there is none.
    sealed: bytes | None = Field(default=None, repr=False)

    def with_lines(self, lines: tuple[str, ...]) -> Seen:
        """Return what was seen, with its text opened."""
        return Seen(
            lines=lines,
            faces=self.faces,
            largest_face=self.largest_face,
            looks_like_xray=self.looks_like_xray,
            codes=self.codes,
            is_cut=self.is_cut,
        )


def _count(number: int, what: str) -> str:
    return "" if number == 0 else f"{number} {what}" + ("" if number == 1 else "s")
