"""Sample data: fill an empty house with a fictional month, and take exactly that out again.

Guarantees: nothing of it ever leaves, for its channel leads to no network and none can be given to it;
filling and taking out are one transaction each, so that after a power cut it is all there or not at all;
doing either twice is as once. What people made themselves stays, with whatever of the sample it stands on.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.domain.samples import SampleKind, SamplePart
from scheduler.domain.value import Instant, Value
from scheduler.services import sample_month
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_K = SampleKind
_ON_THEIR_WAY = frozenset({PostState.CLAIMED, PostState.SENDING, PostState.UNKNOWN})
_NOT_EMPTY = (
    "Sample data goes only into a house without channels and posts, so that it mixes with nothing of yours. "
    "Nothing was changed."
)


class Changed(Value):
    """A sample post that somebody changed."""

    post: int
    text: str
    due: Instant
    zone: str


class Sample(Value):
    """The sample data as it stands."""

    posts: int
    #: What somebody changed of it since, or wrote a comment on.
    changed: tuple[Changed, ...] = ()
    #: Posts that people made themselves on the sample's channel.
    own: int = 0


class TakenOut(Value):
    """What taking out came to."""

    posts: int = 0
    #: Changed posts that were kept; they are the house's own now.
    kept: int = 0
    #: Does the sample's channel stay, because something stands on it?
    has_channel: bool = False


class Samples:
    """The sample data of a house."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def standing(self) -> Sample | None:
        """Return the sample data that is there, `None` where there is none."""
        with self._store.read() as unit:
            parts = unit.samples.parts()
            if not parts:
                return None
            inside = _Inside(unit, parts)
            return Sample(
                posts=len(inside.posts),
                changed=tuple(
                    Changed(post=post.id, text=post.text, due=post.due, zone=post.zone)
                    for post in inside.changed
                ),
                own=len(inside.own),
            )

    def may_fill(self) -> bool:
        """Is the house empty enough for sample data: without channels and posts?"""
        with self._store.read() as unit:
            return _is_empty(unit)

    def fill(self, actor: Actor) -> int:
        """Put the month in and return its number of posts; raises `InvalidInputError` in any other house."""
        actor.require(Permission.SET_UP)
        now = self._clock.now()
        with self._store.write() as unit:
            organisation = unit.plan.organisation()
            if organisation is None or not _is_empty(unit):
                raise InvalidInputError(_NOT_EMPTY)
            channel = unit.plan.add_channel(sample_month.channel(organisation.zone))
            pillars = [unit.plan.add_pillar(each) for each in sample_month.pillars()]
            slots = [unit.plan.add_slot(each) for each in sample_month.slots(organisation.zone)]
            new = sample_month.posts(tuple(slots), now=now, useful_for=channel.useful_for)
            posts = [unit.posts.add(each) for each in new]
            unit.samples.add(
                [
                    _part(_K.CHANNEL, channel.name, channel),
                    *(_part(_K.PILLAR, each.name, each) for each in pillars),
                    *(_part(_K.SLOT, str(each.id), each) for each in slots),
                    *(SamplePart(kind=_K.POST, name=str(each.id), made=_looks(each)) for each in posts),
                ]
            )
            for post in posts:
                record(unit, actor, "sample.added", at=now, before=None, after=post)
            told = {"posts": len(posts), "pillars": len(pillars), "slots": len(slots)}
            unit.audit.append(actor, "sample.filled", f"channel:{channel.name}", at=now, facts=told)
        return len(posts)

    def take_out(self, actor: Actor, *, keeps_changed: bool) -> TakenOut:
        """Take the sample out, all of it or, with `keeps_changed`, what somebody changed left as their own.

        Proposals that the filler made on the sample's channel, and nobody took up, go with it. Where nothing
        is left of the sample, nothing is done. Raises `StateError` while the engine holds one of its posts.
        """
        actor.require(Permission.SET_UP)
        now = self._clock.now()
        with self._store.write() as unit:
            parts = unit.samples.parts()
            if not parts:
                return TakenOut()
            inside = _Inside(unit, parts)
            kept = inside.changed if keeps_changed else []
            going = [post for post in [*inside.posts, *inside.proposals] if post not in kept]
            _check_at_rest(going)
            for post in going:
                facts = {"state": post.state.value}
                unit.audit.append(
                    actor, "sample.taken_out", f"post:{post.id}", at=now, before=post.digest, facts=facts
                )
            unit.samples.remove_posts([post.id for post in going])
            stays = _take_out_plan(unit, inside)
            unit.samples.release(part for part in parts if (part.kind, part.name) not in stays)
            unit.samples.release(
                SamplePart(kind=_K.POST, name=str(post.id), made="") for post in inside.proposals
            )
            told = {"posts": len(going), "kept": len(kept)}
            unit.audit.append(actor, "sample.emptied", "sample", at=now, facts=told)
        return TakenOut(
            posts=len(going), kept=len(kept), has_channel=any(kind is _K.CHANNEL for kind, _ in stays)
        )


class _Inside:
    """What stands in a house with sample data, sorted by whose it is."""

    def __init__(self, unit: Unit, parts: Collection[SamplePart]) -> None:
        self.named = {kind: {part.name: part for part in parts if part.kind is kind} for kind in _K}
        numbers = {int(name) for name in self.named[_K.POST]}
        standing = unit.posts.on(self.named[_K.CHANNEL])
        self.posts = [post for post in standing if post.id in numbers]
        touched = unit.samples.written_on(numbers)
        made = {int(name): part.made for name, part in self.named[_K.POST].items()}
        self.changed = [post for post in self.posts if post.id in touched or _looks(post) != made[post.id]]
        strangers = [post for post in standing if post.id not in numbers]
        self.proposals = [post for post in strangers if _is_untouched(post)]
        self.own = [post for post in strangers if not _is_untouched(post)]


def _take_out_plan(unit: Unit, inside: _Inside) -> set[tuple[SampleKind, str]]:
    """Remove slots, and the pillars and the channel that nothing stands on; return which of them stay."""
    unit.samples.remove_slots([int(name) for name in inside.named[_K.SLOT]])
    used = unit.samples.pillars_in_use()
    unit.samples.remove_pillars([name for name in inside.named[_K.PILLAR] if name not in used])
    stays = {(_K.PILLAR, name) for name in inside.named[_K.PILLAR] if name in used}
    for name in inside.named[_K.CHANNEL]:
        if unit.plan.slots(name) or unit.posts.on([name]):
            stays.add((_K.CHANNEL, name))
        else:
            unit.samples.remove_channel(name)
    return stays


def _is_empty(unit: Unit) -> bool:
    return not unit.plan.channels() and unit.posts.changed()[0] == 0


def _is_untouched(post: Post) -> bool:
    return post.state is PostState.PROPOSED and not post.writers


def _check_at_rest(posts: Iterable[Post]) -> None:
    if any(post.state in _ON_THEIR_WAY for post in posts):
        raise StateError(
            "The engine looks at one of the sample posts just now, so nothing was changed. "
            "Try again in a minute."
        )


def _part(kind: SampleKind, name: str, value: Value) -> SamplePart:
    return SamplePart(kind=kind, name=name, made=_sha256(value.model_dump_json()))


def _looks(post: Post) -> str:
    """Return what tells a post from the same one changed by a person: content, time, pillar."""
    return _sha256(f"{post.digest} {post.wall.isoformat()} {post.zone} {post.pillar}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
