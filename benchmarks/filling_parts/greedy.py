"""The peer: gap by gap, each time the best item, as Rounds did before it looked at the whole horizon.

It knows nothing of weekly caps, budgets, themes and wanted days; `accepts` has to tell it of caps.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.choice import REST, Candidate, Choice, Fit, Placed
from scheduler.domain.plan import zone_named
from scheduler.domain.post import ReasonPart
from scheduler.optimising.reasons import span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.plan import Gap, Pause, Pillar

#: The shares of the pillars are counted over the posts this near to a gap, before and after it.
AROUND: Final = timedelta(days=15)
#: One post more below its target doubles a pillar's attraction so many times, up to so many posts.
_PULL: Final = 2.0
_FURTHEST: Final = 2.0
_DAY: Final = timedelta(days=1)


def _everything(_candidate: Candidate, _gap: Gap) -> bool:
    return True


def choose(
    gaps: Iterable[Gap],
    candidates: Iterable[Candidate],
    *,
    now: datetime,
    placed: Iterable[Placed] = (),
    pillars: Iterable[Pillar] = (),
    pauses: Sequence[Pause] = (),
    accepts: Callable[[Candidate, Gap], bool] = _everything,
) -> list[Choice]:
    """Return the best item for each gap that one fits, by time and then channel.

    Gaps for one pillar choose before those for any, earlier ones before later. A candidate is worth
    trust x freshness when the gap is due x fit x need of the pillar; a source that would stand twice in
    a row or on one day of a channel yields to any other. `accepts` has the last word on each winner.
    """
    board = _Board(candidates, placed, {pillar.name: pillar for pillar in pillars}, pauses, now)
    order = sorted(gaps, key=lambda gap: (gap.pillar is None, gap.due, gap.channel, gap.slot))
    found = [choice for gap in order if (choice := board.fill(gap, accepts))]
    return sorted(found, key=lambda choice: (choice.gap.due, choice.gap.channel, choice.gap.slot))


@dataclass(frozen=True, slots=True)
class _Offer:
    """A candidate for one pillar; all logarithms are to the base of 2."""

    candidate: Candidate
    fit: Fit
    #: Logarithm of what it is worth, up to the time and the need, which are alike for its whole queue.
    strength: float

    def order(self) -> tuple[float, float, int, str]:
        newest_first = -self.candidate.born.timestamp()
        return (-self.strength, newest_first, self.candidate.item, self.fit.pillar or "")


class _Board:
    """The plan as it fills up.

    Offers for one pillar that age alike keep their order whatever the time: each such queue is sorted once.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        placed: Iterable[Placed],
        pillars: Mapping[str, Pillar],
        pauses: Sequence[Pause],
        now: datetime,
    ) -> None:
        self._now = now
        self._pillars = pillars
        self._pauses = pauses
        self._queues: defaultdict[tuple[str | None, timedelta], list[_Offer]] = defaultdict(list)
        for candidate in candidates:
            self._line_up(candidate)
        for queue in self._queues.values():
            queue.sort(key=_Offer.order)
        self._rows: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self._all: list[tuple[datetime, str]] = []
        self._told: defaultdict[int, list[datetime]] = defaultdict(list)
        self._used: set[int] = set()
        for post in sorted(placed, key=lambda post: (post.due, post.channel, post.item or 0)):
            self._place(post)

    def fill(self, gap: Gap, accepts: Callable[[Candidate, Gap], bool]) -> Choice | None:
        """Choose for one gap and remember it."""
        needs = self._needs(gap.due)
        found = self._best(gap, needs, accepts)
        if found is None:
            return None
        score, offer = found
        chosen, pillar = offer.candidate, offer.fit.pillar
        self._place(
            Placed(
                channel=gap.channel,
                due=gap.due,
                pillar=pillar,
                source=chosen.source,
                story=chosen.story,
                item=chosen.item,
            )
        )
        reason = tuple(self._reason(offer, gap, needs))
        return Choice(gap=gap, item=chosen.item, pillar=pillar, score=score, reason=reason)

    def _line_up(self, candidate: Candidate) -> None:
        born = min(candidate.born, self._now) - self._now
        for fit in candidate.fits:
            worth = candidate.worth * fit.value
            if worth > 0:
                strength = math.log2(worth) + born / candidate.half_life
                self._queues[fit.pillar, candidate.half_life].append(_Offer(candidate, fit, strength))

    def _best(
        self, gap: Gap, needs: Mapping[str, float], accepts: Callable[[Candidate, Gap], bool]
    ) -> tuple[float, _Offer] | None:
        around = self._sources_around(gap)
        repeats = []
        for logarithm, offer in self._offers(gap, needs):
            found = (math.pow(2, -logarithm), offer)
            if offer.candidate.source in around:
                repeats.append(found)
            elif accepts(offer.candidate, gap):
                return found
        return next((each for each in repeats if accepts(each[1].candidate, gap)), None)

    def _offers(self, gap: Gap, needs: Mapping[str, float]) -> Iterator[tuple[float, _Offer]]:
        """Yield what may stand in the gap, best first, with the negative logarithm of its score."""
        streams = [
            self._stream(queue, gap, _pull(needs, pillar) - (gap.due - self._now) / half_life)
            for (pillar, half_life), queue in sorted(self._queues.items(), key=_queue_order)
            if self._may_stand(pillar, gap)
        ]
        return heapq.merge(*streams, key=lambda pair: (pair[0], *pair[1].order()[1:]))

    def _stream(self, queue: Sequence[_Offer], gap: Gap, pull: float) -> Iterator[tuple[float, _Offer]]:
        for offer in queue:
            candidate = offer.candidate
            is_free = candidate.item not in self._used and candidate.good_until > gap.due
            if is_free and not self._is_told(candidate.story, gap.due):
                yield -(offer.strength + pull), offer

    def _place(self, post: Placed) -> None:
        row = self._rows[post.channel]
        row.insert(bisect_left(row, (post.due, post.source or "")), (post.due, post.source or ""))
        counted = (post.due, post.pillar or "")
        self._all.insert(bisect_left(self._all, counted), counted)
        if post.story:
            self._told[post.story].append(post.due)
        if post.item:
            self._used.add(post.item)

    def _needs(self, due: datetime) -> dict[str, float]:
        """Return by how many posts each pillar is below its target around `due`, the next post counted in."""
        first = bisect_left(self._all, (due - AROUND, ""))
        last = bisect_right(self._all, (due + AROUND, "\U0010ffff"))
        counts = Counter(pillar for _, pillar in self._all[first:last])
        total = last - first + 1
        return {name: each.target * total / 100 - counts[name] for name, each in self._pillars.items()}

    def _may_stand(self, pillar: str | None, gap: Gap) -> bool:
        if gap.pillar is not None and pillar != gap.pillar:
            return False
        if pillar is not None and pillar not in self._pillars:
            return False
        return not any(pause.holds(channel=gap.channel, pillar=pillar) for pause in self._pauses)

    def _is_told(self, story: int, due: datetime) -> bool:
        return any(abs(due - told) < REST for told in self._told.get(story, ()))

    def _sources_around(self, gap: Gap) -> set[str]:
        """Return the sources of the channel's posts on that day, and of the ones just before and after."""
        row, zone = self._rows[gap.channel], zone_named(gap.zone)
        here = bisect_left(row, (gap.due, ""))
        day = gap.due.astimezone(zone).date()
        near = row[max(here - 1, 0) : here + 1]
        first = bisect_left(row, (gap.due - _DAY, ""))
        last = bisect_right(row, (gap.due + _DAY, "\U0010ffff"))
        same_day = [each for each in row[first:last] if each[0].astimezone(zone).date() == day]
        return {source for _, source in (*near, *same_day) if source}

    def _reason(self, offer: _Offer, gap: Gap, needs: Mapping[str, float]) -> Iterator[ReasonPart]:
        chosen = offer.candidate
        if offer.fit.pillar is not None:
            yield _need_in_words(self._pillars[offer.fit.pillar], needs, is_fixed=gap.pillar is not None)
        words = f"{chosen.owner}, trust {chosen.trust.value}"
        yield ReasonPart(name="trust", words=words, value=chosen.worth)
        yield _age_in_words(chosen, gap, self._now)
        yield ReasonPart(name="novelty", words=f"not used in {REST.days} days", value=float(REST.days))
        if offer.fit.words:
            named = ", ".join(offer.fit.words[:3])
            yield ReasonPart(name="fit", words=f"speaks of {named}", value=round(offer.fit.value, 2))


