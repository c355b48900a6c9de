"""Whose decision a post in review waits for, told without asking the guard.

It follows what `approving` allows: whoever is named here may decide in most cases, and nobody else may. Which
lane a post is in only the guard knows, so that a privacy officer is named once an approver has decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.approval import Part
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.services.speaking_for import agreeing

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

#: After one of these a privacy officer has still to decide.
_FIRST: Final = frozenset({Part.APPROVER, Part.OWNER, Part.OVERRIDE})


def awaiting(unit: Unit, actor: Actor, *, at: datetime) -> list[Post]:
    """Return the posts in review that wait for a decision of `actor`, by due time.

    Delegations that end before `at` do not count.
    """
    return [post for post in unit.posts.in_state(PostState.IN_REVIEW) if _awaits(unit, actor, post, at)]


def _awaits(unit: Unit, actor: Actor, post: Post, at: datetime) -> bool:
    owners = agreeing(unit, post, now=at)
    given = [each for each in post.endorsements if each.digest == post.digest]
    if any(each.by == actor.key for each in given):
        return False
    if actor.person_id in post.writers and actor.key not in owners:
        return False
    if not _may_vouch(unit, actor, post):
        return False
    if _FIRST & {each.part for each in given}:
        return actor.may(Permission.RELEASE, on=post.channel)
    return actor.key in owners if owners else actor.may(Permission.APPROVE, on=post.channel)


def _may_vouch(unit: Unit, actor: Actor, post: Post) -> bool:
    """Is it not from a source that needs a clinician, or is this one?"""
    if post.item is None or actor.may(Permission.VOUCH, on=post.channel):
        return True
    return not unit.sources.get(unit.items.get(post.item).source).needs_clinician
