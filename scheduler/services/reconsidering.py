"""Think standing proposals over: solve the whole horizon again, and change what is better otherwise.

Guarantees: only proposals move that the filler made and nobody touched, and none on a quiet day, of a paused
scope, or outside its slot; staying is worth more than being a little better; each change says why. What was
shown is done as a whole, or not at all where anything of it changed meanwhile.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.curation import Fate
from scheduler.domain.errors import StateError
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.services.filling import solved
from scheduler.services.keeping_free import is_kept_free
from scheduler.services.open_gaps import open_gaps
from scheduler.services.proposals import Proposal
from scheduler.services.surveying import earlier, is_quiet, survey

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from scheduler.domain.choice import Choice
    from scheduler.domain.clock import Clock
    from scheduler.services.placing import Placing
    from scheduler.services.surveying import Desk, Survey
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_MEANWHILE = (
    "The plan changed while you looked at it, so nothing was done. Say “rounds fill --reconsider” again."
)


class Change(Value):
    """One place of the plan that would be another: what stands there, what would, and why."""

    before: Post | None
    after: Proposal | None
    why: str


@dataclass(frozen=True)
class Reconsidered:
    """What is better otherwise, and how far from the best plan the whole can be at most."""

    changes: list[Change]
    #: Proposals that were thought over and stay.
    staying: int
    shortfall: float = 0.0
    open_gaps: int = 0


@dataclass(frozen=True)
class _Asked:
    """A survey, the proposals that may move, and why some of them can't stay."""

    survey: Survey
    posts: list[Post]
    #: By channel and time.
    stood: dict[tuple[str, datetime], int]
    #: By number of the post.
    spent: dict[int, str] = field(default_factory=dict)


class Reconsidering:
    """The second thoughts of the filler."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, placing: Placing) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._placing = placing

    def plan(self, *, days: int, channels: Collection[str] = ()) -> Reconsidered:
        """Return what would change in the coming days; changes nothing."""
        with self._store.read() as unit:
            asked = self._asked(unit, days=days, channels=channels)
        found = solved(asked.survey.question, asked.survey.bench.passes)
        changes = list(_changes(asked, list(found.choices)))
        return Reconsidered(
            changes=changes,
            staying=len(asked.posts) - sum(change.before is not None for change in changes),
            shortfall=found.shortfall,
            open_gaps=len(asked.survey.question.gaps) - len(found.choices),
        )

    def change(self, actor: Actor, found: Reconsidered) -> list[Post]:
        """Do what was shown; return the new proposals. Raises `StateError` if the plan changed meanwhile."""
        actor.require_somewhere(Permission.WRITE)
        if not found.changes:
            return []
        for change in found.changes:
            for channel in {each.channel for each in (change.before, change.after) if each}:
                actor.require(Permission.WRITE, on=channel)
        with self._store.write() as unit:
            for before in (change.before for change in found.changes if change.before):
                if unit.posts.get(before.id).version != before.version:
                    raise StateError(_MEANWHILE)
                self._placing.withdraw(unit, actor, before, is_reconsidered=True)
            made = [self._placed(unit, change.after) for change in found.changes if change.after]
            told = {"proposals": len(made), "withdrawn": sum(bool(each.before) for each in found.changes)}
            unit.audit.append(actor, "gaps.reconsidered", "plan:gaps", at=self._clock.now(), facts=told)
        logger.info("proposals were reconsidered proposals=%d", len(made))
        return made

    # steps

    def _placed(self, unit: Unit, proposal: Proposal) -> Post:
        post = self._placing.place(unit, proposal)
        if post is None:
            raise StateError(_MEANWHILE)
        return post

    def _asked(self, unit: Unit, *, days: int, channels: Collection[str]) -> _Asked:
        now = self._clock.now()
        posts = _movable(unit, now, now + timedelta(days=days), channels)
        found = survey(unit, self._desk, now=now, days=days, channels=channels, without=posts)
        stood = earlier(unit, posts)
        offered = {candidate.item for candidate in found.question.candidates}
        spent = {
            post.id: _spent(unit, post) for post in posts if stood[post.channel, post.due] not in offered
        }
        return _Asked(found, posts, dict(stood), spent)


def is_untouched(post: Post) -> bool:
    """Did the filler make it, and has nobody changed or chosen it since?"""
    return (
        post.state is PostState.PROPOSED
        and post.author is None
        and post.version == 1
        and bool(post.reason)
        and all(part.name != "person" for part in post.reason)
    )


def _movable(unit: Unit, start: datetime, end: datetime, channels: Collection[str]) -> list[Post]:
    """Return the proposals that may be thought over: each untouched, in a slot, held by nothing."""
    names = channels or [channel.name for channel in unit.plan.channels()]
    found = unit.posts.between(start, end, channels=names, states=[PostState.PROPOSED])
    quiet, pauses, known = unit.quiet_days.standing(), unit.pauses.active(), earlier(unit, found)
    free = [
        post
        for post in found
        if is_untouched(post)
        and (post.channel, post.due) in known
        and not is_quiet(quiet, post.channel, post.wall)
        and not is_kept_free(unit, post.due)
        and not any(pause.holds(channel=post.channel, pillar=post.pillar) for pause in pauses)
    ]
    without = {post.id for post in free}
    gaps = open_gaps(unit, start=start, end=end, channels=channels, without=without)
    places = {(gap.channel, gap.due) for gap in gaps}
    return [post for post in free if (post.channel, post.due) in places]


def _changes(asked: _Asked, choices: list[Choice]) -> Iterator[Change]:
    """Yield what is otherwise, by time and channel; what stays for its pillar is no change."""
    now = {(choice.gap.channel, choice.gap.due): choice for choice in choices}
    standing = {(post.channel, post.due): post for post in asked.posts}
    where = {choice.item: choice for choice in choices}
    for place in sorted({*now, *standing}, key=lambda each: (each[1], each[0])):
        before, choice = standing.get(place), now.get(place)
        number = asked.stood.get(place)
        if before and choice and choice.item == number and choice.pillar == before.pillar:
            continue
        after = asked.survey.bench.proposal(choice) if choice else None
        why = _why(asked, before, number, choice, where) if before and number is not None else _NEW
        yield Change(before=before, after=after, why=why)


def _why(asked: _Asked, before: Post, number: int, choice: Choice | None, where: dict[int, Choice]) -> str:
    """Say why a proposal does not stay where it is."""
    if before.id in asked.spent:
        return asked.spent[before.id]
    if choice is not None and choice.item == number:
        return "counts for another pillar now"
    if number in where:
        gap = where[number].gap
        return f"moves to {gap.wall:%Y-%m-%d %H:%M} ({gap.zone}) on {gap.channel}"
    against = asked.survey.bench.against(number, before.channel)
    if against:
        return f"the guard would stop it now: {against}"
    runners = choice.runners_up if choice else ()
    lost = next((each.why for each in runners if each.item == number), "")
    return lost or ("the plan as a whole is better so" if choice else _NO_ROOM)


_NEW = "was open"
_NO_ROOM = "budget, weekly cap, licences or the share of curated posts leave no room for it now"


def _spent(unit: Unit, post: Post) -> str:
    """Say why what a proposal was made of is proposed no more."""
    if post.item is None:
        return "the own post may not go out again there any more"
    item = unit.items.get(post.item)
    if item.fate is not Fate.STANDS:
        return item.fate_words or "its source has withdrawn it"
    if not unit.sources.get(item.source).active:
        return "its source is archived"
    return "it is too old by now, or fits no pillar or source any more"
