"""The sentences about what a post holds: its parts, its video, who may answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import wording
from ui.language import gettext as _
from ui.language import words_of
from ui.phrases import facts

if TYPE_CHECKING:
    from scheduler.domain.post import PlanEntry, Post

words_of(__name__)


_TENTH_OF_A_MEGABYTE = 100_000
_TITLE = 80


def title_of(post: Post | PlanEntry) -> str:
    """Return the first words of a post, as a name for it."""
    words = " ".join(post.text.split())
    if not words:
        return wording.NO_TEXT_YET
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"


def part_of(number: int, count: int) -> str:
    """Number a part of a thread."""
    return _("Part {number} of {count}").format(number=number, count=count)


def part_sent(number: int, count: int, standing: str) -> str:
    """Number a part of a thread and say whether it is out."""
    return f"{part_of(number, count)} {wording.PART_STANDINGS[standing]}"


def thread_sent(out: int, count: int) -> str:
    """Say how much of a thread is out."""
    if out == count:
        return _("All {count} parts are out").format(count=count)
    return _("All {count} parts, {out} out").format(count=count, out=out or _("none"))


def part_text(number: int, count: int) -> str:
    """Label a part's text."""
    return _("Text of part {number}").format(number=number) if count > 1 else wording.TEXT


def part_pictures(number: int, count: int) -> str:
    """Label a part's pictures."""
    return _("Pictures of part {number}").format(number=number) if count > 1 else wording.PICTURES


def part_up(number: int) -> str:
    """Offer to let a part come sooner."""
    return _("Move part {number} up").format(number=number)


def part_down(number: int) -> str:
    """Offer to let a part come later."""
    return _("Move part {number} down").format(number=number)


def part_out_of_thread(number: int) -> str:
    """Offer to take a part out."""
    return _("Remove part {number}").format(number=number)


def preview_of(number: int, count: int) -> str:
    """Name the preview of a part."""
    return _("Preview of part {number}").format(number=number) if count > 1 else wording.PREVIEW


def thread_of(count: int) -> str:
    """Say that a post is a thread."""
    return _("thread of {count} parts").format(count=count)


def video_alt(file_name: str) -> str:
    """Label a video's alt text."""
    return _("What {name} shows and says (required)").format(name=file_name or _("the video"))


def video_facts(mime: str, seconds: float, size: int) -> str:
    """Say what a video is."""
    kind = _("Animated GIF") if mime == "image/gif" else _("MP4 video")
    weight = f"{size / 1_000_000:.1f} MB" if size >= _TENTH_OF_A_MEGABYTE else f"{size / 1_000:.0f} KB"
    return facts(kind, f"{seconds:.0f} s" if seconds else "", weight)


def may_answer(who: str) -> str:
    """Say who may answer."""
    return _("May be answered by: {who}").format(who=who)
