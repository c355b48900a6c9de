"""One event of the plan: what it says of a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.post import PostState
from scheduler.domain.record import Detail
from scheduler.ical.text import clipped, one_line, short_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.post import Post

_NO_ALT = "no alt text yet"
#: So much of a long text is told that what follows it has room.
_WORDS = 5000


class EventStatus(StrEnum):
    """How certain an event is, in the words of RFC 5545."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


#: Each state of a post, as a calendar shows it.
STATUSES: dict[PostState, EventStatus] = {
    PostState.PROPOSED: EventStatus.TENTATIVE,
    PostState.DRAFT: EventStatus.TENTATIVE,
    PostState.IN_REVIEW: EventStatus.TENTATIVE,
    PostState.SCHEDULED: EventStatus.CONFIRMED,
    PostState.CLAIMED: EventStatus.CONFIRMED,
    PostState.SENDING: EventStatus.CONFIRMED,
    PostState.PUBLISHED: EventStatus.CONFIRMED,
    PostState.HELD: EventStatus.TENTATIVE,
    PostState.UNKNOWN: EventStatus.TENTATIVE,
    PostState.REFUSED: EventStatus.CANCELLED,
    PostState.MISSED: EventStatus.TENTATIVE,
    PostState.CANCELLED: EventStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """What a calendar is told of one post, or of one whole day where `start` is a date."""

    #: Never changes and is never used again, at most 255 characters.
    uid: str
    #: Grows with every change of the post.
    revision: int
    title: str
    start: datetime | date
    status: EventStatus
    #: Grows with every change of time or status.
    sequence: int
    created: datetime
    modified: datetime
    #: First instant (or day) after the event; a quarter of an hour (a day) later when missing or too early.
    end: datetime | date | None = None
    #: IANA zone on whose clock the times are written; UTC where it is unknown or has no yearly rule.
    zone: str = "UTC"
    description: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    #: Remind so long before it starts; `None` for never.
    alarm: timedelta | None = None

    @property
    def is_all_day(self) -> bool:
        """Does it stand for whole days?"""
        return not isinstance(self.start, datetime)

    @property
    def starts_at(self) -> datetime:
        """The instant it starts; midnight in UTC for a whole day."""
        return _instant(self.start)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it where that was told, else the one it starts; midnights as above."""
        return self.starts_at if self.end is None else max(_instant(self.end), self.starts_at)


def _instant(at: datetime | date) -> datetime:
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def event_of(
    post: Post, *, channel_title: str, pillar_title: str, detail: Detail, planner_url: str, owner: str = ""
) -> PlanEvent:
    """Return `post` as an event; `owner` is the name of who wrote it.

    With `Detail.TITLES` it tells no more of the text than its first line, at most 60 characters.
    """
    title = short_title(post.text) or pillar_title or "Untitled post"
    url = f"{planner_url.rstrip('/')}/?post={post.id}" if planner_url else ""
    return PlanEvent(
        uid=f"post-{post.uid}@rounds",
        revision=post.version,
        title=f"[{one_line(channel_title, 60)}] {title}",
        start=post.due,
        zone=post.zone,
        status=STATUSES[post.state],
        sequence=post.sequence,
        created=post.created_at,
        modified=post.updated_at,
        description=_told(post, channel_title, pillar_title, owner, url) if detail is Detail.FULL else "",
        categories=tuple(name for name in (channel_title, pillar_title) if name),
        url=url,
    )


def _told(post: Post, channel_title: str, pillar_title: str, owner: str, url: str) -> str:
    facts = [
        ("State", post.state.replace("_", " ")),
        ("Channel", channel_title),
        ("Pillar", pillar_title),
        ("Written by", owner),
        ("Link", post.link or ""),
        *(("Picture", alt or _NO_ALT) for alt in _alts(post)),
        *(("Video", each.alt or _NO_ALT) for each in [post.video] if each),
        ("Published at", post.remote_url or ""),
        ("In the planner", url),  # Outlook shows no other address of an event
    ]
    lines = "\n".join(f"{name}: {said}" for name, said in facts if said)
    words = clipped("\n\n".join(_texts(post)), _WORDS)
    return f"{words}\n\n{lines}" if words else lines


def _texts(post: Post) -> list[str]:
    """Return the text of each part; those of a thread are numbered."""
    if not post.thread:
        return [post.text] if post.text else []
    texts = (post.text, *(part.text for part in post.thread))
    return [f"{number}/{post.parts} {text}".rstrip() for number, text in enumerate(texts, start=1)]


def _alts(post: Post) -> Iterator[str]:
    for pictures in (post.pictures, *(part.pictures for part in post.thread)):
        yield from (picture.alt for picture in pictures)
