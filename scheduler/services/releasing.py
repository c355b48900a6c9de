"""After a pause: the list of what it held, where each post is kept, moved or dropped.

Guarantees: nothing leaves because a pause is over; each post is decided on once, whoever decides at the
same time, and whoever comes second is told; an approval is kept only where it holds for the post as it
stands, at its new time and under the guard's rules of now, and else the post goes to review; what is kept
leaves with room between it and its channel's other posts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import StateError
from scheduler.domain.held_back import HeldBack, Release
from scheduler.domain.people import Permission
from scheduler.domain.plan import Pause, meant, wall_clock
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Instant, Value
from scheduler.services.claiming import Gate
from scheduler.services.holding import out_so_far, pause_over
from scheduler.services.open_gaps import open_gaps
from scheduler.services.pausing import end_those_over
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.policies.finding import Review
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

    #: Returns a post as it shall be, or why that can't be.
    Step = Callable[[Unit, Post], Post | str]

_S = PostState
#: The least room between two posts of a channel, as gaps have it.
SPACING: Final = timedelta(minutes=30)
#: How far ahead a free slot is looked for.
_AHEAD: Final = timedelta(weeks=4)
#: These have a place in the day of their channel that others keep away from.
_PLACED: Final = (_S.IN_REVIEW, _S.SCHEDULED, _S.CLAIMED, _S.SENDING, _S.UNKNOWN, _S.PUBLISHED)
_DEEDS: Final = {
    Release.KEEP: "post.kept",
    Release.MOVE: "post.moved_on",
    Release.DROP: "post.dropped",
}
_DONE: Final = {Release.KEEP: "Kept", Release.MOVE: "Moved", Release.DROP: "Dropped"}


class Waiting(Value):
    """One post that a pause held and nobody has decided on."""

    post: Post
    held_at: Instant
    #: When it was to go out as it was held.
    was_due: Instant
    #: Is it still useful now?
    is_useful: bool
    #: Why it can't simply go out, each with what follows; empty where it can.
    obstacles: tuple[str, ...] = ()


class Settled(Value):
    """What came of a decision on one post."""

    post: int
    is_done: bool
    state: PostState
    due: Instant
    #: What was done and what follows, or why nothing was.
    words: str


class Releasing:
    """The posts that pauses held."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        review: Callable[[Post], Review],
        mark: Callable[[Unit], Callable[[Post], str | None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._review = review
        self._mark = mark

    # reading

    def counts(self) -> dict[int, int]:
        """Return how many posts each pause holds now, by its number."""
        with self._store.read() as unit:
            return unit.held_back.counts()

    def waiting(self, pause_id: int) -> list[Waiting]:
        """Return the posts that a pause holds and nobody has decided on, by the time they were due."""
        now = self._clock.now()
        with self._store.read() as unit:
            unit.pauses.get(pause_id)
            noted = {each.post: each for each in unit.held_back.of(pause_id)}
            posts = unit.held_back.posts(pause_id)
            gate = self._gate(unit, now)
            pauses = [each for each in unit.pauses.active() if each.id != pause_id]
            found = [_waiting(post, noted[post.id], gate, pauses, now) for post in posts]
        return sorted(found, key=lambda each: (each.was_due, each.post.id))

    def decided(self, pause_id: int) -> list[HeldBack]:
        """Return the posts that a pause held and somebody has decided on."""
        with self._store.read() as unit:
            return [each for each in unit.held_back.of(pause_id) if each.decision is not None]

    # deciding

    def keep(
        self, actor: Actor, pause_id: int, posts: Sequence[int], *, at_slots: bool = False
    ) -> list[Settled]:
        """Let posts go out near their time: as soon as there is room, or in the next free slots.

        None is kept for longer than it is useful.
        """
        return self._decide(actor, pause_id, posts, Release.KEEP, partial(self._kept, at_slots=at_slots))

    def move(
        self, actor: Actor, pause_id: int, posts: Sequence[int], *, at: datetime | None = None
    ) -> list[Settled]:
        """Give posts another time: `at`, several of a channel with room between them, or the next free slots.

        A time without an offset is by the clock of each channel.
        """
        step = partial(self._moved, at=at, is_alone=len(set(posts)) == 1)
        return self._decide(actor, pause_id, posts, Release.MOVE, step)

    def drop(self, actor: Actor, pause_id: int, posts: Sequence[int], *, reason: str = "") -> list[Settled]:
        """Decide against posts."""

        def dropped(_: Unit, post: Post) -> Post:
            words = reason.strip() or "Dropped after the pause that held it."
            return post.moved_to(_S.CANCELLED).model_copy(update={"explanation": words})

        return self._decide(actor, pause_id, posts, Release.DROP, dropped)

    def _decide(
        self, actor: Actor, pause_id: int, posts: Sequence[int], decision: Release, step: Step
    ) -> list[Settled]:
        if not actor.may_somewhere(Permission.APPROVE):
            actor.require(Permission.APPROVE)
        with self._store.write() as unit:
            end_those_over(unit, self._clock.now())
            pause = unit.pauses.get(pause_id)
            if pause.lifted_at is None:
                raise StateError("This pause still holds. Lift it first, then decide on what it held.")
            chosen = sorted((unit.posts.get(each) for each in dict.fromkeys(posts)), key=_by_due)
            return [self._decide_one(unit, actor, pause, post, decision, step) for post in chosen]

    def _decide_one(
        self, unit: Unit, actor: Actor, pause: Pause, post: Post, decision: Release, step: Step
    ) -> Settled:
        now = self._clock.now()
        if post.held_by != pause.id:
            return _settled(post, _known(unit, pause, post), is_done=False)
        if not actor.may(Permission.APPROVE, on=post.channel):
            return _settled(post, f"You may not decide on posts of {post.channel}.", is_done=False)
        after = step(unit, post)
        if isinstance(after, str):
            return _settled(post, after, is_done=False)
        saved = unit.posts.save(after.model_copy(update={"sequence": post.sequence + 1}), at=now)
        unit.held_back.decide(pause.id, post.id, decision, by=actor.key, at=now)
        record(unit, actor, _DEEDS[decision], at=now, before=post, after=saved, pause=pause.id)
        return _settled(saved, _words(decision, saved), is_done=True)

    # steps

    def _kept(self, unit: Unit, post: Post, *, at_slots: bool) -> Post | str:
        now = self._clock.now()
        other = pause_over(post, unit.pauses.active())
        if other is not None:
            return f"Another pause holds it: {other.reason} Lift that one first."
        if post.useful_until <= now:
            return "Its time has passed. Move it, or drop it."
        if at_slots:
            at = _next_slot(unit, post, now, before=post.useful_until)
        else:
            at = post.due if post.due > now else _room_from(unit, post, now, before=post.useful_until)
        if at is None:
            return "Its channel has no room for it while it is useful. Move it, or drop it."
        return self._in_line(unit, _at(unit, post, at))

    def _moved(self, unit: Unit, post: Post, *, at: datetime | None, is_alone: bool) -> Post | str:
        now = self._clock.now()
        channel = unit.plan.channel(post.channel)
        if at is None:
            found = _next_slot(unit, post, now, before=now + _AHEAD)
            if found is None:
                return "Its channel has no free slot in the next four weeks. Give a time, or drop it."
        else:
            found = meant(at, channel.zone)[0]
            if found <= now:
                return "That time has passed. Give one to come."
            if not is_alone:
                found = _room_from(unit, post, found, before=found + _AHEAD) or found
        moved = _at(unit, post, found).model_copy(update={"useful_until": found + channel.useful_for})
        return self._in_line(unit, moved)

    def _in_line(self, unit: Unit, post: Post) -> Post:
        """Return a post in line where its approval holds and the guard lets it, else in review."""
        why = "" if post.is_approved else "Its approval does not hold for its new time, or for what it says."
        if not why:
            stopped = self._gate(unit, self._clock.now()).stopped_by(post)
            why = f"The guard holds it now: {stopped}" if stopped else ""
        if not why:
            return post.moved_to(_S.SCHEDULED).model_copy(update={"explanation": None})
        return post.without_approval().moved_to(_S.IN_REVIEW).model_copy(update={"explanation": why})

    def _gate(self, unit: Unit, now: datetime) -> Gate:
        return Gate(unit, now, review=self._review, mark=self._mark)


def _waiting(post: Post, held: HeldBack, gate: Gate, pauses: Sequence[Pause], now: datetime) -> Waiting:
    is_useful = now < post.useful_until
    return Waiting(
        post=post,
        held_at=held.held_at,
        was_due=held.was_due,
        is_useful=is_useful,
        obstacles=tuple(_obstacles(post, gate, pauses, now, is_useful=is_useful)),
    )


def _obstacles(
    post: Post, gate: Gate, pauses: Sequence[Pause], now: datetime, *, is_useful: bool
) -> list[str]:
    found = []
    other = pause_over(post, pauses)
    if other is not None:
        found.append(f"Another pause holds it: {other.reason}")
    if not is_useful:
        found.append("Its latest useful time passed. Move it, or drop it.")
    sent_now = post.model_copy(update={"due": max(post.due, now)})
    if not sent_now.is_approved:
        found.append("Its approval does not hold any more: kept or moved, it goes to review.")
    elif stopped := gate.stopped_by(post):
        found.append(f"The guard holds it now: {stopped} Kept or moved, it goes to review.")
    if out := out_so_far(post).strip():
        found.append(out)
    return found


def _by_due(post: Post) -> tuple[datetime, int]:
    return post.due, post.id


def _at(unit: Unit, post: Post, at: datetime) -> Post:
    zone = unit.plan.channel(post.channel).zone
    fields = {"due": at, "wall": wall_clock(at, zone), "zone": zone, "not_before": None}
    return post.model_copy(update=fields)


def _room_from(unit: Unit, post: Post, start: datetime, *, before: datetime) -> datetime | None:
    """Return the first instant from `start` on that keeps away from the channel's other posts."""
    at = start.replace(microsecond=0)
    near = unit.posts.between(at - SPACING, before + SPACING, channels=[post.channel], states=_PLACED)
    for taken in sorted(each.published_at or each.due for each in near if each.id != post.id):
        if abs(taken - at) < SPACING:
            at = taken + SPACING
    return at if at < before else None


def _next_slot(unit: Unit, post: Post, now: datetime, *, before: datetime) -> datetime | None:
    """Return the channel's next free slot that is for no other pillar."""
    free = open_gaps(unit, start=now, end=before, channels=[post.channel], without=[post.id])
    return next((gap.due for gap in free if gap.pillar in {None, post.pillar}), None)


def _known(unit: Unit, pause: Pause, post: Post) -> str:
    """Say why a post is not on the list of a pause: somebody was first, or it never was there."""
    noted = next((each for each in unit.held_back.of(pause.id) if each.post == post.id), None)
    if noted is None:
        return f"Pause {pause.id} did not hold it."
    if noted.decision is None:
        return f"Somebody released or changed it elsewhere; it is {post.state.value.replace('_', ' ')} now."
    return f"{_DONE[noted.decision]} already, by {noted.decided_by}."


def _words(decision: Release, post: Post) -> str:
    if decision is Release.DROP:
        return "Dropped. It does not go out."
    if post.state is _S.IN_REVIEW:
        return f"{_DONE[decision]}, and sent to review. {post.explanation}"
    return f"{_DONE[decision]}. It goes out at {post.wall:%a %d %b %Y %H:%M} ({post.zone})."


def _settled(post: Post, words: str, *, is_done: bool) -> Settled:
    return Settled(post=post.id, is_done=is_done, state=post.state, due=post.due, words=words)
