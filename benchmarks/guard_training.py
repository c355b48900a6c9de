"""Makes the weights of the guard's learned layer: `python -m benchmarks.guard_training`.

Needs the dependency group `train` and the extra `curation`. Learns from all labelled posts but
`holdout.jsonl`; the thresholds come from chances that each post got from a scorer that never read its
voice. The same posts make the same weights, to the rounding of the processor's arithmetic.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.guard_parts.folds import Chances, left_out
from benchmarks.guard_parts.learning import learn
from benchmarks.guard_parts.posts import FOLDER, judged_by_rules, posts
from benchmarks.guard_parts.vectors import remembered
from scheduler.policies.scorer import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.policies.scorer import Learned

#: So many of the harmless posts of a voice nobody learned from may be held; within that, few breaches pass.
#: Where the sentence model tells more, fewer: so breaches and harmless posts of strangers fare alike.
_MOST_ALARMS: Final = {False: 0.12, True: 0.105}


def threshold(chances: Sequence[Chances], *, with_meaning: bool) -> float:
    """Return the lowest chance to hold from that keeps within `_MOST_ALARMS`, over voices that told both."""
    both = {each.post.voice for each in chances if each.is_violation}
    good = [each for each in chances if not each.is_violation and each.post.voice in both]

    def alarms(limit: float) -> float:
        return sum(each.is_flagged(limit, with_meaning=with_meaning) for each in good) / len(good)

    return next(step / 100 for step in range(30, 100) if alarms(step / 100) <= _MOST_ALARMS[with_meaning])


def written(learned: Learned) -> tuple[str, str]:
    """Return both files of weights: one feature a line, by kind, so that a person can read and compare."""
    kinds: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for feature, (rarity, weight) in sorted(learned.scorer.weights.items()):
        kinds[kind_of(feature)][feature] = (rarity, weight)
    told: dict[str, Any] = {
        "about": "Rarity and weight of each feature; above 0 speaks for a breach. "
        "Made by benchmarks/guard_training.py.",
        "bias": learned.scorer.bias,
        "threshold": learned.threshold,
        "shares": dict(learned.scorer.shares),
        "features": kinds,
    }
    meant = {
        "about": "A slope over the vectors of the sentence model, and directions along which it bends, each "
        "with its strength. Made by benchmarks/guard_training.py.",
        "model": learned.meant.model,
        "bias": learned.meant.bias,
        "threshold": learned.threshold_with_meaning,
        "slope": learned.meant.slope,
        "bends": learned.meant.bends,
    }
    return _json(told), _json(meant)


def _json(value: dict[str, Any]) -> str:
    lines = []
    for key, part in value.items():
        if key == "features":
            kinds = ",\n".join(
                f"{json.dumps(kind)}: {{\n{_features(found)}\n}}" for kind, found in part.items()
            )
            lines.append(f'"features": {{\n{kinds}\n}}')
        elif key == "bends":
            bends = ",\n".join(json.dumps(bend) for bend in part)
            lines.append(f'"bends": [\n{bends}\n]')
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(part)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _features(found: dict[str, tuple[float, float]]) -> str:
    lines = (f"{json.dumps(name)}:[{rarity:g},{weight:g}]" for name, (rarity, weight) in found.items())
    return ",\n".join(lines)


def main() -> None:
    """Write the weights beside the guard, or into the folder that is named."""
    meaning = remembered()
    rows = [judged_by_rules(post) for post in posts()]
    chances = [each for each in left_out(rows, meaning) if not each.post.is_test]
    limits = (threshold(chances, with_meaning=False), threshold(chances, with_meaning=True))
    told, meant = written(learn(rows, meaning, thresholds=limits))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER.parent
    (folder / "scorer.json").write_text(told, "utf-8")
    (folder / "meaning.json").write_text(meant, "utf-8")
    print(f"learned from {len(rows)} posts; held from {limits[0]}, with the sentence model from {limits[1]}")


if __name__ == "__main__":
    main()
