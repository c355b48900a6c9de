"""What stands in the composer's fields, and what it means for the plan. Knows no Streamlit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import Channel, WallKind, meant, resolve, wall_clock
from scheduler.domain.post import Picture, Post, ReasonPart
from scheduler.domain.value import Value
from scheduler.services.planning import NewPicture, NewPost, PostChanges

if TYPE_CHECKING:
    from scheduler.domain.plan import Gap

_NINE = 9


class Moment(Value):
    """A wall-clock time as typed, and whether the clock skips or repeats it."""

    wall: datetime
    zone: str
    kind: WallKind = WallKind.PLAIN
    #: Why it can't be used; empty where it can.
    problem: str = ""

    @classmethod
    def typed(cls, wall: datetime, zone: str, *, second: bool = False) -> Moment:
        """Read what a person typed; `second` asks for the later one of a time that happens twice."""
        asked = wall.replace(fold=1 if second else 0)
        _, kind = resolve(asked, zone)
        try:
            meant(asked, zone)
        except InvalidInputError as why:
            return cls(wall=asked, zone=zone, kind=kind, problem=str(why))
        return cls(wall=asked, zone=zone, kind=kind)

    @property
    def due(self) -> datetime:
        """The instant it stands for."""
        return resolve(self.wall, self.zone)[0]


class Draft(Value):
    """The fields of the composer, as they are now."""

    channel: Channel
    moment: Moment
    text: str = ""
    link: str = ""
    pillar: str | None = None
    kept: tuple[Picture, ...] = ()
    added: tuple[NewPicture, ...] = ()
    item: int | None = None
    reason: tuple[ReasonPart, ...] = ()

    @classmethod
    def of(cls, post: Post, channel: Channel) -> Draft:
        """Return a post as it stands."""
        return cls(
            channel=channel,
            moment=Moment.typed(post.wall, post.zone, second=is_second(post)),
            text=post.text,
            link=post.link or "",
            pillar=post.pillar,
            kept=post.pictures,
            item=post.item,
            reason=post.reason,
        )

    @property
    def missing_alt(self) -> int:
        """How many pictures nobody has described yet."""
        alts = [each.alt for each in self.kept] + [each.alt for each in self.added]
        return sum(not alt.strip() for alt in alts)

    @property
    def described(self) -> int:
        """How many pictures have an alt text; each costs a little on some networks."""
        return len(self.kept) + len(self.added) - self.missing_alt

    def differs(self, post: Post) -> bool:
        """Is anything here not yet in `post`?"""
        return self.changes(post) != PostChanges()

    def differs_but_for_time(self, post: Post) -> bool:
        """Is anything here not yet in `post`, its time aside?"""
        return self.changes(post).model_copy(update={"at": None}) != PostChanges()

    def new(self) -> NewPost:
        """Return it as a new post; raises `InvalidInputError` for a time that does not exist."""
        return NewPost(
            channel=self.channel.name,
            at=self._at(),
            text=self.text,
            link=self.link or None,
            pillar=self.pillar,
            item=self.item,
            reason=self.reason,
            pictures=self.added,
        )

    def changes(self, post: Post) -> PostChanges:
        """Return what differs from `post`; a time nobody touched stays exactly as it was."""
        moved = self.moment.due != post.due
        return PostChanges(
            text=None if self.text.strip() == post.text else self.text,
            link=self.link if self.link and self.link != post.link else None,
            clear_link=bool(post.link) and not self.link,
            pillar=self.pillar if self.pillar and self.pillar != post.pillar else None,
            clear_pillar=bool(post.pillar) and self.pillar is None,
            at=self._at() if moved or self.moment.problem else None,
            keep_pictures=None if self.kept == post.pictures else self.kept,
            pictures=self.added,
        )

    def _at(self) -> datetime:
        if self.moment.problem:
            raise InvalidInputError(self.moment.problem)
        return self.moment.due


def is_second(post: Post) -> bool:
    """Does a post stand at the later one of a time that happens twice?"""
    return resolve(post.wall.replace(fold=0), post.zone)[0] != post.due


def first_time(gaps: list[Gap], channel: Channel, *, now: datetime) -> datetime:
    """Return a wall-clock time to begin with: the channel's next gap, or nine o'clock tomorrow."""
    for gap in gaps:
        if gap.channel == channel.name and gap.due > now:
            return wall_clock(gap.due, channel.zone)
    tomorrow = wall_clock(now, channel.zone) + timedelta(days=1)
    return tomorrow.replace(hour=_NINE, minute=0, second=0, microsecond=0, fold=0)
