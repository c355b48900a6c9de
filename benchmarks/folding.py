"""How well headlines are folded into stories: on busy days, and on quiet ones.

Run: ROUNDS_SHARED=../shared python benchmarks/folding.py [--tune]

Data: UCI News Aggregator, health part (CC BY 4.0, Gasparetti). A story's labels are united where two
stories share two identical titles, as the set gives a story a new label on another day.

Busy: 600 different headlines of one span of 72 hours, some twenty of them for each story. Quiet: 130
stories of the whole time with one to three headlines each, taken as if they came in one span, as the
feeds of one hospital bring them; here a wrong fold hides an item. Every third busy window and half of the
quiet stories tune, the others test. B-cubed precision, recall and F1; each sample weighs the same.
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
from datetime import UTC, datetime
from functools import partial
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Final

from feeds.duplicates import ALONE, AMONG_MANY, WINDOW, fold, needed_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
SIZE: Final = 600
QUIET_STORIES: Final = 130
TUNED: Final = tuple((alone, many) for alone in (40.0, 42.0, 44.0, 46.0, 48.0) for many in (20.0, 22.0, 24.0))


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


def quiet_samples(found: Sequence[Headline]) -> list[list[Headline]]:
    """Return samples of stories with few headlines each, all dated alike."""
    titles: dict[str, dict[str, Headline]] = defaultdict(dict)
    for one in found:
        titles[one.story].setdefault(one.plain, Headline(one.title, one.plain, found[0].at, one.story))
    chance = random.Random(5)
    stories = sorted(titles)
    chance.shuffle(stories)
    few = [
        chance.sample(list(titles[s].values()), min(len(titles[s]), chance.choice((1, 1, 1, 2, 3))))
        for s in stories
    ]
    ends = range(QUIET_STORIES, len(few) + 1, QUIET_STORIES)
    return [[one for story in few[end - QUIET_STORIES : end] for one in story] for end in ends]


def quality(sample: Sequence[Headline], *, alone: float, many: float) -> Quality:
    """Return how well folding finds the labelled stories of `sample`."""
    stories = fold(
        sample,
        title=lambda one: one.title,
        link=lambda _: "",
        at=lambda one: one.at,
        needed=partial(needed_for, alone=alone, among_many=many),
    )
    sizes = Counter(one.story for one in sample)
    overlaps = [
        (times, len(story), sizes[name])
        for story in stories
        for name, times in Counter(one.story for one in story).items()
    ]
    return Quality(
        precision=sum(times * times / size for times, size, _ in overlaps) / len(sample),
        recall=sum(times * times / size for times, _, size in overlaps) / len(sample),
    )


def mean(samples: Sequence[Sequence[Headline]], *, alone: float = ALONE, many: float = AMONG_MANY) -> str:
    """Return the mean figures over `samples`, as a line of a table."""
    each = [quality(sample, alone=alone, many=many) for sample in samples]
    precision, recall = fmean(one.precision for one in each), fmean(one.recall for one in each)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {fmean(one.f1 for one in each):.3f}"


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / FILE).exists():
        sys.exit(f"The labelled headlines are missing: set ROUNDS_SHARED to the folder that holds {FILE}.")
    found = headlines(shared)
    busy, quiet = windows(found), quiet_samples(found)
    half = len(quiet) // 2
    if "--tune" in sys.argv:
        for alone, many in TUNED:
            lines = (mean(samples, alone=alone, many=many) for samples in (busy[::3], quiet[:half]))
            print(f"tuning, alone {alone:g}, among many {many:g}: busy {' | quiet '.join(lines)}")
    testing = [sample for number, sample in enumerate(busy) if number % 3]
    print(f"chosen: alone {ALONE:g}, among many {AMONG_MANY:g}")
    started = time.process_time()
    print(f"testing, busy,  {len(testing)} samples of {SIZE} headlines:     {mean(testing)}")
    each = (time.process_time() - started) / len(testing)
    print(
        f"testing, quiet, {len(quiet) - half} samples of {QUIET_STORIES} stories:        {mean(quiet[half:])}"
    )
    exact = {"alone": 200.0, "many": 200.0}
    print(f"exact titles only: busy {mean(testing, **exact)} | quiet {mean(quiet[half:], **exact)}")
    print(f"{SIZE} headlines folded in {each:.2f} s of processor time")


if __name__ == "__main__":
    main()
