"""Fill the gaps of the plan with what the sources said, each with its reason and its runners-up.

Guarantees: run twice, or by two programs at once, it fills each gap once and uses each item once;
gaps of paused scopes, of quiet days and at times that are kept free stay gaps; nothing is proposed
that the guard would stop or the month's budget can't pay. What was proposed before stays where it is:
a gap with a proposal is no gap. A person approves, unless the source is marked as allowed to go out
unreviewed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.filling import FillingRules
from scheduler.domain.people import FILLER, Actor, Permission
from scheduler.domain.post import Post, PostState, ReasonPart
from scheduler.services.proposals import Alternative, Proposal
from scheduler.services.recycling import standing
from scheduler.services.shortlisting import shortlist
from scheduler.services.surveying import AROUND, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from scheduler.domain.choice import Candidate, FilledPlan, RunnerUp
    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Gap
    from scheduler.optimising.question import Question
    from scheduler.services.keeping_free import KeptFree
    from scheduler.services.licensing import Refused
    from scheduler.services.placing import Placing
    from scheduler.services.surveying import Desk
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

__all__ = ["Alternative", "Filled", "Filling", "Proposal"]

logger = logging.getLogger(__name__)

_S = PostState


def solved(question: Question, accepts: Callable[[Candidate, Gap], bool]) -> FilledPlan:
    """Return the optimiser's answer; what `accepts` refuses stands nowhere in it."""
    from scheduler.optimising.filling import plan  # numpy and HiGHS, for nobody but a fill

    return plan(question, accepts=accepts)


@dataclass(frozen=True)
class Filled:
    """What fills the gaps, and how far from the best plan that can be at most (0 is proven best)."""

    proposals: list[Proposal]
    shortfall: float = 0.0
    #: Gaps for which there is nothing.
    open_gaps: int = 0
    #: What was not proposed, by a channel's licences or by the guard.
    refused: list[Refused] = field(default_factory=list)
    #: Gaps that stay open for events of calendars that are kept free.
    kept_free: list[KeptFree] = field(default_factory=list)

    def instead(self, row: int, number: int) -> Filled:
        """Return the plan with a runner-up in the place of one proposal; no other can choose it then."""
        chosen = [
            each.instead(number) if at == row else each.without(number)
            for at, each in enumerate(self.proposals)
        ]
        return replace(self, proposals=chosen)


class Filling:
    """The filler."""

    def __init__(self, store: Store, clock: Clock, desk: Desk, placing: Placing) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk
        self._placing = placing

    def propose(self, *, days: int, channels: Collection[str] = ()) -> list[Proposal]:
        """Return what would fill the gaps of the coming days; changes nothing.

        Raises `UnknownNameError` for a channel that is not there.
        """
        return self.plan(days=days, channels=channels).proposals

    def plan(self, *, days: int, channels: Collection[str] = ()) -> Filled:
        """Return what `propose` does, with how good it is as a whole."""
        with self._store.read() as unit:
            asked = survey(unit, self._desk, now=self._clock.now(), days=days, channels=channels)
        found = solved(asked.question, asked.bench.passes)
        return Filled(
            proposals=[asked.bench.proposal(each) for each in found.choices],
            shortfall=found.shortfall,
            open_gaps=len(asked.question.gaps) - len(found.choices),
            refused=[*asked.refused, *asked.bench.stopped()],
            kept_free=asked.kept_free,
        )

    def fill(
        self,
        actor: Actor = FILLER,
        *,
        days: int,
        channels: Collection[str] = (),
        proposals: Sequence[Proposal] | None = None,
    ) -> list[Post]:
        """Save a proposal for each gap of the coming days that one fits; return them by due time.

        With `proposals` exactly those that a person has looked at, runners-up they chose among them.
        The filler is their author whoever asked for it, so that whoever asked may approve them.
        Each is checked again in the transaction that saves it; what was taken meanwhile is left out.
        """
        actor.require_somewhere(Permission.WRITE)
        given = self.propose(days=days, channels=channels) if proposals is None else proposals
        for channel in {each.channel for each in given}:
            actor.require(Permission.WRITE, on=channel)
        posts = [post for post in map(self._save, given) if post is not None]
        if posts:
            with self._store.write() as unit:
                told = {"proposals": len(posts), "days": days}
                unit.audit.append(actor, "gaps.filled", "plan:gaps", at=self._clock.now(), facts=told)
        logger.info("gaps were filled proposals=%d", len(posts))
        return posts

    def runners_up(self, post_id: int) -> tuple[RunnerUp, ...]:
        """Return what else might have stood in the place of a proposal, as it was when it was made."""
        with self._store.read() as unit:
            unit.posts.get(post_id)
            return unit.runners.of(post_id)

    def rules(self) -> FillingRules:
        """Return what is wanted of filling as a whole."""
        with self._store.read() as unit:
            return unit.runners.rules()

    def set_curated_share(self, actor: Actor, share: int | None) -> FillingRules:
        """Say which per cent of the posts come from sources at most; the other gaps are left to people."""
        actor.require(Permission.SET_UP)
        if share is not None and not 0 <= share <= 100:  # noqa: PLR2004 # per cent
            raise InvalidInputError("A share is 0 to 100 per cent. To set no limit, say “none”.")
        rules = FillingRules(curated_share=share)
        with self._store.write() as unit:
            unit.runners.set_rules(rules)
            told = {"curated_share": share}
            unit.audit.append(actor, "filling.ruled", "plan:filling", at=self._clock.now(), facts=told)
        return rules

    def instead(self, actor: Actor, post_id: int, number: int) -> Post:
        """Put one of its runners-up in the place of a proposal that nobody touched; return the new one."""
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.WRITE, on=post.channel)
            if post.state is not _S.PROPOSED:
                raise StateError("Only a proposal that nobody has taken up can be exchanged.")
            kept = unit.runners.of(post_id)
            runner = next((each for each in kept if each.item == number), None)
            if runner is None:
                raise InvalidInputError("That is none of its runners-up. Choose one of them.")
            self._placing.withdraw(unit, actor, post, instead=number)
            made = self._exchanged(unit, post, runner)
            if made is None:
                raise StateError("That one was used meanwhile, or may not stand there any more.")
            others = tuple(each for each in kept if each.item != number)
            unit.runners.keep(made.id, others)
        return made

    # steps

    def _save(self, proposal: Proposal) -> Post | None:
        with self._store.write() as unit:
            return self._placing.place(unit, proposal)

    def _exchanged(self, unit: Unit, before: Post, runner: RunnerUp) -> Post | None:
        """Save a runner-up where a proposal stood; nothing where it may not stand there any more."""
        channel, now = unit.plan.channel(before.channel), self._clock.now()
        own = next((each for each in standing(unit) if -each.post.id == runner.item), None)
        item = unit.items.get(runner.item) if runner.item > 0 else None
        if item is None and (own is None or not own.next_text):
            return None
        found = shortlist(unit, now=now, until=before.due + AROUND)
        found = found.model_copy(update={"items": (item,) if item else ()})
        bench = self._desk.bench(unit, found, [own] if own else [], {channel.name: channel}, now=now)
        reason = f"chosen by a person in the place of another; {runner.why}"
        proposal = Proposal(
            channel=before.channel,
            due=before.due,
            wall=before.wall,
            zone=before.zone,
            pillar=runner.pillar,
            item=item,
            again=own.post if own else None,
            source=item.source if item else "",
            text=bench.text(runner.item, channel),
            link=bench.link(runner.item, channel),
            reason=(ReasonPart(name="person", words=reason),),
        )
        return self._placing.place_alone(unit, proposal)
