"""The figures of a report: how many breaches pass, how many harmless posts are stopped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.guard_parts.posts import Labelled


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one system said of a post."""

    post: Labelled
    is_flagged: bool
    is_blocked: bool = False


def figures(judged: Sequence[Judgement]) -> dict[str, Any]:
    """Return precision, recall and their like; by kind, how many of how many were flagged."""
    bad = [each for each in judged if each.post.is_violation]
    good = [each for each in judged if not each.post.is_violation]
    caught, alarms = sum(each.is_flagged for each in bad), sum(each.is_flagged for each in good)
    recall, alarm_rate = _share(caught, len(bad)), _share(alarms, len(good))
    seen = Counter(kind for each in judged for kind in each.post.kinds)
    flagged = Counter(kind for each in judged if each.is_flagged for kind in each.post.kinds)
    return {
        "posts": len(judged),
        "precision": _share(caught, caught + alarms),
        "recall": recall,
        "balanced accuracy": round((recall + 1 - alarm_rate) / 2, 3),
        "leak": round(1 - recall, 3),
        "safe flagged": alarm_rate,
        "safe blocked": _share(sum(each.is_blocked for each in good), len(good)),
        "by kind": {kind: f"{flagged[kind]}/{seen[kind]}" for kind in sorted(seen)},
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
