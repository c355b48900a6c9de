"""May a proposal still stand where it was proposed? Asked in the transaction that saves it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.choice import REST
from scheduler.domain.curation import Fate, ItemState
from scheduler.domain.post import OCCUPYING, with_link
from scheduler.services.affording import left
from scheduler.services.keeping_free import is_kept_free
from scheduler.services.licensing import takes
from scheduler.services.open_gaps import open_gaps
from scheduler.services.pricing import cost_of_parts
from scheduler.services.recycling import standing
from scheduler.services.shortlisting import story_of

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.curation import Item
    from scheduler.services.proposals import Proposal
    from scheduler.store.unit import Unit

#: Posts of neighbouring slots must be seen to know which slot each of them fills.
_NEARBY = timedelta(hours=2)


def still_stands(unit: Unit, proposal: Proposal, *, now: datetime) -> bool:
    """Is the gap still a gap that may be filled, and was what fills it not used since it was chosen?"""
    return (
        _is_open(unit, proposal)
        and _is_taken(unit, proposal)
        and _is_affordable(unit, proposal, now)
        and (_is_fresh(unit, proposal.item, proposal.due) if proposal.item else _may_repeat(unit, proposal))
    )


def _is_open(unit: Unit, proposal: Proposal) -> bool:
    start, end = proposal.due - _NEARBY, proposal.due + _NEARBY
    gaps = open_gaps(unit, start=start, end=end, channels=[proposal.channel])
    here = [gap for gap in gaps if gap.due == proposal.due and gap.pillar in {None, proposal.pillar}]
    day = proposal.wall.date()
    return (
        bool(here)
        and not is_kept_free(unit, proposal.due)
        and not any(
            pause.holds(channel=proposal.channel, pillar=proposal.pillar) for pause in unit.pauses.active()
        )
        and not any(quiet.holds(channel=proposal.channel, day=day) for quiet in unit.quiet_days.standing())
    )


def _is_taken(unit: Unit, proposal: Proposal) -> bool:
    """Does the channel take the source by its licence, as both are now?"""
    if proposal.item is None:
        return True
    return takes(unit.plan.channel(proposal.channel), unit.sources.get(proposal.item.source))


def _is_affordable(unit: Unit, proposal: Proposal, now: datetime) -> bool:
    channel = unit.plan.channel(proposal.channel)
    if channel.budget is None:
        return True
    whole = with_link(proposal.text, proposal.link or None)
    cost = cost_of_parts([(whole, 0)], network=channel.network).total
    return cost <= left(unit, channel, proposal.due.date(), now=now) or not cost


def _is_fresh(unit: Unit, chosen: Item, due: datetime) -> bool:
    """Is the item new and standing still, and its story not told within its rest?"""
    item = unit.items.get(chosen.id)
    if item.state is not ItemState.NEW or item.fate is not Fate.STANDS:
        return False
    told = {each.id for each in unit.items.of_story(story_of(item))} | {item.id}
    made = unit.posts.made_from(told)
    if item.id in made:
        return False
    placed = (post for posts in made.values() for post in posts if post.state in OCCUPYING)
    return all(abs(post.due - due) >= REST for post in placed)


def _may_repeat(unit: Unit, proposal: Proposal) -> bool:
    """Is the post still evergreen, at rest for long enough, and its wording fresh?"""
    again = proposal.again
    for each in standing(unit) if again is not None else ():
        if again is not None and each.post.id == again.id:
            rest = timedelta(days=each.mark.every_days)
            is_rested = all(abs(due - proposal.due) >= rest for due in each.told)
            return is_rested and each.next_text == proposal.text
    return False
