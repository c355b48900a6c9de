"""What is asked of the filler, as it was given: gaps, candidates, what stands, and the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.choice import Candidate, Month, Placed
    from scheduler.domain.plan import Gap, Pause, Pillar


@dataclass(frozen=True)
class Question:
    """Everything that a plan depends on, in an order of its own whatever the order it was given in."""

    gaps: tuple[Gap, ...]
    candidates: tuple[Candidate, ...]
    now: datetime
    placed: tuple[Placed, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    pauses: tuple[Pause, ...] = ()
    #: Most per cent of the posts of a window that come from sources; `None` sets no limit.
    curated_share: int | None = None
    months: tuple[Month, ...] = ()
    #: What was proposed before: item by channel and due time.
    earlier: Mapping[tuple[str, datetime], int] = field(default_factory=dict)

    def in_order(self) -> Question:
        """Return the same question with each part sorted."""
        return Question(
            gaps=tuple(sorted(self.gaps, key=lambda gap: (gap.due, gap.channel, gap.slot))),
            candidates=tuple(sorted(self.candidates, key=lambda each: each.item)),
            now=self.now,
            placed=tuple(sorted(self.placed, key=_place_order)),
            pillars=tuple(sorted(self.pillars, key=lambda pillar: pillar.name)),
            pauses=self.pauses,
            curated_share=self.curated_share,
            months=self.months,
            earlier=self.earlier,
        )


def _place_order(post: Placed) -> tuple[datetime, str, int, str, str]:
    return (post.due, post.channel, post.item or 0, post.pillar or "", post.source or "")
