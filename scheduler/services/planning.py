"""Write, change, move and cancel posts: what the planner and the command line call.

Guarantees: every change names the version it was made on, so that of two people who change one
post at once the second is told; an approval ends with the first change of what would be sent;
each change and its line in the record are one transaction.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connectors import limits_of
from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.fillable import check_filled
from scheduler.domain.people import Actor, Permission
from scheduler.domain.plan import Channel, Gap, meant
from scheduler.domain.post import PlanEntry, Post, PostState
from scheduler.domain.reading import Label
from scheduler.domain.record import Approval, Attempt, AuditEntry
from scheduler.domain.relevance import Decision, DecisionKind
from scheduler.domain.value import Value
from scheduler.services.changing import (
    after_edit,
    back_in_line,
    cancelled,
    check_editable,
    check_version,
    within_window,
)
from scheduler.services.content import (
    MOST_PARTS,
    MOST_PICTURES,
    Content,
    Contents,
    NewPart,
    NewPicture,
    NewPost,
    NewVideo,
    PostChanges,
    check_content,
    content_of,
)
from scheduler.services.open_gaps import open_gaps
from scheduler.services.pausing import check_pillar_may_change
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from io import BufferedIOBase
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.services.shelving import Shelf
    from scheduler.services.videos import ReadyVideo
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

__all__ = [
    "MOST_PARTS",
    "MOST_PICTURES",
    "History",
    "NewPart",
    "NewPicture",
    "NewPost",
    "NewVideo",
    "Planning",
    "PostChanges",
]

_S = PostState
_HORIZON = timedelta(days=3 * 365)


class History(Value):
    """All that is known of a post."""

    approvals: tuple[Approval, ...]
    attempts: tuple[Attempt, ...]
    entries: tuple[AuditEntry, ...]


class Planning:
    """The plan as people change it."""

    def __init__(self, store: Store, clock: Clock, shelf: Shelf) -> None:
        self._store = store
        self._clock = clock
        self._shelf = shelf
        self._contents = Contents(shelf)

    # reading

    def get(self, post_id: int) -> Post:
        """Return one post, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.posts.get(post_id)

    def between(
        self,
        start: datetime,
        end: datetime,
        *,
        channels: Collection[str] = (),
        states: Collection[PostState] = (),
    ) -> list[Post]:
        """Return the posts due from `start` up to but not at `end`, by due time."""
        with self._store.read() as unit:
            return unit.posts.between(start, end, channels=channels, states=states)

    def entries(
        self,
        start: datetime,
        end: datetime,
        *,
        channels: Collection[str] = (),
        states: Collection[PostState] = (),
    ) -> list[PlanEntry]:
        """Return the same posts as the plan shows them: a fifth of the work where there are a thousand."""
        with self._store.read() as unit:
            return unit.posts.entries(start, end, channels=channels, states=states)

    def in_state(self, *states: PostState) -> list[Post]:
        """Return the posts in any of `states`, by due time."""
        with self._store.read() as unit:
            return unit.posts.in_state(*states)

    def counts(self) -> dict[PostState, int]:
        """Return how many posts are in each state."""
        with self._store.read() as unit:
            return unit.posts.counts()

    def revision(self) -> str:
        """Return a short text that changes with every visible change of the plan."""
        with self._store.read() as unit:
            newest, last = unit.posts.newest()
            pauses = [pause.id for pause in unit.pauses.active()]
        return f"{newest}-{last.timestamp() if last else 0}-{pauses}"

    def gaps(
        self,
        *,
        days: int = 14,
        start: datetime | None = None,
        end: datetime | None = None,
        channels: Collection[str] = (),
    ) -> list[Gap]:
        """Return the slot instances with no post in them, from now on unless told otherwise."""
        begin = start or self._clock.now()
        until = end or begin + timedelta(days=days)
        with self._store.read() as unit:
            return open_gaps(unit, start=begin, end=until, channels=channels)

    def history(self, post_id: int) -> History:
        """Return the decisions, tries and record lines of a post."""
        with self._store.read() as unit:
            unit.posts.get(post_id)
            return History(
                approvals=tuple(unit.approvals.of(post_id)),
                attempts=tuple(unit.attempts.of(post_id)),
                entries=tuple(unit.audit.recent(subject=f"post:{post_id}")),
            )

    def picture_bytes(self, sha256: str) -> bytes:
        """Return a cleaned picture."""
        return self._shelf.get(sha256)

    def examine_video(self, file: BufferedIOBase, channel: str, *, file_name: str) -> ReadyVideo:
        """Look at a video that is not kept yet; raises `VideoError` where its network takes none such."""
        from scheduler.services.videos import examine  # most commands see no video

        return examine(file, limits_of(self._network(channel)), name=file_name or "This file")

    def video_path(self, sha256: str) -> Path:
        """Return where a cleaned video stands."""
        return self._shelf.path_of(sha256)

    # writing

    def add(self, actor: Actor, new: NewPost, *, also: Callable[[Unit, Post], None] | None = None) -> Post:
        """Make a post. Pictures and video are cleaned and kept before anything is written.

        One that a person makes from an item tells the ranking that such items are worth the work. What
        `also` writes is written with the post, or not at all.
        """
        actor.require(Permission.WRITE, on=new.channel)
        if new.state not in {_S.DRAFT, _S.PROPOSED}:
            raise InvalidInputError("A new post is a draft or a proposal.")
        content = self._contents.of_new(new, network=self._network(new.channel))
        with self._store.write() as unit:
            post = self.add_in(unit, actor, new, content=content)
            if also is not None:
                also(unit, post)
            self.note_edits(unit, actor, [post])
        return post

    def add_in(self, unit: Unit, actor: Actor, new: NewPost, *, content: Content | None = None) -> Post:
        """Make a post inside a unit of work that does more than that; without `content`, of words alone."""
        channel = unit.plan.channel(new.channel)
        if new.pillar is not None:
            unit.plan.pillar(new.pillar)
        now = self._clock.now()
        due, wall = self._time(new.at, channel)
        post = Post(
            uid=str(uuid.uuid4()),
            channel=channel.name,
            pillar=new.pillar,
            state=new.state,
            due=due,
            wall=wall,
            zone=channel.zone,
            useful_until=due + channel.useful_for,
            author=actor.person_id,
            item=new.item,
            bundle=new.bundle,
            reason=new.reason,
            created_at=now,
            updated_at=now,
            **(content or self._contents.plain(new)).fields,
        )
        made = unit.posts.add(post)
        record(unit, actor, "post.added", at=now, before=None, after=made)
        return made

    def note_edits(self, unit: Unit, actor: Actor, made: Iterable[Post]) -> None:
        """Tell the ranking, inside a unit of work, which items were worth the work of a person."""
        for item in sorted({post.item for post in made if post.item is not None}):
            story, now = unit.items.get(item).story, self._clock.now()
            kind = DecisionKind.EDIT
            unit.decisions.add(Decision(item=item, story=story, kind=kind, by=actor.person_id, at=now))

    def edit(self, actor: Actor, post_id: int, changes: PostChanges, *, version: int | None = None) -> Post:
        """Change a post. Changed content ends an approval; a proposal becomes the person's draft."""
        before = self.get(post_id)
        actor.require(Permission.WRITE, on=before.channel)
        check_editable(before, version)
        content = self._contents.changed(before, changes, network=self._network(before.channel))
        return self._edited(actor, before, changes, content)

    def say(self, actor: Actor, post_id: int, content: Content, *, version: int | None = None) -> Post:
        """Let a post say and show what another one does: what it shows stands on the shelf already.

        An approval ends as with `edit`. Raises `InvalidInputError` for what can't stand in one post.
        """
        before = self.get(post_id)
        actor.require(Permission.WRITE, on=before.channel)
        check_editable(before, version)
        check_content(content)
        return self._edited(actor, before, PostChanges(), content)

    def _edited(self, actor: Actor, before: Post, changes: PostChanges, content: Content) -> Post:
        with self._store.write() as unit:
            post = unit.posts.get(before.id)
            check_editable(post, before.version)
            edited = self._with_changes(unit, post, changes).model_copy(update=content.fields)
            if edited.digest == post.digest and edited.due == post.due and edited.pillar == post.pillar:
                return post
            check_pillar_may_change(unit, post, edited)
            after = after_edit(actor, post, edited)
            if post.item is not None and edited.pillar != post.pillar:
                self._label(unit, actor, post.item, edited.pillar)
            return self._save(unit, actor, "post.edited", post, after)

    def move(self, actor: Actor, post_id: int, at: datetime, *, version: int | None = None) -> Post:
        """Give a post another time. An approval stays within its window, and ends outside of it."""
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            check_editable(post, version, parts_may_be_out=True)
            moved = self._at(unit, post, at)
            if moved.due == post.due:
                return post
            if post.state is not _S.HELD:  # what was said of the old time is over
                moved = moved.model_copy(update={"explanation": None})
            moved = within_window(moved)
            if post.state is _S.MISSED:
                moved = moved.moved_to(back_in_line(moved))
            return self._save(unit, actor, "post.moved", post, moved)

    def submit(self, actor: Actor, post_id: int) -> Post:
        """Send a draft to review; raises `GuardError` while it holds a blank that nobody filled."""
        return self._change(actor, post_id, "post.submitted", _submitted)

    def submit_in(self, unit: Unit, actor: Actor, post: Post) -> Post:
        """Send a draft to review inside a unit of work that does more than that."""
        return self._save(unit, actor, "post.submitted", post, _submitted(post))

    def take_over(self, actor: Actor, post_id: int) -> Post:
        """Make a proposal one's own draft."""

        def taken(post: Post) -> Post:
            return post.moved_to(_S.DRAFT).model_copy(update={"author": actor.person_id})

        return self._change(actor, post_id, "post.taken_over", taken)

    def cancel(self, actor: Actor, post_id: int, *, version: int | None = None) -> Post:
        """Decide against a post; one that is on its way already can't be called back."""
        return self._change(actor, post_id, "post.cancelled", cancelled, version=version)

    def release(
        self, actor: Actor, post_id: int, *, at: datetime | None = None, version: int | None = None
    ) -> Post:
        """Put a held or missed post back in line: scheduled if its approval still stands, else in review."""
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.APPROVE, on=post.channel)
            if post.state not in {_S.HELD, _S.MISSED}:
                raise StateError("Only a held or missed post can be released.")
            check_version(post, version)
            moved = within_window(self._at(unit, post, at)) if at else post
            if moved.useful_until <= self._clock.now():
                raise StateError("Its time has passed. Give it a new time, then release it.")
            released = moved.moved_to(back_in_line(moved)).model_copy(update={"explanation": None})
            return self._save(unit, actor, "post.released", post, released)

    def copy(self, actor: Actor, post_id: int, at: datetime) -> Post:
        """Make a draft of a post's content at another time; nothing of its approval goes along."""
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            return self.copy_in(unit, actor, post, at)

    def copy_in(self, unit: Unit, actor: Actor, post: Post, at: datetime) -> Post:
        """Make a draft with the content of `post`, whatever became of that one."""
        new = NewPost(channel=post.channel, at=at, pillar=post.pillar, item=post.item)
        return self.add_in(unit, actor, new, content=content_of(post))

    # steps

    def _change(
        self,
        actor: Actor,
        post_id: int,
        action: str,
        step: Callable[[Post], Post],
        *,
        version: int | None = None,
    ) -> Post:
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            check_version(post, version)
            return self._save(unit, actor, action, post, step(post))

    def _save(self, unit: Unit, actor: Actor, action: str, before: Post, after: Post) -> Post:
        now = self._clock.now()
        if (before.state, before.due) != (after.state, after.due):
            after = after.model_copy(update={"sequence": before.sequence + 1})
        saved = unit.posts.save(after, at=now)
        record(unit, actor, action, at=now, before=before, after=saved)
        return saved

    def _label(self, unit: Unit, actor: Actor, item: int, pillar: str | None) -> None:
        """Remember which pillar a person put an item under: what comes in later is judged by that, too."""
        label = Label(item=item, pillar=pillar or "", by=actor.person_id, at=self._clock.now())
        unit.labels.put(label)

    def _with_changes(self, unit: Unit, post: Post, changes: PostChanges) -> Post:
        fields: dict[str, object] = {}
        if changes.pillar is not None or changes.clear_pillar:
            fields["pillar"] = None if changes.clear_pillar else unit.plan.pillar(changes.pillar or "").name
        edited = post.model_copy(update=fields)
        return edited if changes.at is None else self._at(unit, edited, changes.at)

    def _at(self, unit: Unit, post: Post, at: datetime) -> Post:
        channel = unit.plan.channel(post.channel)
        due, wall = self._time(at, channel)
        fields = {"due": due, "wall": wall, "zone": channel.zone, "not_before": None}
        return post.model_copy(update={**fields, "useful_until": due + channel.useful_for})

    def _time(self, at: datetime, channel: Channel) -> tuple[datetime, datetime]:
        due, wall = meant(at, channel.zone)
        if due > self._clock.now() + _HORIZON:
            raise InvalidInputError(f"{wall:%Y-%m-%d} is more than three years away. Check the year.")
        return due, wall

    def _network(self, channel: str) -> str:
        with self._store.read() as unit:
            return unit.plan.channel(channel).network


def _submitted(post: Post) -> Post:
    """Return a draft as it waits for a decision; raises `GuardError` while a blank of it is open."""
    check_filled([post.text, *(part.text for part in post.thread)])
    return post.moved_to(_S.IN_REVIEW)
