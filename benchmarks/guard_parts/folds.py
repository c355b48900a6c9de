"""Chances of posts by scorers that never read their voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.guard_parts.learning import Counts, learn
from scheduler.policies.likeness import is_judged
from scheduler.policies.scorer import chances_of, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.guard_parts.posts import Judged, Labelled
    from scheduler.policies.scorer import Learned, Meaning


@dataclass(frozen=True, slots=True)
class Chances:
    """A post, whether a rule stopped it, and what the learned layer says without and with the model."""

    post: Labelled
    is_stopped: bool
    is_blocked: bool
    alone: float
    both: float

    @property
    def is_violation(self) -> bool:
        """What the label says."""
        return self.post.is_violation

    def is_flagged(self, limit: float, *, with_meaning: bool) -> bool:
        """Is it stopped by a rule, or likely enough?"""
        return self.is_stopped or (self.both if with_meaning else self.alone) >= limit


def chances_by(learned: Learned, rows: Sequence[Judged], meaning: Meaning) -> list[Chances]:
    """Judge posts as the guard does at run time, without and with the sentence model."""
    judged = []
    for row in rows:
        if not is_judged(row.reading):
            judged.append(Chances(row.post, row.is_stopped, row.is_blocked, alone=0.0, both=0.0))
            continue
        alone = worst(chances_of(row.reading, row.fired, None, learned=learned))
        both = worst(chances_of(row.reading, row.fired, meaning, learned=learned))
        judged.append(Chances(row.post, row.is_stopped, row.is_blocked, alone=alone.value, both=both.value))
    return judged


def left_out(rows: Sequence[Judged], meaning: Meaning) -> list[Chances]:
    """Judge each voice by a scorer that was taught with the others."""
    judged: list[Chances] = []
    counts = Counts(rows)
    for voice in sorted({row.post.voice for row in rows}):
        learned = learn([row for row in rows if row.post.voice != voice], meaning, counts=counts)
        judged += chances_by(learned, [row for row in rows if row.post.voice == voice], meaning)
    return judged
