"""What people of the house say to each other about a post, and who is called to read it.

Guarantees: nothing of it goes out; only those who write, decide or agree on a post's channel read and say
something there, and only they can be called. The record has that something was said, never what.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scheduler.domain.comments import Comment
from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import Actor, Permission, Person
from scheduler.domain.post import Post
from scheduler.domain.value import Value
from scheduler.services.circle import circle_of, is_in_circle, require_circle
from scheduler.services.words import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

#: Characters of one comment.
LONGEST: Final = 2_000
#: So many calls are shown at once.
MOST: Final = 50
#: A word after a sign: perhaps a name. An address by mail is none.
_CALLED: Final = re.compile(r"(?<![\w.+-])@(\w[\w'-]*)")


class Said(Value):
    """A comment that was made, and what it did."""

    comment: Comment
    #: Whom it calls.
    called: tuple[Person, ...] = ()
    #: What looks like a name after an @ and is nobody's here.
    nobody: tuple[str, ...] = ()


class Waiting(Value):
    """A comment that calls somebody who has not read it, and the post it is about."""

    comment: Comment
    post: Post


class Commenting:
    """The talk about posts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, actor: Actor, posts: Sequence[Post]) -> dict[int, list[Comment]]:
        """Return what was said about each of these posts, oldest first; nothing where one has no part."""
        now = self._clock.now()
        with self._store.read() as unit:
            theirs = [post.id for post in posts if is_in_circle(unit, actor, post, now=now)]
            return unit.comments.of(theirs) if theirs else {}

    def people(self, actor: Actor, post: Post) -> list[Person]:
        """Return whom a comment on a post can call, by name; nobody for those who have no part in it."""
        now = self._clock.now()
        with self._store.read() as unit:
            if not is_in_circle(unit, actor, post, now=now):
                return []
            return [each for each in circle_of(unit, post, now=now) if each.id != actor.person_id]

    def say(self, actor: Actor, post_id: int, text: str) -> Said:
        """Keep a comment on a post, in whatever state it is; whoever it names with @ is called to read it."""
        told = clean_text(text)
        if not told:
            raise InvalidInputError("Write something first; the comment is empty.")
        if len(told) > LONGEST:
            raise InvalidInputError(
                f"A comment has at most {LONGEST:,} characters; this one has {len(told):,}. Make it shorter."
            )
        now = self._clock.now()
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            require_circle(unit, actor, post, now=now)
            called, nobody = named_in(told, circle_of(unit, post, now=now))
            comment = Comment(post=post_id, by=actor.key, at=now, text=told)
            others = [each.id for each in called if each.id != actor.person_id]
            made = unit.comments.add(comment, others)
            facts: dict[str, str | int | float | bool | None] = {"comment": made.id, "calls": len(others)}
            unit.audit.append(actor, "post.commented", f"post:{post_id}", at=now, facts=facts)
        return Said(comment=made, called=called, nobody=nobody)

    def erase(self, actor: Actor, number: int) -> None:
        """Drop a comment for good: one's own, or any as who may release posts there."""
        with self._store.write() as unit:
            comment = unit.comments.get(number)
            post = unit.posts.get(comment.post)
            if comment.by != actor.key and not actor.may(Permission.RELEASE, on=post.channel):
                raise NotAllowedError("Only who wrote a comment, or a privacy officer, can erase it.")
            unit.comments.remove(number)
            unit.audit.append(
                actor,
                "post.comment_erased",
                f"post:{post.id}",
                at=self._clock.now(),
                facts={"comment": number, "of": comment.by},
            )

    def waiting(self, actor: Actor) -> list[Waiting]:
        """Return the comments that call this person and are unread, the newest first."""
        if actor.person_id is None:
            return []
        now = self._clock.now()
        with self._store.read() as unit:
            called = [
                Waiting(comment=each, post=unit.posts.get(each.post))
                for each in unit.comments.waiting(actor.person_id, limit=MOST)
            ]
            return [each for each in called if is_in_circle(unit, actor, each.post, now=now)]

    def count(self, actor: Actor) -> int:
        """Return how many comments call this person and are unread; what they may no longer see left out."""
        if actor.person_id is None:
            return 0
        with self._store.read() as unit:
            if not unit.comments.count(actor.person_id):
                return 0
        return len(self.waiting(actor))

    def read(self, actor: Actor, comments: Collection[int]) -> int:
        """Note that this person has read these comments; return how many of them were waiting for them."""
        person = actor.person_id
        if person is None or not comments:
            return 0
        now = self._clock.now()
        return self._store.alone(lambda unit: unit.comments.read(person, comments, at=now))


def named_in(text: str, people: Iterable[Person]) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Return whom a text calls by `@Name`, and what stands after an @ there and is nobody's name.

    A whole name counts, and a first name that only one of them has; upper and lower case are the same.
    """
    known = sorted(people, key=lambda each: -len(each.name))
    firsts = [each.name.split()[0].casefold() for each in known]
    called: list[Person] = []
    nobody: list[str] = []
    for found in _CALLED.finditer(text):
        rest = text[found.start() + 1 :].casefold()
        whole = [each for each in known if _begins(rest, each.name.casefold())]
        first = [each for each, name in zip(known, firsts, strict=True) if found[1].casefold() == name]
        if whole:
            called.append(whole[0])
        elif len(first) == 1:
            called.append(first[0])
        else:
            nobody.append(found[1])
    return tuple({each.id: each for each in called}.values()), tuple(dict.fromkeys(nobody))


def _begins(text: str, name: str) -> bool:
    """Does the text begin with the name, as whole words?"""
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