def _queue_order(pair: tuple[tuple[str | None, timedelta], object]) -> tuple[str, timedelta]:
    return (pair[0][0] or "", pair[0][1])


def _pull(needs: Mapping[str, float], pillar: str | None) -> float:
    """Return the logarithm of how attractive its need makes a pillar."""
    return 0.0 if pillar is None else _PULL * max(-_FURTHEST, min(_FURTHEST, needs[pillar]))


def _need_in_words(pillar: Pillar, needs: Mapping[str, float], *, is_fixed: bool) -> ReasonPart:
    need = needs[pillar.name]
    count = round(need)
    if count >= 1:
        words = f"{pillar.title} is {count} below target"
    elif is_fixed:
        words = f"the slot is for {pillar.title}"
    else:
        words = f"{pillar.title} is {'on' if count == 0 else 'above'} target"
    return ReasonPart(name="pillar", words=words, value=round(need, 1))


def _age_in_words(chosen: Candidate, gap: Gap, now: datetime) -> ReasonPart:
    if not chosen.is_dated:
        return ReasonPart(name="freshness", words="no date given")
    age = max(now - chosen.born, timedelta())
    words = f"{span(age)} old"
    if gap.due - now >= 2 * _DAY:
        words += f", {span(max(gap.due - chosen.born, timedelta()))} when it goes out"
    return ReasonPart(name="freshness", words=words, value=round(age / timedelta(hours=1), 1))
