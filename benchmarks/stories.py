"""How well items are grouped into stories: on busy days, on quiet ones, and as they come in hour by hour.

Run: ROUNDS_SHARED=../shared python benchmarks/stories.py [--tune]

Data: UCI News Aggregator, health part (CC BY 4.0, Gasparetti). A story's labels are united where two
stories share two identical titles, as the set gives a story a new label on another day.

Busy: 600 different headlines of one span of 72 hours, some twenty of them for each story. Quiet: 130
stories with one to three headlines each, taken as if they came in one span, as the feeds of one hospital
bring them; here a wrong group hides an item. The first eight busy spans and half of the quiet samples
tuned the weights, the others test. B-cubed precision, recall and F1; each sample weighs the same.
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
from itertools import combinations, product
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from feeds.meaning import stories as grouping
from feeds.meaning.headlines import UNLIKE, Headline, likenesses
from feeds.meaning.model import SentenceModel, sentence_model
from feeds.meaning.stories import WINDOW, WITH_MODEL, WITHOUT, Weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[Any]

FILE: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
SIZE: Final = 600
QUIET_STORIES: Final = 130
#: The first busy spans by time, and the first quiet samples.
TUNE_BUSY: Final = 8
TUNE_QUIET: Final = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled headline."""

    title: str
    plain: str
    at: datetime
    story: str


@dataclass(frozen=True, slots=True)
class Quality:
    """B-cubed figures of one grouping."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


class Vectors:
    """Vectors by title, made once."""

    def __init__(self, model: SentenceModel | None, titles: Iterable[str]) -> None:
        self.common = model.common if model else None
        different = sorted(set(titles))
        rows = model.encode(different) if model else ()
        self._known = dict(zip(different, rows, strict=True)) if model else {}

    def headlines(self, sample: Sequence[Labelled]) -> list[Headline]:
        """Return a sample as what is grouped."""
        return [Headline(one.title, "", one.at, vector=self._known.get(one.title)) for one in sample]


def labelled(shared: Path) -> list[Labelled]:
    """Return the labelled headlines in the order of time, with united labels."""
    with gzip.open(shared / FILE, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [
        Labelled(
            title=row["title"],
            plain=" ".join(re.findall(r"[^\W_]+", row["title"].casefold())),
            at=datetime.fromtimestamp(int(row["timestamp_ms"]) / 1000, tz=UTC),
            story=row["story"],
        )
        for row in rows
    ]
    united = _united(found)
    named = (Labelled(one.title, one.plain, one.at, united[one.story]) for one in found)
    return sorted(named, key=lambda one: (one.at, one.plain))


def _united(found: Iterable[Labelled]) -> dict[str, str]:
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


def busy_samples(found: Sequence[Labelled]) -> list[list[Labelled]]:
    """Return samples of 600 different headlines, each of one span of 72 hours, by time."""
    spans: dict[int, dict[str, Labelled]] = defaultdict(dict)
    for one in found:
        spans[(one.at - found[0].at) // WINDOW].setdefault(one.plain, one)
    chance = random.Random(72)
    return [
        chance.sample(list(span.values()), SIZE) for _, span in sorted(spans.items()) if len(span) >= SIZE
    ]


def quiet_samples(found: Sequence[Labelled]) -> list[list[Labelled]]:
    """Return samples of stories with few headlines each, all dated alike."""
    titles: dict[str, dict[str, Labelled]] = defaultdict(dict)
    for one in found:
        titles[one.story].setdefault(one.plain, Labelled(one.title, one.plain, found[0].at, one.story))
    chance = random.Random(5)
    names = sorted(titles)
    chance.shuffle(names)
    few = [
        chance.sample(list(titles[s].values()), min(len(titles[s]), chance.choice((1, 1, 1, 2, 3))))
        for s in names
    ]
    ends = range(QUIET_STORIES, len(few) + 1, QUIET_STORIES)
    return [[one for story in few[end - QUIET_STORIES : end] for one in story] for end in ends]


def quality(sample: Sequence[Labelled], groups: Iterable[Sequence[int]]) -> Quality:
    """Return how well the groups fit the labels of `sample`."""
    sizes = Counter(one.story for one in sample)
    overlaps = [
        (times, len(group), sizes[name])
        for group in groups
        for name, times in Counter(sample[number].story for number in group).items()
    ]
    return Quality(
        precision=sum(times * times / size for times, size, _ in overlaps) / len(sample),
        recall=sum(times * times / size for times, _, size in overlaps) / len(sample),
    )


def at_once(sample: Sequence[Labelled], vectors: Vectors, weights: Weights) -> Quality:
    """Group a sample as a whole."""
    headlines = vectors.headlines(sample)
    return quality(sample, grouping.stories(headlines, common=vectors.common, weights=weights))


def hour_by_hour(sample: Sequence[Labelled], vectors: Vectors, weights: Weights) -> Quality:
    """Group a sample as it comes: what has a story keeps it, six hours' items join."""
    headlines = vectors.headlines(sample)
    order = sorted(range(len(sample)), key=lambda number: sample[number].at)
    seen: list[int] = []
    until = sample[order[0]].at
    while len(seen) < len(order):
        until += timedelta(hours=6)
        new = [number for number in order[len(seen) :] if sample[number].at <= until]
        seen += new
        if not new:
            continue
        groups = grouping.stories(
            [headlines[number] for number in seen], common=vectors.common, weights=weights
        )
        for group in groups:
            story = next((headlines[seen[n]].story for n in group if headlines[seen[n]].story), 0)
            for n in group:
                headlines[seen[n]].story = story or seen[group[0]] + 1
    by_story: dict[int, list[int]] = defaultdict(list)
    for number, headline in enumerate(headlines):
        by_story[headline.story].append(number)
    return quality(sample, by_story.values())


