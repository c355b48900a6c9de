"""Who works with a post: whoever writes, decides or agrees there; they read what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import Actor, Permission
from scheduler.services.speaking_for import agreeing

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.people import Person
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

_ANY_OF: Final = (Permission.WRITE, Permission.APPROVE, Permission.RELEASE)


def is_in_circle(unit: Unit, actor: Actor, post: Post, *, now: datetime) -> bool:
    """Does this actor write, decide or agree on the channel of a post?"""
    return _works_there(actor, post) or actor.key in agreeing(unit, post, now=now)


def require_circle(unit: Unit, actor: Actor, post: Post, *, now: datetime) -> None:
    """Raise `NotAllowedError` where this actor has no part in a post."""
    if not is_in_circle(unit, actor, post, now=now):
        raise NotAllowedError(
            f"{actor.name} neither writes nor decides on {post.channel}. Ask an administrator for a role."
        )


def circle_of(unit: Unit, post: Post, *, now: datetime) -> list[Person]:
    """Return the people who have a part in a post, by name."""
    owners = agreeing(unit, post, now=now)
    known = [(each, Actor.of(each)) for each in unit.people.all() if each.may_act]
    return [each for each, actor in known if _works_there(actor, post) or actor.key in owners]


def _works_there(actor: Actor, post: Post) -> bool:
    return any(actor.may(each, on=post.channel) for each in _ANY_OF)
