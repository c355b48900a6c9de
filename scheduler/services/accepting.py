"""Decide on what waits in the inbox: take it into the plan, decide against it, think better of it.

Guarantees: an item becomes one draft in one gap, or nothing happens; of two people who take one gap or
one item at once, the second is told. A decision can be taken back while the draft is still as it was made.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.curation import Item, ItemState
from scheduler.domain.errors import ConflictError, InvalidInputError, StateError
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import PostState
from scheduler.domain.reading import Label
from scheduler.domain.register import REJECTIONS
from scheduler.domain.relevance import Decision, DecisionKind
from scheduler.domain.value import Value
from scheduler.services import shortlisting
from scheduler.services.open_gaps import open_gaps
from scheduler.services.planning import NewPost
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scheduler.domain.choice import Fit
    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post
    from scheduler.services.curating import Curating
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: A gap that is nearer leaves nobody time to look.
_LEAST_AHEAD: Final = timedelta(hours=1)
_MOST_AHEAD: Final = timedelta(days=28)


class Changes(Value):
    """How a draft is to differ from the one that an item makes by itself; empty leaves it as it is."""

    #: On this channel, whatever fits better elsewhere.
    channel: str = ""
    #: Own words before the title.
    comment: str = ""
    #: Instead of the whole text.
    text: str = ""
    #: At this time instead of in a gap; without an offset by the channel's clock.
    at: datetime | None = None

    @property
    def is_any(self) -> bool:
        """Did a person work on it, beyond choosing the channel?"""
        return bool(self.comment or self.text or self.at)


class TakenBack(Value):
    """What was undone."""

    item: Item
    #: What the item had been.
    was: ItemState
    #: The draft that was cancelled, if one was made.
    post: int | None = None


class Accepting:
    """Decisions on items."""

    def __init__(self, store: Store, clock: Clock, *, curating: Curating, planning: Planning) -> None:
        self._store = store
        self._clock = clock
        self._curating = curating
        self._planning = planning

    def gap_for(self, item_id: int, *, channels: Collection[str] = ()) -> Gap | None:
        """Return the gap that fits an item best: of its pillar, then of any, the soonest one."""
        with self._store.read() as unit:
            return self._gap_for(unit, unit.items.get(item_id), channels)

    def places(self, items: Sequence[Item], *, channels: Collection[str] = ()) -> dict[int, Gap]:
        """Return, by its number, the gap that each of `items` would get if it were accepted now."""
        with self._store.read() as unit:
            free, pillars = self._free(unit, channels), unit.plan.pillars()
            sources = {source.name: source for source in unit.sources.all()}
        fits = {item.id: shortlisting.fits_of(item, sources[item.source], pillars) for item in items}
        if not free:
            return {}
        return {number: min(free, key=lambda gap: _order(gap, fits[number])) for number in fits}

    def accept(self, actor: Actor, item_id: int, changes: Changes | None = None) -> Post:
        """Make a draft about an item in the gap that fits it best, or as `changes` say."""
        actor.require_somewhere(Permission.CURATE)
        actor.require_somewhere(Permission.WRITE)
        wanted = changes or Changes()
        new = self._draft(item_id, wanted, among=actor.channels_where(Permission.WRITE))
        actor.require(Permission.CURATE, on=new.channel)
        actor.require(Permission.WRITE, on=new.channel)
        with self._store.write() as unit:
            item = unit.items.get(item_id)
            _check_is_open(unit, item)
            if wanted.at is None and self._gap_for(unit, item, [new.channel]) is None:
                raise ConflictError("The plan")
            post = self._planning.add_in(unit, actor, new)
            unit.items.set_state(item_id, ItemState.USED)
            kind = DecisionKind.EDIT if wanted.is_any else DecisionKind.ACCEPT
            self._decided(unit, actor, item, kind)
            told = {"post": post.id}
            unit.audit.append(actor, "item.accepted", f"item:{item_id}", at=self._clock.now(), facts=told)
        return post

    def reject(self, actor: Actor, item_id: int, reason: str = "other") -> Item:
        """Decide against an item for one of `REJECTIONS`: its story is not offered again."""
        actor.require(Permission.CURATE)
        if reason not in REJECTIONS:
            raise InvalidInputError(f"There is no reason “{reason[:40]}”. Known: {', '.join(REJECTIONS)}.")
        with self._store.write() as unit:
            item = unit.items.get(item_id)
            if item.state is ItemState.REJECTED:
                return item
            _check_is_open(unit, item)
            unit.items.set_state(item_id, ItemState.REJECTED)
            self._decided(unit, actor, item, DecisionKind.REJECT, reason)
            if reason == "not_our_topic":
                unit.labels.put(Label(item=item_id, by=actor.person_id, at=self._clock.now()))
            told = {"reason": reason}
            unit.audit.append(actor, "item.rejected", f"item:{item_id}", at=self._clock.now(), facts=told)
        return item

    def take_back(self, actor: Actor, item_id: int) -> TakenBack:
        """Offer an item again, whatever was decided; a draft made from it is cancelled if it is untouched."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            item = unit.items.get(item_id)
            posts = unit.posts.made_from([item_id]).get(item_id, [])
            if item.state is ItemState.NEW and not posts:
                raise StateError("Nothing was decided on this item, so there is nothing to take back.")
            cancelled = [self._cancel(unit, actor, post).id for post in _untouched(posts)]
            unit.items.set_state(item_id, ItemState.NEW)
            unit.decisions.take_back(item_id, by=actor.person_id)
            unit.labels.take_back(item_id)
            unit.audit.append(actor, "item.restored", f"item:{item_id}", at=self._clock.now())
        return TakenBack(item=item, was=item.state, post=cancelled[0] if cancelled else None)

    # steps

    def _gap_for(self, unit: Unit, item: Item, channels: Collection[str]) -> Gap | None:
        fits = shortlisting.fits_of(item, unit.sources.get(item.source), unit.plan.pillars())
        return min(self._free(unit, channels), key=lambda gap: _order(gap, fits), default=None)

    def _free(self, unit: Unit, channels: Collection[str]) -> list[Gap]:
        """Return the gaps of the coming weeks that no pause holds."""
        now, pauses = self._clock.now(), unit.pauses.active()
        return [
            gap
            for gap in open_gaps(unit, start=now + _LEAST_AHEAD, end=now + _MOST_AHEAD, channels=channels)
            if not any(pause.holds(channel=gap.channel, pillar=gap.pillar) for pause in pauses)
        ]

    def _draft(self, item_id: int, wanted: Changes, *, among: Collection[str]) -> NewPost:
        """Return the draft to make; raises `InvalidInputError` where no gap is free and no time was given."""
        gap = self.gap_for(item_id, channels=[wanted.channel] if wanted.channel else among)
        channel, at = wanted.channel or (gap.channel if gap else ""), wanted.at or (gap.due if gap else None)
        if at is None or not channel:
            raise InvalidInputError(
                f"There is no free slot for it in the coming {_MOST_AHEAD.days} days. Add a slot, or edit it "
                "and give it a time of its own."
            )
        draft = self._curating.compose(item_id, channel=channel, comment=wanted.comment)
        return NewPost(
            channel=channel,
            at=at,
            text=wanted.text or draft.text,
            link=draft.link or None,
            pillar=draft.pillar or (gap.pillar if gap else None),
            item=item_id,
            reason=draft.reason,
        )

    def _decided(self, unit: Unit, actor: Actor, item: Item, kind: DecisionKind, reason: str = "") -> None:
        """Let the ranking learn from it."""
        decision = Decision(
            item=item.id, story=item.story, kind=kind, reason=reason, by=actor.person_id, at=self._clock.now()
        )
        unit.decisions.add(decision)

    def _cancel(self, unit: Unit, actor: Actor, post: Post) -> Post:
        actor.require(Permission.WRITE, on=post.channel)
        now = self._clock.now()
        after = post.moved_to(PostState.CANCELLED).model_copy(update={"sequence": post.sequence + 1})
        saved = unit.posts.save(after, at=now)
        record(unit, actor, "post.cancelled", at=now, before=post, after=saved)
        return saved


def _check_is_open(unit: Unit, item: Item) -> None:
    if item.state is not ItemState.NEW or unit.posts.made_from([item.id]):
        raise ConflictError("This item")


def _order(gap: Gap, fits: Sequence[Fit]) -> tuple[int, datetime, str]:
    """Put the item's own pillars first, as they fit, then slots for anything, then those of other themes."""
    names = [fit.pillar for fit in fits]
    if gap.pillar is None:
        return len(names), gap.due, gap.channel
    return (names.index(gap.pillar) if gap.pillar in names else len(names) + 1), gap.due, gap.channel


def _untouched(posts: Sequence[Post]) -> Sequence[Post]:
    """Return the posts if all are as they were made; raises `StateError` where somebody worked on one."""
    for post in posts:
        if post.state not in {PostState.DRAFT, PostState.PROPOSED} or post.version > 1:
            raise StateError(
                f"Post {post.id}, made from it, was worked on since. Cancel that post first, if you want to."
            )
    return posts
