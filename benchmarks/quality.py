"""How often each rule of quality speaks on decent posts, and what it costs.

Reads the harmless ones of the labelled posts and real posts of health desks, which stand outside the
repository (`ROUNDS_SHARED`). The words were chosen with `train2` and the real posts with an even number;
`dev` and those with an odd one were only counted. Run: `python benchmarks/quality.py [--json] [--all]`.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scheduler.policies.finding import Severity
from scheduler.policies.quality.check import QUALITY_RULES, find_quality
from scheduler.policies.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED: Final = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
#: Louder than so, an advice annoys; a rule that stops posts is wrong.
MOST_ADVICE: Final = 0.15
MOST_STOPS: Final = 0.01
#: Real posts are many; one in so many is enough for a table.
_EVERY: Final = 8


def _labelled(name: str) -> Iterator[str]:
    for line in (SHARED / "phi" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        if post["label"] == "safe":
            yield post["text"]


def _real(parity: int, every: int) -> Iterator[str]:
    path = SHARED / "feeds" / "health-tweets-2011-2015.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        next(lines)
        for number, line in enumerate(lines):
            if number % (2 * every) == parity:
                yield line.rstrip("\n").split("\t")[3]


def sets(every: int) -> dict[str, list[str]]:
    """Return the texts of each set."""
    return {
        "train2": list(_labelled("train2")),
        "dev": list(_labelled("dev")),
        "real, even": list(_real(0, every)),
        "real, odd": list(_real(1, every)),
    }


def count(texts: list[str]) -> dict[str, Any]:
    """Say on which share of the texts each rule spoke, on which one stopped, and the CPU time for one."""
    fired: Counter[str] = Counter()
    stopped = 0
    started = time.process_time()
    for text in texts:
        found = list(find_quality(Subject(text=text)))
        fired.update({finding.rule for finding in found})
        stopped += any(finding.severity is not Severity.ADVICE for finding in found)
    milliseconds = (time.process_time() - started) * 1000 / len(texts)
    rates = {rule.id: fired[rule.id] / len(texts) for rule in QUALITY_RULES}
    return {"posts": len(texts), "cpu_ms": milliseconds, "stopped": stopped / len(texts), "rates": rates}


def _print(table: dict[str, dict[str, Any]]) -> None:
    print("rule".ljust(26) + "".join(name.rjust(12) for name in table))
    print("posts".ljust(26) + "".join(f"{each['posts']:>12,}" for each in table.values()))
    for rule in QUALITY_RULES:
        most = MOST_ADVICE if rule.severity is Severity.ADVICE else MOST_STOPS
        rates = [each["rates"][rule.id] for each in table.values()]
        mark = "  too loud" if max(rates) > most else ""
        cells = "".join(f"{rate:>12.2%}" for rate in rates)
        print(f"{rule.id:26}{cells}  {rule.severity.value}{mark}")
    print("held or blocked".ljust(26) + "".join(f"{each['stopped']:>12.2%}" for each in table.values()))
    print("CPU ms a post".ljust(26) + "".join(f"{each['cpu_ms']:>12.2f}" for each in table.values()))


def main() -> int:
    """Print the table; 1 where a rule is too loud."""
    every = 1 if "--all" in sys.argv else _EVERY
    table = {name: count(texts) for name, texts in sets(every).items()}
    if "--json" in sys.argv:
        print(json.dumps(table, indent=2))
    else:
        _print(table)
    loud = [
        rule.id
        for rule in QUALITY_RULES
        for each in table.values()
        if each["rates"][rule.id] > (MOST_ADVICE if rule.severity is Severity.ADVICE else MOST_STOPS)
    ]
    return 1 if loud else 0


if __name__ == "__main__":
    sys.exit(main())
