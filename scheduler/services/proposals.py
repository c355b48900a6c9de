"""What is proposed for a gap, and what might stand there instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.domain.curation import Item
from scheduler.domain.post import Post, ReasonPart, with_link
from scheduler.domain.value import Instant, Value
from scheduler.policies.finding import Verdict
from scheduler.services.pricing import cost_of_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.choice import Candidate, Choice, RunnerUp
    from scheduler.domain.plan import Channel, Gap
    from scheduler.services.checking import Checking
    from scheduler.services.curating import Curating
    from scheduler.services.recycling import Standing
    from scheduler.services.shortlisting import Shortlist


class Alternative(Value):
    """A runner-up: what else might stand in a gap, and why it does not."""

    #: The item; `None` for a post of one's own.
    item: Item | None = None
    #: The evergreen post that it repeats.
    again: Post | None = None
    pillar: str | None = None
    source: str = ""
    score: float = 0.0
    why: str
    text: str
    link: str = ""

    @property
    def number(self) -> int:
        """The item's number, or the negative of the own post's."""
        return self.item.id if self.item else -(self.again.id if self.again else 0)

    @property
    def title(self) -> str:
        """What it says, in one line."""
        return self.item.title if self.item else self.text.partition("\n")[0]


class Proposal(Value):
    """What would stand in a gap, and why."""

    channel: str
    due: Instant
    #: By the slot's own clock, without offset.
    wall: datetime
    zone: str
    pillar: str | None
    #: The item it is made from; `None` where it repeats a post of one's own.
    item: Item | None
    #: The evergreen post that it repeats.
    again: Post | None = None
    #: Name of the source.
    source: str
    text: str
    #: Empty where the channel sends no links.
    link: str
    reason: tuple[ReasonPart, ...]
    #: From 0 to 1.
    score: float = 0.0
    runners_up: tuple[Alternative, ...] = ()

    @property
    def number(self) -> int:
        """The item's number, or the negative of the own post's."""
        return self.item.id if self.item else -(self.again.id if self.again else 0)

    def instead(self, number: int) -> Proposal:
        """Return the proposal with a runner-up in its place, and what stood there as the first runner-up.

        One that is no runner-up changes nothing.
        """
        chosen = next((each for each in self.runners_up if each.number == number), None)
        if chosen is None:
            return self
        before = Alternative(
            item=self.item,
            again=self.again,
            pillar=self.pillar,
            source=self.source,
            score=self.score,
            why="proposed first",
            text=self.text,
            link=self.link,
        )
        others = tuple(each for each in self.runners_up if each.number != number)
        reason = ReasonPart(name="person", words="chosen by a person among the runners-up")
        return self.model_copy(
            update={
                "item": chosen.item,
                "again": chosen.again,
                "pillar": chosen.pillar,
                "source": chosen.source,
                "text": chosen.text,
                "link": chosen.link,
                "score": chosen.score,
                "reason": (reason,),
                "runners_up": (before, *others),
            }
        )

    def without(self, number: int) -> Proposal:
        """Return the proposal without one of its runners-up."""
        others = tuple(each for each in self.runners_up if each.number != number)
        return self.model_copy(update={"runners_up": others})


class Workbench:
    """Writes the texts of candidates and asks the guard about them, each once."""

    def __init__(
        self,
        found: Shortlist,
        own: list[Standing],
        channels: dict[str, Channel],
        *,
        curating: Curating,
        checking: Checking,
        prices: Mapping[str, int],
    ) -> None:
        self._found = found
        self._items = {item.id: item for item in found.items}
        self._own = {each.post.id: each for each in own}
        self._channels = channels
        self._curating = curating
        self._checking = checking
        #: What a post of a channel with a budget was reckoned to cost.
        self._prices = prices
        self._texts: dict[tuple[int, str], str] = {}
        self._passed: dict[tuple[int, str], bool] = {}

    def passes(self, candidate: Candidate, gap: Gap) -> bool:
        """Would the guard let it go out as it would be proposed, at no more than the price reckoned with?"""
        channel = self._channels[gap.channel]
        key = (candidate.item, channel.network)
        if key not in self._passed:
            item = self._items.get(candidate.item)
            review = self._checking.review(
                self.text(candidate.item, channel),
                channel=gap.channel,
                link=item.link if item else self._own[-candidate.item].post.link,
                source=item.source if item else None,
            )
            self._passed[key] = review.verdict is Verdict.PASS
        return self._passed[key] and self._is_paid(candidate.item, channel)

    def proposal(self, chosen: Choice) -> Proposal:
        """Return the choice as people read it."""
        gap, channel = chosen.gap, self._channels[chosen.gap.channel]
        item, again = self._items.get(chosen.item), self._again(chosen.item)
        return Proposal(
            channel=gap.channel,
            due=gap.due,
            wall=gap.wall,
            zone=gap.zone,
            pillar=chosen.pillar,
            item=item,
            again=again,
            source=item.source if item else "",
            text=self.text(chosen.item, channel),
            link=self.link(chosen.item, channel),
            reason=chosen.reason,
            score=chosen.score,
            runners_up=tuple(self.alternative(each, channel) for each in chosen.runners_up),
        )

    def alternative(self, runner: RunnerUp, channel: Channel) -> Alternative:
        """Return a runner-up as people read it."""
        item = self._items.get(runner.item)
        return Alternative(
            item=item,
            again=self._again(runner.item),
            pillar=runner.pillar,
            source=item.source if item else "",
            score=runner.score,
            why=runner.why,
            text=self.text(runner.item, channel),
            link=self.link(runner.item, channel),
        )

    def text(self, number: int, channel: Channel) -> str:
        """Return what a post would say."""
        if number < 0:
            return self._own[-number].next_text
        key = (number, channel.network)
        if key not in self._texts:
            item = self._items[number]
            source = self._found.sources[item.source]
            self._texts[key] = self._curating.text_for(item, source, network=channel.network)
        return self._texts[key]

    def link(self, number: int, channel: Channel) -> str:
        """Return the link that a post would carry."""
        if number < 0:
            return self._own[-number].post.link or ""
        return self._items[number].link if channel.sends_links else ""

    def _again(self, number: int) -> Post | None:
        return self._own[-number].post if number < 0 else None

    def _is_paid(self, number: int, channel: Channel) -> bool:
        if channel.name not in self._prices:
            return True
        whole = with_link(self.text(number, channel), self.link(number, channel) or None)
        return cost_of_parts([(whole, 0)], network=channel.network).total <= self._prices[channel.name]
