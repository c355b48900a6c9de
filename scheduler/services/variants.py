"""One message on several channels: made together, shown together, carried over from one to the others.

Guarantees: either every channel's post is made or none, and only once, however often a message is submitted;
each post stands for itself from then on, is judged by the guard and approved by itself; nothing of one is
written over another but by a person, each on its own version.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.plan import meant
from scheduler.domain.post import EDITABLE, PostState
from scheduler.services.changing import check_version
from scheduler.services.content import Contents, content_of

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
    from scheduler.store.unit import Unit


class Variants:
    """The posts of one message."""

    def __init__(self, store: Store, clock: Clock, planning: Planning, shelf: Shelf) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._contents = Contents(shelf)

    def add(
        self, actor: Actor, variants: Sequence[NewPost], *, to_review: bool = False, key: str = ""
    ) -> list[Post]:
        """Make a post for each channel, all in one transaction; with `to_review` they wait for a decision.

        Several share a bundle. The `key` names the message, and is made where it begins to be written: with
        the same one the posts that are there already are returned, and sent to review if that is asked for
        now. Raises, and makes nothing, where the person may not write on one of the channels, a channel
        stands twice, what one of them says can't be kept (the sentence names it), or the message of this key
        was saved before and is another one by now (`StateError`).
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
        bundle = key or (str(uuid.uuid4()) if len(variants) > 1 else None)
        with self._store.write() as unit:
            made = _same_again(actor, unit.posts.of_bundle(key), variants, contents) if key else []
            if not made:
                for new, content in zip(variants, contents, strict=True):
                    wanted = new.model_copy(update={"state": PostState.DRAFT, "bundle": bundle})
                    made.append(self._planning.add_in(unit, actor, wanted, content=content))
                self._planning.note_edits(unit, actor, made)
            return [self._in_review(unit, actor, post) if to_review else post for post in made]

    def sisters(self, post: Post) -> list[Post]:
        """Return the other posts of the same message, by due time; none for a message of one channel."""
        if post.bundle is None:
            return []
        with self._store.read() as unit:
            found = unit.posts.of_bundle(post.bundle)
        return [each for each in found if each.id != post.id]

    def carry_over(self, actor: Actor, post: Post, sister: Post, *, with_media: bool = False) -> Post:
        """Let a sister say what `post` says: its text, its link and its parts; her time stays.

        Her pictures stay, too, unless it is `with_media`: then she shows the same files with the same alt
        texts. Both posts are named as they were read: raises `ConflictError` where one of them is another by
        now, and `InvalidInputError` where she shows somebody's post, beside which no media may stand. What a
        change does to an approval is `Planning.edit`'s; what her network does not take is the guard's.
        """
        with self._store.read() as unit:
            now = unit.posts.get(post.id)
        check_version(now, post.version)
        if now.bundle is None or now.bundle != sister.bundle:
            raise InvalidInputError("These two posts are not of one message.")
        content = carried(now, sister, with_media=with_media)
        return self._planning.say(actor, sister.id, content, version=sister.version)

    def _in_review(self, unit: Unit, actor: Actor, post: Post) -> Post:
        is_draft = post.state is PostState.DRAFT
        return self._planning.submit_in(unit, actor, post) if is_draft else post

    def _content(self, new: NewPost, channel: Channel) -> Content:
        return self._contents.of_new(new, network=channel.network)

    def _named_content(self, new: NewPost, channel: Channel) -> Content:
        """Return what a post of several says and shows; faults name its channel."""
        try:
            return self._content(new, channel)
        except InvalidInputError as why:
            raise InvalidInputError(f"{channel.title}: {why}") from why


def carried(post: Post, sister: Post, *, with_media: bool) -> Content:
    """Return what a sister would say, and show, with the words of `post`, or with all of it."""
    hers = [part.pictures for part in sister.thread]
    parts = tuple(
        part if with_media else part.model_copy(update={"pictures": hers[place] if place < len(hers) else ()})
        for place, part in enumerate(post.thread)
    )
    shown = {"pictures": post.pictures, "video": post.video} if with_media else {}
    said = {"text": post.text, "link": post.link, "thread": parts}
    return content_of(sister).model_copy(update={**said, **shown})


def _same_again(
    actor: Actor, made: list[Post], variants: Sequence[NewPost], contents: Sequence[Content]
) -> list[Post]:
    """Return the posts of a message that was made before, in the order asked; none where it was not.

    Raises `StateError` where they are not, or no longer, what is asked for.
    """
    if not made:
        return []
    by_channel = {post.channel: post for post in made if post.author == actor.person_id}
    found = [by_channel.get(new.channel) for new in variants]
    same = [
        post
        for post, new, content in zip(found, variants, contents, strict=True)
        if post is not None and _is_what_was_asked(post, new, content)
    ]
    if len(same) != len(variants) or len(same) != len(made):
        raise StateError(
            "This message is in the plan already, and is not the same there. Find it in the calendar and "
            "change it there; to make another one, copy your words into a new post."
        )
    return same


def _is_what_was_asked(post: Post, new: NewPost, content: Content) -> bool:
    due, _ = meant(new.at, post.zone)
    return (content_of(post), post.due, post.pillar) == (content, due, new.pillar)


def may_take_over(actor: Actor, sister: Post) -> bool:
    """May this person still give a sister other words?"""
    is_open = sister.state in EDITABLE and not sister.receipts
    return is_open and actor.may(Permission.WRITE, on=sister.channel)
