"""How well headlines are folded into stories, on 72-hour windows of labelled headlines.

Run: ROUNDS_SHARED=../shared python benchmarks/folding.py [--tune]

Data: UCI News Aggregator, health part (CC BY 4.0, Gasparetti). Every third window tunes the threshold,
the others test it; a story's labels are united where two stories share two identical titles, as the
set gives a story a new label on another day. B-cubed precision, recall and F1; each window weighs the same.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Final

from feeds.duplicates import THRESHOLD, WINDOW, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
SIZE: Final = 600
TUNED: Final = range(39, 61, 2)


@dataclass(frozen=True, slots=True)
class Headline:
    """One labelled headline."""

    title: str
    plain: str
    at: datetime
    story: str


@dataclass(frozen=True, slots=True)
class Quality:
    """B-cubed figures of one clustering."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def headlines(shared: Path) -> list[Headline]:
    """Return the labelled headlines in the order of time, with united labels."""
    with gzip.open(shared / FILE, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [
        Headline(
            title=row["title"],
            plain=" ".join(re.findall(r"[^\W_]+", row["title"].casefold())),
            at=datetime.fromtimestamp(int(row["timestamp_ms"]) / 1000, tz=UTC),
            story=row["story"],
        )
        for row in rows
    ]
    united = _united(found)
    named = (Headline(one.title, one.plain, one.at, united[one.story]) for one in found)
    return sorted(named, key=lambda one: (one.at, one.plain))


def _united(found: Iterable[Headline]) -> dict[str, str]:
    stories_of: dict[str, set[str]] = defaultdict(set)
    for one in found:
        stories_of[one.plain].add(one.story)
    shared = Counter(pair for stories in stories_of.values() for pair in combinations(sorted(stories), 2))
    label = {story: story for stories in stories_of.values() for story in stories}
    for (first, second), titles in shared.items():
        if titles > 1 and label[first] != label[second]:
            old = label[second]
            label.update({story: label[first] for story, name in label.items() if name == old})
    return label


def windows(found: Sequence[Headline]) -> list[list[Headline]]:
    """Return samples of 600 different headlines, each of one span of 72 hours."""
    spans: dict[int, dict[str, Headline]] = defaultdict(dict)
    for one in found:
        spans[(one.at - found[0].at) // WINDOW].setdefault(one.plain, one)
    chance = random.Random(72)
    return [
        chance.sample(list(span.values()), SIZE) for _, span in sorted(spans.items()) if len(span) >= SIZE
    ]


def quality(window: Sequence[Headline], *, threshold: float) -> Quality:
    """Return how well folding at `threshold` finds the labelled stories of `window`."""
    stories = fold(
        window, title=lambda one: one.title, link=lambda _: "", at=lambda one: one.at, threshold=threshold
    )
    sizes = Counter(one.story for one in window)
    overlaps = [
        (n, len(story), sizes[name])
        for story in stories
        for name, n in Counter(o.story for o in story).items()
    ]
    return Quality(
        precision=sum(n * n / found for n, found, _ in overlaps) / len(window),
        recall=sum(n * n / there for n, _, there in overlaps) / len(window),
    )


def mean(samples: Sequence[Sequence[Headline]], *, threshold: float) -> str:
    """Return the mean figures over `samples`, as a line of a table."""
    each = [quality(window, threshold=threshold) for window in samples]
    figures = (
        fmean(one.precision for one in each),
        fmean(one.recall for one in each),
        fmean(one.f1 for one in each),
    )
    return "P {:.3f}  R {:.3f}  F1 {:.3f}".format(*figures)


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / FILE).exists():
        sys.exit(f"The labelled headlines are missing: set ROUNDS_SHARED to the folder that holds {FILE}.")
    samples = windows(headlines(shared))
    tuning, testing = samples[::3], [one for number, one in enumerate(samples) if number % 3]
    if "--tune" in sys.argv:
        for threshold in TUNED:
            print(
                f"tuning, {len(tuning)} windows, threshold {threshold}: {mean(tuning, threshold=threshold)}"
            )
    print(f"tuning, {len(tuning)} windows, threshold {THRESHOLD:g}: {mean(tuning, threshold=THRESHOLD)}")
    started = time.process_time()
    print(f"testing, {len(testing)} windows, threshold {THRESHOLD:g}: {mean(testing, threshold=THRESHOLD)}")
    each = (time.process_time() - started) / len(testing)
    print(f"{SIZE} headlines folded in {timedelta(seconds=each).total_seconds():.2f} s of processor time")
    print(f"exact titles only, testing: {mean(testing, threshold=100.1)}")


if __name__ == "__main__":
    main()
