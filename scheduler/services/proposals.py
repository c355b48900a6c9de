"""What is proposed for a gap, and what might stand there instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from scheduler.domain.curation import Item
from scheduler.domain.post import Post, ReasonPart, with_link
from scheduler.domain.value import Instant, Value
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.composing import sentence_for
from scheduler.services.licensing import Refused
from scheduler.services.pricing import cost_of_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.choice import Candidate, Choice, RunnerUp
    from scheduler.domain.plan import Channel, Gap
    from scheduler.domain.quoting import PageWords
    from scheduler.services.checking import Checking
    from scheduler.services.curating import Curating
    from scheduler.services.recycling import Standing
    from scheduler.services.shortlisting import Shortlist

_QUOTING: Final = (ReasonPart(name="words", words="says the sentence that tells what it is about"),)
_GRAVITY: Final = (Severity.ADVICE, Severity.HOLD, Severity.BLOCK)


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


class _Said(Value):
    """What a post would say on a network, and whether the guard would let it."""

    text: str
    #: What the guard says against it; empty where it passes.
    against: str = ""
    is_quoting: bool = False


class Workbench:
    """Writes the texts of candidates and asks the guard about them, each once."""

    def __init__(
        self,
        found: Shortlist,
        own: Sequence[Standing],
        channels: Mapping[str, Channel],
        *,
        curating: Curating,
        checking: Checking,
        prices: Mapping[str, int],
        pages: Mapping[int, PageWords],
    ) -> None:
        self._found = found
        self._items = {item.id: item for item in found.items}
        self._own = {each.post.id: each for each in own}
        self._channels = channels
        self._curating = curating
        self._checking = checking
        #: What a post of a channel with a budget was reckoned to cost.
        self._prices = prices
        #: What is kept of the pages of items.
        self._pages = pages
        self._said: dict[tuple[int, str], _Said] = {}
        self._stopped: dict[tuple[int, str], Refused] = {}

    def passes(self, candidate: Candidate, gap: Gap) -> bool:
        """Would the guard let it go out as it would be proposed, at no more than the price reckoned with?"""
        channel = self._channels[gap.channel]
        said = self._saying(candidate.item, channel)
        if said.against:
            self._note(candidate, channel, said.against)
            return False
        return self._is_paid(candidate.item, channel)

    def against(self, number: int, channel: str) -> str:
        """Return what the guard said against a candidate on a channel; empty where it was not asked."""
        key = (number, channel)
        return self._stopped[key].why if key in self._stopped else ""

    def stopped(self) -> list[Refused]:
        """Return what the guard would not let go out, of all that it was asked about."""
        return list(self._stopped.values())

    def proposal(self, chosen: Choice) -> Proposal:
        """Return the choice as people read it."""
        gap, channel = chosen.gap, self._channels[chosen.gap.channel]
        item, said = self._items.get(chosen.item), self._saying(chosen.item, channel)
        return Proposal(
            channel=gap.channel,
            due=gap.due,
            wall=gap.wall,
            zone=gap.zone,
            pillar=chosen.pillar,
            item=item,
            again=self._again(chosen.item),
            source=item.source if item else "",
            text=said.text,
            link=self.link(chosen.item, channel),
            reason=(*chosen.reason, *(_QUOTING if said.is_quoting else ())),
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
        return self._saying(number, channel).text

    def link(self, number: int, channel: Channel) -> str:
        """Return the link that a post would carry."""
        if number < 0:
            return self._own[-number].post.link or ""
        return self._items[number].link if channel.sends_links else ""

    def _saying(self, number: int, channel: Channel) -> _Said:
        key = (number, channel.network)
        if key not in self._said:
            self._said[key] = self._worded(number, channel)
        return self._said[key]

    def _worded(self, number: int, channel: Channel) -> _Said:
        """Return the words for a network: a sentence of the source if the guard lets it, else the title."""
        item = self._items.get(number)
        if item is None:
            return self._reviewed(self._own[-number].next_text, number, channel)
        source, network = self._found.sources[item.source], channel.network
        page = self._pages.get(number)
        sentence = sentence_for(item, source, page.quotes if page else ())
        if sentence is not None:
            text = self._curating.text_for(item, source, network=network, sentence=sentence)
            said = self._reviewed(text, number, channel)
            if sentence.text in text and not said.against:
                return said.model_copy(update={"is_quoting": True})
        return self._reviewed(self._curating.text_for(item, source, network=network), number, channel)

    def _reviewed(self, text: str, number: int, channel: Channel) -> _Said:
        item = self._items.get(number)
        review = self._checking.review(
            text,
            channel=channel.name,
            link=item.link if item else self._own[-number].post.link,
            item=item.id if item else None,
        )
        if review.verdict is Verdict.PASS:
            return _Said(text=text)
        gravest = max(review.findings, key=lambda finding: _GRAVITY.index(finding.severity))
        return _Said(text=text, against=gravest.advice)

    def _note(self, candidate: Candidate, channel: Channel, against: str) -> None:
        title = self._items[candidate.item].title if candidate.item in self._items else "an own post"
        self._stopped[candidate.item, channel.name] = Refused(
            channel=channel.name,
            source=candidate.owner,
            items=1,
            why=f"the guard would stop “{title}”: {against}",
        )

    def _again(self, number: int) -> Post | None:
        return self._own[-number].post if number < 0 else None

    def _is_paid(self, number: int, channel: Channel) -> bool:
        if channel.name not in self._prices:
            return True
        whole = with_link(self.text(number, channel), self.link(number, channel) or None)
        return cost_of_parts([(whole, 0)], network=channel.network).total <= self._prices[channel.name]
