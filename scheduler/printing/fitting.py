"""What fits into the box of a day: the fullest way to write its posts that does, and what is left over; pure.

Guarantee: every post of a day is either written into its box or among those that are left over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.printing.month import PrintedPost

#: How wide a text is in points, plain or bold.
Width = "Callable[[str, bool], float]"
_ELLIPSIS: Final = "…"
#: Lines of text below the line of time and channel, the fullest way first; 0 puts all into one line.
_WAYS: Final = (3, 2, 1, 0)
#: So many lines of text are easy to read.
_EASY: Final = 2
_LONGEST_CHANNEL: Final = 14


class Line(NamedTuple):
    """One line of a box: what stands in bold, and what follows it."""

    bold: str
    text: str


class Box(NamedTuple):
    """What is written into the box of a day."""

    lines: list[Line]
    left_over: list[PrintedPost]
    #: Is every post cut short, or not there at all?
    is_tight: bool


def box_of(
    posts: Sequence[PrintedPost], *, room: int, width: float, wide: Callable[[str, bool], float]
) -> Box:
    """Write posts into `room` lines of `width` points; where not all fit, the last line counts the rest."""
    for way in _WAYS:
        lines = [line for post in posts for line in _written(post, way, width, wide)]
        if len(lines) <= room:
            return Box(lines, [], is_tight=way < _EASY)
    shown, left = list(posts[: max(room - 1, 0)]), list(posts[max(room - 1, 0) :])
    lines = [line for post in shown for line in _written(post, 0, width, wide)]
    more = Line(f"+{len(left)} more", "on the pages after this")
    return Box([*lines, more][: max(room, 1)], left, is_tight=True)


def wrapped(text: str, *, most: int, width: float, wide: Callable[[str], float]) -> list[str]:
    """Break a text into at most so many lines at its blanks; what does not fit is cut behind an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and wide(f"{line} {words[0]}") <= width:
            line = f"{line} {words.pop(0)}"
        if wide(line) > width or (words and len(lines) == most - 1):
            line = cut(f"{line} {words[0]}" if words else line, width=width, wide=wide)
        lines.append(line)
    return lines


def cut(text: str, *, width: float, wide: Callable[[str], float]) -> str:
    """Return a text that fits, cut after a word where that loses little, with an ellipsis."""
    if wide(text) <= width:
        return text
    end = len(text)
    while end and wide(text[:end].rstrip() + _ELLIPSIS) > width:
        end -= 1
    kept = text[:end].rstrip()
    at_word = kept.rpartition(" ")[0]
    is_cut_in_word = end < len(text) and not text[end].isspace()
    if is_cut_in_word and len(at_word) > len(kept) * 2 // 3:
        kept = at_word
    return kept.rstrip(" ,;:\u2013-") + _ELLIPSIS


def head_of(post: PrintedPost) -> str:
    """Return a post's mark, time and channel; where the page is of one channel alone, the posts name none."""
    name = post.channel
    short = name if len(name) <= _LONGEST_CHANNEL else f"{name[: _LONGEST_CHANNEL - 1]}{_ELLIPSIS}"
    return f"{post.mark.value} {post.at:%H:%M} {short}".rstrip()


def _written(post: PrintedPost, way: int, width: float, wide: Callable[[str, bool], float]) -> list[Line]:
    head = head_of(post)
    if way:
        below = wrapped(post.text, most=way, width=width, wide=lambda text: wide(text, False))
        return [Line(head, ""), *(Line("", each) for each in below)]
    room = width - wide(f"{head} ", True)
    return [Line(head, cut(post.text, width=room, wide=lambda text: wide(text, False)))]
