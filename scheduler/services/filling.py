"""Fill the gaps of the plan with what the sources said, each with its reason and its runners-up.

Guarantees: run twice, or by two programs at once, it fills each gap once and uses each item once;
gaps of paused scopes and of quiet days stay gaps; nothing is proposed that the guard would stop or
the month's budget can't pay. What was proposed before stays where it is: a gap with a proposal is no
gap. A person approves, unless the source is marked as allowed to go out unreviewed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.choice import RunnerUp
from scheduler.domain.curation import ItemState
from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.filling import FillingRules, Recycled
from scheduler.domain.people import FILLER, Actor, Permission
from scheduler.domain.post import Post, PostState, ReasonPart
from scheduler.domain.record import Approval
from scheduler.services.affording import months_of, prices_of
from scheduler.services.content import NewPost, content_of
from scheduler.services.observing import Observing
from scheduler.services.offering import candidates_of
from scheduler.services.planning import open_gaps
from scheduler.services.proposals import Alternative, Proposal, Workbench
from scheduler.services.recording import record
from scheduler.services.recycling import own_candidates, own_told, standing
from scheduler.services.shortlisting import shortlist
from scheduler.services.standing import still_stands

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from scheduler.domain.choice import Candidate
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Item
    from scheduler.domain.filling import QuietDay
    from scheduler.domain.plan import Gap
    from scheduler.domain.relevance import Relevance
    from scheduler.optimising.question import Question
    from scheduler.services.checking import Checking
    from scheduler.services.curating import Curating
    from scheduler.services.planning import Planning
    from scheduler.services.shortlisting import Shortlist
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

    Relevances = Callable[[Unit, Sequence[Item]], dict[int, Relevance]]

__all__ = ["Alternative", "Filled", "Filling", "Proposal"]

logger = logging.getLogger(__name__)

_S = PostState
#: Shares are counted over this before and after the horizon too; `optimising.terms.AROUND`.
_AROUND = timedelta(days=15)


@dataclass(frozen=True)
class Filled:
    """What fills the gaps, and how far from the best plan that can be at most (0 is proven best)."""

    proposals: list[Proposal]
    shortfall: float = 0.0
    #: Gaps for which there is nothing.
    open_gaps: int = 0

    def instead(self, row: int, number: int) -> Filled:
        """Return the plan with a runner-up in the place of one proposal; no other can choose it then."""
        chosen = [
            each.instead(number) if at == row else each.without(number)
            for at, each in enumerate(self.proposals)
        ]
        return replace(self, proposals=chosen)


def _all_alike(_unit: Unit, _items: Sequence[Item]) -> dict[int, Relevance]:
    return {}


class Filling:
    """The filler."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        curating: Curating,
        planning: Planning,
        checking: Checking,
        relevances: Relevances = _all_alike,
    ) -> None:
        self._store = store
        self._clock = clock
        self._curating = curating
        self._planning = planning
        self._checking = checking
        self._relevances = relevances

    def propose(self, *, days: int, channels: Collection[str] = ()) -> list[Proposal]:
        """Return what would fill the gaps of the coming days; changes nothing.

        Raises `UnknownNameError` for a channel that is not there.
        """
        return self.plan(days=days, channels=channels).proposals

    def plan(self, *, days: int, channels: Collection[str] = ()) -> Filled:
        """Return what `propose` does, with how good it is as a whole."""
        from scheduler.optimising.filling import plan  # numpy and HiGHS, for nobody but a fill

        with self._store.read() as unit:
            question, bench = self._asked(unit, days=days, channels=channels)
        found = plan(question, accepts=bench.passes)
        return Filled(
            proposals=[bench.proposal(each) for each in found.choices],
            shortfall=found.shortfall,
            open_gaps=len(question.gaps) - len(found.choices),
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
        actor.require(Permission.WRITE)
        given = self.propose(days=days, channels=channels) if proposals is None else proposals
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
        actor.require(Permission.WRITE)
        now = self._clock.now()
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            if post.state is not _S.PROPOSED:
                raise StateError("Only a proposal that nobody has taken up can be exchanged.")
            kept = unit.runners.of(post_id)
            runner = next((each for each in kept if each.item == number), None)
            if runner is None:
                raise InvalidInputError("That is none of its runners-up. Choose one of them.")
            cancelled = unit.posts.save(post.moved_to(_S.CANCELLED), at=now)
            record(unit, actor, "post.cancelled", at=now, before=post, after=cancelled, instead=number)
            if post.item is not None:
                unit.items.set_state(post.item, ItemState.NEW)
            made = self._exchanged(unit, post, runner)
            if made is None:
                raise StateError("That one was used meanwhile, or may not stand there any more.")
            others = tuple(each for each in kept if each.item != number)
            unit.runners.keep(made.id, others)
        return made

    # steps

    def _asked(self, unit: Unit, *, days: int, channels: Collection[str]) -> tuple[Question, Workbench]:
        from scheduler.optimising.question import Question

        now = self._clock.now()
        end = now + timedelta(days=days)
        names = channels or [channel.name for channel in unit.plan.channels()]
        known = {name: unit.plan.channel(name) for name in names}
        quiet = unit.quiet_days.standing()
        gaps = [
            gap for gap in open_gaps(unit, start=now, end=end, channels=channels) if not _is_quiet(gap, quiet)
        ]
        found = shortlist(unit, now=now, until=end + _AROUND)
        own = [each for each in standing(unit) if each.post.channel in known]
        question = Question(
            gaps=tuple(gaps),
            candidates=(*self._candidates(unit, found, now, end), *own_candidates(own, now=now)),
            now=now,
            placed=(*found.placed, *own_told(own)),
            pillars=found.pillars,
            pauses=tuple(unit.pauses.active()),
            curated_share=unit.runners.rules().curated_share,
            months=tuple(months_of(unit, gaps, known.values(), now=now)),
        )
        prices = prices_of(known.values())
        return question, Workbench(
            found, own, known, curating=self._curating, checking=self._checking, prices=prices
        )

    def _candidates(self, unit: Unit, found: Shortlist, now: datetime, end: datetime) -> list[Candidate]:
        numbers = [item.id for item in found.items]
        return candidates_of(
            found,
            now,
            relevances=self._relevances(unit, found.items),
            readings=unit.readings.some(numbers),
            days=Observing.on(unit, now.date() - timedelta(days=1), end.date() + timedelta(days=1)),
        )

    def _save(self, proposal: Proposal) -> Post | None:
        with self._store.write() as unit:
            post = self._save_in(unit, proposal)
            if post is None:
                return None
            kept = tuple(
                RunnerUp(item=each.number, pillar=each.pillar, score=each.score, why=each.why)
                for each in proposal.runners_up
            )
            unit.runners.keep(post.id, kept)
            source = unit.sources.get(proposal.source) if proposal.item else None
            if source is None or not source.may_go_unreviewed or source.needs_clinician:
                return post
            return self._pass_on(unit, post, source.name)

    def _save_in(self, unit: Unit, proposal: Proposal) -> Post | None:
        """Save a proposal if it may still stand in its gap, and note what it uses."""
        if not still_stands(unit, proposal, now=self._clock.now()):
            return None
        new = NewPost(
            channel=proposal.channel,
            at=proposal.due,
            text=proposal.text,
            link=proposal.link or None,
            pillar=proposal.pillar,
            item=proposal.item.id if proposal.item else None,
            reason=proposal.reason,
            state=_S.PROPOSED,
        )
        if proposal.again is None:
            post = self._planning.add_in(unit, FILLER, new)
            unit.items.set_state(proposal.number, ItemState.USED)
            return post
        content = content_of(proposal.again).model_copy(update={"text": proposal.text})
        post = self._planning.add_in(unit, FILLER, new, content=content)
        unit.evergreens.note(Recycled(post=post.id, evergreen=proposal.again.id))
        return post

    def _exchanged(self, unit: Unit, before: Post, runner: RunnerUp) -> Post | None:
        """Save a runner-up where a proposal stood; nothing where it may not stand there any more."""
        channel = unit.plan.channel(before.channel)
        reason = f"chosen by a person in the place of another; {runner.why}"
        own = next((each for each in standing(unit) if -each.post.id == runner.item), None)
        item = unit.items.get(runner.item) if runner.item > 0 else None
        if item is None and (own is None or not own.next_text):
            return None
        found = shortlist(unit, now=self._clock.now(), until=before.due + _AROUND)
        found = found.model_copy(update={"items": (item,) if item else ()})
        bench = Workbench(
            found,
            [own] if own else [],
            {channel.name: channel},
            curating=self._curating,
            checking=self._checking,
            prices={},
        )
        return self._save_in(
            unit,
            Proposal(
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
            ),
        )

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


def _is_quiet(gap: Gap, quiet: Sequence[QuietDay]) -> bool:
    day = gap.wall.date()
    return any(each.holds(channel=gap.channel, day=day) for each in quiet)
