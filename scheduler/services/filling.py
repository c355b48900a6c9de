"""Fill the gaps of the plan with what the sources said, each with its reason.

Guarantees: run twice, or by two programs at once, it fills each gap once and uses each item once;
gaps of paused scopes stay gaps; nothing is proposed that the guard would stop. A person approves,
unless the source is marked as allowed to go out unreviewed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain import choice
from scheduler.domain.choice import REST, Candidate, Choice
from scheduler.domain.curation import Item, ItemState
from scheduler.domain.people import FILLER, Actor, Permission
from scheduler.domain.post import OCCUPYING, Post, PostState, ReasonPart
from scheduler.domain.record import Approval
from scheduler.domain.value import Instant, Value
from scheduler.policies.finding import Verdict
from scheduler.services.planning import NewPost, open_gaps
from scheduler.services.recording import record
from scheduler.services.shortlisting import shortlist, story_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Channel, Gap
    from scheduler.services.checking import Checking
    from scheduler.services.curating import Curating
    from scheduler.services.planning import Planning
    from scheduler.services.shortlisting import Shortlist
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
#: Posts of neighbouring slots must be seen to know which slot each of them fills.
_NEARBY = timedelta(hours=2)


class Proposal(Value):
    """What would stand in a gap, and why."""

    channel: str
    due: Instant
    #: By the slot's own clock, without offset.
    wall: datetime
    zone: str
    pillar: str | None
    item: Item
    #: Name of the source.
    source: str
    text: str
    #: Empty where the channel sends no links.
    link: str
    reason: tuple[ReasonPart, ...]


class Filling:
    """The filler."""

    def __init__(
        self, store: Store, clock: Clock, *, curating: Curating, planning: Planning, checking: Checking
    ) -> None:
        self._store = store
        self._clock = clock
        self._curating = curating
        self._planning = planning
        self._checking = checking

    def propose(self, *, days: int, channels: Collection[str] = ()) -> list[Proposal]:
        """Return what would fill the gaps of the coming days; changes nothing.

        Raises `UnknownNameError` for a channel that is not there.
        """
        now = self._clock.now()
        end = now + timedelta(days=days)
        with self._store.read() as unit:
            known = {name: unit.plan.channel(name) for name in channels or _names(unit)}
            gaps = open_gaps(unit, start=now, end=end, channels=channels)
            pauses = unit.pauses.active()
            found = shortlist(unit, now=now, until=end + choice.AROUND)
        desk = _Desk(found, known, self._curating, self._checking)
        chosen = choice.choose(
            gaps,
            found.candidates(now),
            now=now,
            placed=found.placed,
            pillars=found.pillars,
            pauses=pauses,
            accepts=desk.passes,
        )
        return [desk.proposal(each) for each in chosen]

    def fill(self, actor: Actor = FILLER, *, days: int, channels: Collection[str] = ()) -> list[Post]:
        """Save a proposal for each gap of the coming days that one fits; return them by due time.

        The filler is their author whoever asked for it, so that whoever asked may approve them.
        Each is checked again in the transaction that saves it; what was taken meanwhile is left out.
        """
        actor.require(Permission.WRITE)
        saved = [self._save(proposal) for proposal in self.propose(days=days, channels=channels)]
        posts = [post for post in saved if post is not None]
        if posts:
            with self._store.write() as unit:
                told = {"proposals": len(posts), "days": days}
                unit.audit.append(actor, "gaps.filled", "plan:gaps", at=self._clock.now(), facts=told)
        logger.info("gaps were filled proposals=%d", len(posts))
        return posts

    def _save(self, proposal: Proposal) -> Post | None:
        with self._store.write() as unit:
            if not _still_stands(unit, proposal):
                return None
            new = NewPost(
                channel=proposal.channel,
                at=proposal.due,
                text=proposal.text,
                link=proposal.link or None,
                pillar=proposal.pillar,
                item=proposal.item.id,
                reason=proposal.reason,
                state=_S.PROPOSED,
            )
            post = self._planning.add_in(unit, FILLER, new)
            unit.items.set_state(proposal.item.id, ItemState.USED)
            source = unit.sources.get(proposal.source)
            return self._pass_on(unit, post, source.name) if source.may_go_unreviewed else post

    def _pass_on(self, unit: Unit, post: Post, source: str) -> Post:
        """Schedule a proposal by the standing decision on its source; the record names that source."""
        now = self._clock.now()
        decision = f"source:{source}"
        fields = {"approved_digest": post.digest, "approved_by": decision, "sequence": post.sequence + 1}
        passed = unit.posts.save(post.moved_to(_S.SCHEDULED).model_copy(update=fields), at=now)
        unit.approvals.add(
            Approval(
                post=post.id,
                digest=post.digest,
                decision="approved",
                by=decision,
                at=now,
                comment="Its source may go out unreviewed.",
            )
        )
        record(unit, FILLER, "post.approved", at=now, before=post, after=passed, by_source=source)
        return passed


class _Desk:
    """Writes the texts of candidates and asks the guard about them, each once."""

    def __init__(
        self, found: Shortlist, channels: dict[str, Channel], curating: Curating, checking: Checking
    ) -> None:
        self._found = found
        self._items = {item.id: item for item in found.items}
        self._channels = channels
        self._curating = curating
        self._checking = checking
        self._texts: dict[tuple[int, str], str] = {}
        self._passed: dict[tuple[int, str], bool] = {}

    def passes(self, candidate: Candidate, gap: Gap) -> bool:
        """Would the guard let it go out as it would be proposed?"""
        key = (candidate.item, self._channels[gap.channel].network)
        if key not in self._passed:
            item = self._items[candidate.item]
            review = self._checking.review(
                self._text(*key), channel=gap.channel, link=item.link, source=item.source
            )
            self._passed[key] = review.verdict is Verdict.PASS
        return self._passed[key]

    def proposal(self, chosen: Choice) -> Proposal:
        """Return the choice as people read it."""
        item, gap = self._items[chosen.item], chosen.gap
        return Proposal(
            channel=gap.channel,
            due=gap.due,
            wall=gap.wall,
            zone=gap.zone,
            pillar=chosen.pillar,
            item=item,
            source=item.source,
            text=self._text(item.id, self._channels[gap.channel].network),
            link=item.link if self._channels[gap.channel].sends_links else "",
            reason=chosen.reason,
        )

    def _text(self, item_id: int, network: str) -> str:
        if (item_id, network) not in self._texts:
            item = self._items[item_id]
            source = self._found.sources[item.source]
            self._texts[item_id, network] = self._curating.text_for(item, source, network=network)
        return self._texts[item_id, network]


def _names(unit: Unit) -> list[str]:
    return [channel.name for channel in unit.plan.channels()]


def _still_stands(unit: Unit, proposal: Proposal) -> bool:
    """Is the gap still a gap, and was neither the item nor its story used since it was chosen?"""
    start, end = proposal.due - _NEARBY, proposal.due + _NEARBY
    gaps = open_gaps(unit, start=start, end=end, channels=[proposal.channel])
    if not any(gap.due == proposal.due and gap.pillar in {None, proposal.pillar} for gap in gaps):
        return False
    pauses = unit.pauses.active()
    if any(pause.holds(channel=proposal.channel, pillar=proposal.pillar) for pause in pauses):
        return False
    if unit.items.get(proposal.item.id).state is not ItemState.NEW:
        return False
    told = {item.id for item in unit.items.of_story(story_of(proposal.item))} | {proposal.item.id}
    made = unit.posts.made_from(told)
    if proposal.item.id in made:
        return False
    placed = (post for posts in made.values() for post in posts if post.state in OCCUPYING)
    return all(abs(post.due - proposal.due) >= REST for post in placed)
