"""What the filler would put into the gaps in sight, looked for beside the page so that the page never waits.

A plan of proposals takes a second or more. It is made by a thread of its own, kept for the revision of the
calendar it was made for, and drawn by the next run; until then the last one stands, less what is no gap any
more. Nothing is saved by looking; accepting asks the services, which look again.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.post import PostState
from ui import plan_words
from ui.boundary import attempt
from ui.moments import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Gap
    from scheduler.services.filling import Filled, Proposal

#: The spans that are planned: the first that reaches as far as what is in sight.
SPANS = (7, 14, 28)


@dataclass(frozen=True)
class Asked:
    """What proposals were looked for: in which plan, how many days ahead, on which channels."""

    revision: str
    days: int
    channels: tuple[str, ...]

    def serves(self, other: Asked) -> bool:
        """Do its proposals answer `other` as well?"""
        return (self.revision, self.channels) == (other.revision, other.channels) and self.days >= other.days


@dataclass
class Ghosts:
    """The proposals of one tab: those that are shown, and those on their way."""

    asked: Asked | None = None
    filled: Filled | None = None
    #: Why there are none, once.
    wrong: str = ""
    _for: Asked | None = None
    _coming: Future[Filled] | None = None

    @property
    def is_looking(self) -> bool:
        """Is a plan being made?"""
        return self._coming is not None

    @property
    def has_come(self) -> bool:
        """Is a plan made that was not taken in yet?"""
        return self._coming is not None and self._coming.done()

    def look(self, app: App, wanted: Asked) -> None:
        """Take in what came, and have looked for what is wanted, one plan at a time."""
        self._take()
        if self._coming is not None or (self.asked is not None and self.asked.serves(wanted)):
            return
        if self.asked is not None and self.asked.channels != wanted.channels:
            self.filled = None
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="proposals")
        self._for = wanted
        self._coming = worker.submit(app.filling.plan, days=wanted.days, channels=wanted.channels)
        worker.shutdown(wait=False)

    def _take(self) -> None:
        if self._coming is None or not self._coming.done():
            return
        tried = attempt(self._coming.result)
        self.asked, self.filled, self.wrong = self._for, tried.value, tried.words
        self._coming = None

    def of(self, gap: Gap | None) -> Proposal | None:
        """Return what is proposed for a gap, if anything is."""
        found = self.filled.proposals if self.filled is not None and gap is not None else []
        return next((each for each in found if gap and _is_for(each, gap)), None)

    def instead(self, proposal: Proposal, number: int) -> None:
        """Put a runner-up in the place of a proposal that is shown; nothing is saved."""
        if self.filled is not None and proposal in self.filled.proposals:
            self.filled = self.filled.instead(self.filled.proposals.index(proposal), number)

    def drop(self, proposal: Proposal) -> None:
        """Forget a proposal that became a post, or can't."""
        if self.filled is not None and proposal in self.filled.proposals:
            self.filled.proposals.remove(proposal)


def _is_for(proposal: Proposal, gap: Gap) -> bool:
    is_there = (proposal.channel, proposal.due) == (gap.channel, gap.due)
    return is_there and gap.pillar in {None, proposal.pillar}


def span_to(end: datetime, now: datetime) -> int:
    """Return for how many days to plan so that `end` is reached, as far as may be; 0 where it is past."""
    if end <= now:
        return 0
    return next((days for days in SPANS if now + timedelta(days=days) >= end), SPANS[-1])


def accept(app: App, actor: Actor, ghosts: Ghosts, gap: Gap | None) -> str:
    """Put the proposal for a gap into the calendar as filling does; return what to say.

    Raises `InvalidInputError` where there is none, or where it may not stand there any more.
    """
    proposal = ghosts.of(gap)
    if proposal is None:
        raise InvalidInputError(plan_words.NO_GHOST)
    days = ghosts.asked.days if ghosts.asked else SPANS[0]
    made = app.filling.fill(actor, days=days, proposals=[proposal])
    ghosts.drop(proposal)
    if not made:
        raise InvalidInputError(plan_words.GHOST_TAKEN)
    when = moment(made[0].due, made[0].zone)
    return plan_words.accepted(when, waits=made[0].state is PostState.PROPOSED)


def lines_of(proposal: Proposal, owners: dict[str, str]) -> tuple[str, str]:
    """Return what a proposal says in one line, and where it comes from."""
    title = proposal.item.title if proposal.item else proposal.text.partition("\n")[0]
    return title, owners.get(proposal.source, proposal.source) or plan_words.OWN_POST


def channels_asked(channels: Sequence[str]) -> tuple[str, ...]:
    """Return the channels as they are asked for, in one order."""
    return tuple(sorted(channels))
