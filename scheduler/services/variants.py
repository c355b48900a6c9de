"""One message on several channels: made together, shown together, carried over from one to the others.

Guarantees: either every channel's post is made or none; each stands for itself from then on, is judged by the
guard and approved by itself; nothing of one is written over another but by a person, each on its own version.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.post import EDITABLE, PostState
from scheduler.services.changing import check_version
from scheduler.services.content import Contents, NewPart, PostChanges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.services.content import Content, NewPost
    from scheduler.services.planning import Planning
    from scheduler.services.shelving import Shelf
    from scheduler.store.database import Store


class Variants:
    """The posts of one message."""

    def __init__(self, store: Store, clock: Clock, planning: Planning, shelf: Shelf) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._contents = Contents(shelf)

    def add(self, actor: Actor, variants: Sequence[NewPost], *, to_review: bool = False) -> list[Post]:
        """Make a post for each channel, all in one transaction; with `to_review` they wait for a decision.

        Several share a bundle. Raises, and makes nothing, where the person may not write on one of the
        channels, a channel stands twice, or what one of them says can't be kept; the sentence names it.
        """
        names = [new.channel for new in variants]
        if not names or len(set(names)) != len(names):
            raise InvalidInputError("Choose each channel once, and at least one.")
        for name in names:
            actor.require(Permission.WRITE, on=name)
        with self._store.read() as unit:
            channels = [unit.plan.channel(name) for name in names]
        make = self._named_content if len(variants) > 1 else self._content
        contents = [make(new, each) for new, each in zip(variants, channels, strict=True)]
        bundle = str(uuid.uuid4()) if len(variants) > 1 else None
        made = []
        with self._store.write() as unit:
            for new, content in zip(variants, contents, strict=True):
                wanted = new.model_copy(update={"state": PostState.DRAFT, "bundle": bundle})
                post = self._planning.add_in(unit, actor, wanted, content=content)
                made.append(self._planning.submit_in(unit, actor, post) if to_review else post)
            self._planning.note_edits(unit, actor, made)
        return made

    def sisters(self, post: Post) -> list[Post]:
        """Return the other posts of the same message, by due time; none for a message of one channel."""
        if post.bundle is None:
            return []
        with self._store.read() as unit:
            found = unit.posts.of_bundle(post.bundle, near=post.id)
        return [each for each in found if each.id != post.id]

    def carry_over(self, actor: Actor, post: Post, sister: Post) -> Post:
        """Let a sister say what `post` says: its text, its link and its parts; pictures and time stay hers.

        Both are named as they were read: raises `ConflictError` where one of them is another by now. What a
        change does to an approval is `Planning.edit`'s.
        """
        with self._store.read() as unit:
            now = unit.posts.get(post.id)
        check_version(now, post.version)
        if now.bundle is None or now.bundle != sister.bundle:
            raise InvalidInputError("These two posts are not of one message.")
        parts = tuple(
            NewPart(text=part.text, kept=sister.thread[place].pictures if place < len(sister.thread) else ())
            for place, part in enumerate(now.thread)
        )
        changes = PostChanges(
            text=now.text,
            link=now.link,
            clear_link=now.link is None,
            thread=parts if now.thread or sister.thread else None,
        )
        return self._planning.edit(actor, sister.id, changes, version=sister.version)

    def _content(self, new: NewPost, channel: Channel) -> Content:
        return self._contents.of_new(new, network=channel.network)

    def _named_content(self, new: NewPost, channel: Channel) -> Content:
        """Return what a post of several says and shows; faults name its channel."""
        try:
            return self._content(new, channel)
        except InvalidInputError as why:
            raise InvalidInputError(f"{channel.title}: {why}") from why


def may_take_over(actor: Actor, sister: Post) -> bool:
    """May this person still give a sister other words?"""
    is_open = sister.state in EDITABLE and not sister.receipts
    return is_open and actor.may(Permission.WRITE, on=sister.channel)
