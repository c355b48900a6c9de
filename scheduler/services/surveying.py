"""What a plan is asked for: the gaps, what may fill them, what stands around them, and the rules that hold.

Reads one moment of the database; changes nothing and chooses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.services.affording import months_of, prices_of
from scheduler.services.keeping_free import KeptFree, kept_free
from scheduler.services.licensing import Refused, refused
from scheduler.services.observing import Observing
from scheduler.services.offering import candidates_of
from scheduler.services.open_gaps import open_gaps
from scheduler.services.proposals import Workbench
from scheduler.services.quoting import KEPT
from scheduler.services.recycling import own_candidates, own_told, standing
from scheduler.services.shortlisting import shortlist

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from scheduler.domain.choice import Candidate
    from scheduler.domain.curation import Item
    from scheduler.domain.filling import QuietDay
    from scheduler.domain.plan import Channel, Gap
    from scheduler.domain.post import Post
    from scheduler.domain.relevance import Relevance
    from scheduler.optimising.question import Question
    from scheduler.services.checking import Checking
    from scheduler.services.curating import Curating
    from scheduler.services.recycling import Standing
    from scheduler.services.shortlisting import Shortlist
    from scheduler.store.unit import Unit

    Relevances = Callable[[Unit, Sequence[Item]], dict[int, Relevance]]

#: Shares are counted over this before and after the horizon too; `optimising.terms.AROUND`.
AROUND = timedelta(days=15)


def all_alike(_unit: Unit, _items: Sequence[Item]) -> dict[int, Relevance]:
    """Say nothing of how much items matter."""
    return {}


@dataclass(frozen=True)
class Desk:
    """Who writes texts, who judges them, and who says how much an item matters."""

    curating: Curating
    checking: Checking
    relevances: Relevances = all_alike

    def bench(
        self,
        unit: Unit,
        found: Shortlist,
        own: Sequence[Standing],
        channels: dict[str, Channel],
        *,
        now: datetime,
    ) -> Workbench:
        """Return the workbench for what was found."""
        return Workbench(
            found,
            own,
            channels,
            curating=self.curating,
            checking=self.checking,
            prices=prices_of(channels.values()),
            pages=unit.quotes.since(now - KEPT),
        )


@dataclass(frozen=True)
class Survey:
    """A question to the optimiser, and what makes its answer into proposals."""

    question: Question
    bench: Workbench
    #: What the licences that channels take leave out.
    refused: list[Refused]
    #: The gaps that stay open for events of calendars that are kept free.
    kept_free: list[KeptFree]


def survey(
    unit: Unit,
    desk: Desk,
    *,
    now: datetime,
    days: int,
    channels: Collection[str] = (),
    without: Sequence[Post] = (),
) -> Survey:
    """Return what is asked for the coming days, as if the posts `without` were not there.

    What those posts say is then an earlier answer, that is kept where nothing speaks against it.
    """
    from scheduler.optimising.question import Question

    end, gone = now + timedelta(days=days), {post.id for post in without}
    names = channels or [channel.name for channel in unit.plan.channels()]
    known = {name: unit.plan.channel(name) for name in names}
    gaps = open_gaps(unit, start=now, end=end, channels=channels, without=gone)
    gaps = [gap for gap in gaps if not is_quiet(unit.quiet_days.standing(), gap.channel, gap.wall)]
    free = kept_free(unit, gaps)
    places = {(each.channel, each.due) for each in free}
    gaps = [gap for gap in gaps if (gap.channel, gap.due) not in places]
    found = shortlist(unit, now=now, until=end + AROUND, without=gone)
    own = [each for each in standing(unit, without=gone) if each.post.channel in known]
    offered = _offered(unit, desk, found, list(known.values()), now=now, end=end)
    question = Question(
        gaps=tuple(gaps),
        candidates=(*offered, *own_candidates(own, now=now)),
        now=now,
        placed=(*found.placed, *own_told(own)),
        pillars=found.pillars,
        pauses=tuple(unit.pauses.active()),
        curated_share=unit.runners.rules().curated_share,
        months=tuple(months_of(unit, gaps, known.values(), now=now, without=without)),
        earlier=earlier(unit, without),
    )
    bench = desk.bench(unit, found, own, known, now=now)
    return Survey(question, bench, _refused(found, offered, gaps, known), free)


def is_quiet(quiet: Sequence[QuietDay], channel: str, wall: datetime) -> bool:
    """Is nothing proposed for a channel at a time by its own clock?"""
    return any(each.holds(channel=channel, day=wall.date()) for each in quiet)


def earlier(unit: Unit, posts: Sequence[Post]) -> dict[tuple[str, datetime], int]:
    """Return by channel and time what proposals were made of: an item, or the negative of an own post."""
    repeats = unit.evergreens.repeats() if posts else {}
    return {
        (post.channel, post.due): post.item if post.item is not None else -repeats[post.id]
        for post in posts
        if post.item is not None or post.id in repeats
    }


def _offered(
    unit: Unit, desk: Desk, found: Shortlist, channels: list[Channel], *, now: datetime, end: datetime
) -> list[Candidate]:
    return candidates_of(
        found,
        now,
        relevances=desk.relevances(unit, found.items),
        readings=unit.readings.some([item.id for item in found.items]),
        days=Observing.on(unit, now.date() - timedelta(days=1), end.date() + timedelta(days=1)),
        channels=channels,
    )


def _refused(
    found: Shortlist, offered: Sequence[Candidate], gaps: Sequence[Gap], known: dict[str, Channel]
) -> list[Refused]:
    """Say what would have been offered to the channels with gaps but for their licences."""
    waiting = [known[name] for name in sorted({gap.channel for gap in gaps})]
    if not any(channel.licences for channel in waiting):
        return []
    numbers = {candidate.item for candidate in offered}
    items = [item for item in found.items if item.id in numbers]
    return refused(waiting, list(found.sources.values()), items)
