"""How well the guard tells posts that break privacy from harmless ones, and what it costs.

Reads the labelled posts that stand outside the repository (`ROUNDS_SHARED`). `train2` was used to write
the rules, `dev` and `asq-phi` were not. Run: `python benchmarks/guard.py [--json]`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

SHARED = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SETS = ("train2", "dev", "asq-phi", "review")


def posts_of(name: str) -> list[dict[str, Any]]:
    """Read one set of labelled posts."""
    lines = (SHARED / "data" / "phi" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def score(posts: list[dict[str, Any]]) -> dict[str, Any]:
    """Judge each post once; `hold` and `block` both count as flagged."""
    started = time.process_time()
    verdicts = [review(Subject(text=post["text"])).verdict for post in posts]
    milliseconds = (time.process_time() - started) * 1000 / len(posts)
    tally = Counter((post["label"], verdict) for post, verdict in zip(posts, verdicts, strict=True))
    bad = sum(count for (label, _), count in tally.items() if label != "safe")
    good = sum(count for (label, _), count in tally.items() if label == "safe")
    caught = bad - sum(
        count for (label, verdict), count in tally.items() if label != "safe" and verdict is Verdict.PASS
    )
    alarms = good - tally["safe", Verdict.PASS]
    kinds = [
        (kind, verdict is not Verdict.PASS)
        for post, verdict in zip(posts, verdicts, strict=True)
        for kind in post["kinds"]
    ]
    seen, flagged = Counter(kind for kind, _ in kinds), Counter(kind for kind, flag in kinds if flag)
    return {
        "posts": len(posts),
        "precision": _ratio(caught, caught + alarms),
        "recall": _ratio(caught, bad),
        "balanced_accuracy": round((_ratio(caught, bad) + 1 - _ratio(alarms, good)) / 2, 3),
        "false_alarms": _ratio(alarms, good),
        "safe_blocked": _ratio(tally["safe", Verdict.BLOCK], good),
        "cpu_ms": round(milliseconds, 2),
        "flagged_by_kind": {kind: f"{flagged[kind]}/{seen[kind]}" for kind in sorted(seen)},
    }


def main() -> None:
    """Print a score for each set: as lines, or as one JSON object."""
    scores = {name: score(posts_of(name)) for name in SETS}
    if "--json" in sys.argv:
        print(json.dumps(scores))
        return
    for name, result in scores.items():
        print(name, {key: value for key, value in result.items() if key != "flagged_by_kind"})
        print("   ", "  ".join(f"{kind} {share}" for kind, share in result["flagged_by_kind"].items()))


if __name__ == "__main__":
    main()
