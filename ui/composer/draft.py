"""What stands in the composer's fields, and what it means for the plan. Knows no Streamlit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import Channel, WallKind, meant, resolve, wall_clock
from scheduler.domain.post import Picture, Post, ReasonPart, ReplySettings, ThreadPart, Video, with_link
from scheduler.domain.value import Value
from scheduler.services.content import Content
from scheduler.services.keeping_drafts import OwnWords, Typed
from scheduler.services.planning import NewPart, NewPicture, NewPost, NewVideo, PostChanges
from ui.told import told

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
            return cls(wall=asked, zone=zone, kind=kind, problem=told(str(why)))
        return cls(wall=asked, zone=zone, kind=kind)

    @property
    def due(self) -> datetime:
        """The instant it stands for."""
        return resolve(self.wall, self.zone)[0]

    def on(self, zone: str) -> Moment:
        """Return the same time on the clocks of another zone."""
        return self if zone == self.zone else Moment.typed(self.wall, zone, second=bool(self.wall.fold))


class Variant(Value):
    """What one of several channels says in the place of the common text."""

    words: OwnWords
    #: The pictures chosen for this channel alone, where the common ones do not go along.
    added: tuple[NewPicture, ...] = ()


class Draft(Value):
    """The fields of the composer, as they are now."""

    channel: Channel
    moment: Moment
    text: str = ""
    link: str = ""
    pillar: str | None = None
    kept: tuple[Picture, ...] = ()
    added: tuple[NewPicture, ...] = ()
    #: The parts after the first.
    thread: tuple[NewPart, ...] = ()
    #: The video it has, with its alt text as it is now, or a new one.
    video: Video | NewVideo | None = None
    #: As typed: an address, or the network's number of a post.
    reply_to: str = ""
    quote: str = ""
    reply_settings: ReplySettings = ReplySettings.EVERYONE
    made_with_ai: bool = False
    item: int | None = None
    reason: tuple[ReasonPart, ...] = ()
    #: Names a new message; empty for a change of a post.
    key: str = ""
    #: The further channels of a new message, and what each channel says differently, by its name.
    also: tuple[Channel, ...] = ()
    variants: dict[str, Variant] = Field(default_factory=dict)

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
            thread=parts_of(post),
            video=post.video,
            reply_to=post.reply_to or "",
            quote=post.quote or "",
            reply_settings=post.reply_settings,
            made_with_ai=post.made_with_ai,
            item=post.item,
            reason=post.reason,
        )

    def typed(self) -> Typed:
        """Return all of it that can be kept before it is saved: not the files, but their alt texts."""
        fresh = {each.file_name: each.alt for part in self.parts for each in part.added}
        if isinstance(self.video, NewVideo):
            fresh[self.video.file_name] = self.video.alt
        content = Content(
            text=self.text,
            link=self.link or None,
            pictures=self.kept,
            video=self.video if isinstance(self.video, Video) else None,
            thread=tuple(ThreadPart(text=part.text, pictures=part.kept) for part in self.thread),
            reply_to=self.reply_to or None,
            quote=self.quote or None,
            reply_settings=self.reply_settings,
            made_with_ai=self.made_with_ai,
        )
        return Typed(
            channel=self.channel.name,
            wall=self.moment.wall.replace(fold=0),
            is_second=bool(self.moment.wall.fold),
            pillar=self.pillar,
            item=self.item,
            reason=self.reason,
            content=content,
            alts=fresh,
            key=self.key,
            also=tuple(channel.name for channel in self.also),
            own={name: variant.words for name, variant in self.variants.items()},
        )

    def each(self) -> tuple[Draft, ...]:
        """Return what it comes to on each of its channels, the first one first: at the same wall time."""
        return tuple(self._on(channel) for channel in (self.channel, *self.also))

    def _on(self, channel: Channel) -> Draft:
        alone = {"channel": channel, "moment": self.moment.on(channel.zone), "also": (), "variants": {}}
        return self.model_copy(update={**alone, **self._said_on(channel.name)})

    def _said_on(self, channel: str) -> dict[str, Any]:
        """Return what a channel says differently, as fields."""
        variant = self.variants.get(channel)
        if variant is None:
            return {}
        words = variant.words
        said: dict[str, Any] = {"text": words.text, "link": words.link}
        if not words.with_thread:
            said["thread"] = ()
        if words.link_last and words.link:
            further = said.get("thread", self.thread)
            said |= {"link": "", "thread": (*further, NewPart(text=words.link))}
        if not words.with_pictures:
            said |= {"kept": (), "added": variant.added, "video": None}
        return said

    @property
    def parts(self) -> tuple[NewPart, ...]:
        """All parts, the first among them."""
        return (NewPart(text=self.text, kept=self.kept, added=self.added), *self.thread)

    @property
    def costly_parts(self) -> list[tuple[str, int]]:
        """The whole text of each part, and how many alt texts go with it: what a network charges for."""
        first, *further = self.parts
        shown = described(first) + bool(self.video and self.video.alt.strip())
        told = [(with_link(self.text, self.link or None), shown)]
        return told + [(part.text, described(part)) for part in further]

    @property
    def is_empty(self) -> bool:
        """Does nothing stand in it yet?"""
        shown = any(part.text.strip() or part.kept or part.added for part in self.parts)
        return not (shown or self.link or self.video)

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
            video=self.video if isinstance(self.video, NewVideo) else None,
            thread=self.thread,
            reply_to=self.reply_to,
            quote=self.quote,
            reply_settings=self.reply_settings,
            made_with_ai=self.made_with_ai,
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
            thread=None if _stripped(self.thread) == parts_of(post) else self.thread,
            **self._video_changes(post),
            reply_to=_changed(self.reply_to, post.reply_to),
            quote=_changed(self.quote, post.quote),
            reply_settings=None if self.reply_settings is post.reply_settings else self.reply_settings,
            made_with_ai=None if self.made_with_ai is post.made_with_ai else self.made_with_ai,
        )

    def _video_changes(self, post: Post) -> dict[str, Any]:
        if isinstance(self.video, NewVideo):
            return {"video": self.video}
        if self.video is None or post.video is None:
            return {"clear_video": post.video is not None}
        return {"video_alt": None if self.video.alt == post.video.alt else self.video.alt}

    def _at(self) -> datetime:
        if self.moment.problem:
            raise InvalidInputError(self.moment.problem)
        return self.moment.due


def missing_alt(part: NewPart) -> int:
    """Return how many pictures of a part nobody has described yet."""
    alts = [each.alt for each in part.kept] + [each.alt for each in part.added]
    return sum(not alt.strip() for alt in alts)


def described(part: NewPart) -> int:
    """Return how many pictures of a part have an alt text; each costs a little on some networks."""
    return len(part.kept) + len(part.added) - missing_alt(part)


def parts_of(post: Post) -> tuple[NewPart, ...]:
    """Return the parts of a post after the first, as they stand."""
    return tuple(NewPart(text=part.text, kept=part.pictures) for part in post.thread)


def _stripped(parts: tuple[NewPart, ...]) -> tuple[NewPart, ...]:
    return tuple(part.model_copy(update={"text": part.text.strip()}) for part in parts)


def _changed(typed: str, before: str | None) -> str | None:
    return None if typed.strip() == (before or "") else typed.strip()


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