def mean(qualities: Sequence[Quality]) -> str:
    """Return the mean figures as a line of a table."""
    precision, recall = fmean(one.precision for one in qualities), fmean(one.recall for one in qualities)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {fmean(one.f1 for one in qualities):.3f}"


def fitted(samples: Sequence[Sequence[Labelled]], vectors: Vectors) -> Floats:
    """Return the weights of vectors, likeness, hours and bias that tell pairs of one story best."""
    parts = [_pairs(vectors.headlines(sample), sample, vectors.common) for sample in samples]
    values = np.concatenate([part[0] for part in parts])
    truth = np.concatenate([part[1] for part in parts])
    each = np.concatenate([np.full(len(part[1]), 1 / len(part[1])) for part in parts])
    each /= each.sum()
    weights = np.zeros(values.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (each * (chance - truth)) + 1e-5 * weights
        bend = (values * (each * chance * (1 - chance))[:, None]).T @ values
        weights -= np.linalg.solve(bend + 1e-5 * np.eye(len(weights)), slope)
    return weights


def _pairs(
    headlines: Sequence[Headline], sample: Sequence[Labelled], common: Floats | None
) -> tuple[Floats, Floats]:
    count = len(headlines)
    alike = np.full((count, count), UNLIKE)
    for one, other, value in likenesses(headlines):
        alike[one, other] = alike[other, one] = value
    hours = np.array([headline.at.timestamp() for headline in headlines]) / WINDOW.total_seconds()
    names = np.array([one.story for one in sample])
    views = [alike, np.abs(hours[:, None] - hours), np.ones((count, count))]
    vectors = grouping._vectors(headlines, common)  # noqa: SLF001 - fitted on what is used
    if vectors is not None:
        views.insert(0, vectors @ vectors.T)
    pairs = np.triu_indices(count, 1)
    return np.stack([view[pairs] for view in views], axis=1), (names[:, None] == names)[pairs]


def tune(busy: Sequence[Sequence[Labelled]], quiet: Sequence[Sequence[Labelled]], vectors: Vectors) -> None:
    """Print the weights that tell pairs best, and what each choice of needs comes to, on the tuning part."""
    *meaning, likeness, window, bias = fitted([*busy, *quiet], vectors)
    for alone, many, fall in product((0.7, 0.8, 0.9), (0.06, 0.12, 0.18, 0.24), (0.25, 0.5)):
        weights = Weights(sum(meaning), likeness, window, bias, alone, many, fall)
        each = (mean([at_once(one, vectors, weights) for one in samples]) for samples in (busy, quiet))
        print(" ".join(f"{value:.2f}" for value in weights), "busy", " | quiet ".join(each), flush=True)


def report(found: Sequence[Labelled], vectors: Vectors, weights: Weights, *, bar: float, name: str) -> None:
    """Print the figures of one way beside its bar."""
    busy, quiet = busy_samples(found)[TUNE_BUSY:], quiet_samples(found)[TUNE_QUIET:]
    started = time.process_time()
    together = mean([at_once(one, vectors, weights) for one in busy])
    each = (time.process_time() - started) / len(busy)
    coming = mean([hour_by_hour(one, vectors, weights) for one in busy])
    calm = mean([at_once(one, vectors, weights) for one in quiet])
    print(f"{name}: {len(busy)} busy samples of {SIZE} headlines, {each:.2f} CPU s each")
    print(f"  all at once         {together}   bar F1 {bar}")
    print(f"  as they come in     {coming}")
    print(f"  {len(quiet)} quiet samples     {calm}")


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / FILE).exists():
        sys.exit(f"The labelled headlines are missing: set ROUNDS_SHARED to the folder that holds {FILE}.")
    found = labelled(shared)
    busy, quiet = busy_samples(found), quiet_samples(found)
    letters = Vectors(None, ())
    model = sentence_model()
    with_model = (
        Vectors(model, (one.title for sample in (*busy, *quiet) for one in sample)) if model else None
    )
    if "--tune" in sys.argv:
        for vectors in filter(None, (with_model, letters)):
            tune(busy[:TUNE_BUSY], quiet[:TUNE_QUIET], vectors)
        return
    print(f"tuned on the first {TUNE_BUSY} busy spans and {TUNE_QUIET} quiet samples; tested on the others")
    if with_model:
        report(found, with_model, WITH_MODEL, bar=0.86, name="with the model")
    else:
        print("with the model: not installed, see docs/curation.md")
    report(found, letters, WITHOUT, bar=0.78, name="without")


if __name__ == "__main__":
    main()
