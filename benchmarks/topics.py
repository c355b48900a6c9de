"""How well stories never seen are put under their topic: by descriptions alone, and with people's labels.

Run: ROUNDS_SHARED=../shared python benchmarks/topics.py

Data: stories of the UCI News Aggregator (CC BY 4.0, Gasparetti), labelled with 13 topics by the project.
The descriptions below were written by somebody who had seen example titles of each topic. Stories are split
in five parts; those of four give one headline each as a label, at most so many a topic, those of the fifth
test, each story weighing the same. Macro-F1 over the topics, mean and range over five draws. Two constants
of `feeds/meaning/topics.py` were tried on all of these stories, so the figures flatter them a little; both
halves by time are shown.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from feeds.meaning.model import SentenceModel, sentence_model
from feeds.meaning.topics import Described, Topic, described, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[Any]

HEADLINES: Final = "data/feeds/uci-news-aggregator-health.tsv.gz"
LABELS: Final = "data/feeds/uci-health-story-topics.csv"
BARS: Final = {0: 0.66, 12: 0.73}
COUNTS: Final = (0, 1, 3, 6, 12)
DRAWS: Final = 5
#: Headlines of one story that are tested at most.
MOST: Final = 20
TOPICS: Final = (
    Topic(
        "BRN",
        "Brain and nerves",
        "Alzheimer's disease, dementia, autism, Parkinson's, multiple sclerosis, epilepsy, concussion and "
        "the brain.",
    ),
    Topic(
        "CAN",
        "Cancer",
        "Cancer prevention, screening, mammograms, tumours, chemotherapy and survivors of breast, colon, "
        "lung, prostate and skin cancer.",
    ),
    Topic(
        "HRT",
        "Heart and stroke",
        "Heart disease, heart attack, stroke, blood pressure, cholesterol, statins and cardiovascular risk.",
    ),
    Topic(
        "INF",
        "Infectious diseases",
        "Infections and outbreaks: flu, measles, Ebola, MERS, HIV, hepatitis, malaria, antibiotics "
        "resistance, vaccines and vaccination.",
    ),
    Topic(
        "LIF",
        "Fitness and healthy living",
        "Exercise, fitness, sleep, sitting, healthy habits, well-being, ageing and wearables.",
    ),
    Topic(
        "MEN",
        "Mental health",
        "Depression, suicide, anxiety, stress, ADHD, psychiatric disorders and antidepressants.",
    ),
    Topic(
        "MET",
        "Nutrition, weight and diabetes",
        "Diet, food, sugar, fruit and vegetables, obesity, weight loss, diabetes and metabolism.",
    ),
    Topic(
        "OFF",
        "Not for us",
        "Business and stock market news of companies, celebrities, crime, animals and pets, sports, "
        "entertainment.",
    ),
    Topic(
        "POL",
        "Health care and policy",
        "Hospitals, doctors, insurance coverage, Medicare and Medicaid, the Affordable Care Act, laws, costs "
        "and quality of health care.",
    ),
    Topic(
        "REC",
        "Recalls and food safety",
        "Recalls of food and products, food poisoning, salmonella, listeria, E. coli and contamination.",
    ),
    Topic(
        "RND",
        "Research and new treatments",
        "Scientists develop new treatments, devices, stem cells, gene therapy and drugs; first-in-the-world "
        "surgery and laboratory discoveries.",
    ),
    Topic(
        "SUB",
        "Tobacco, alcohol and drugs",
        "Smoking, e-cigarettes, alcohol drinking, marijuana, opioid painkillers, overdose and addiction.",
    ),
    Topic(
        "WOM",
        "Women, pregnancy and children",
        "Pregnancy, birth, breastfeeding, birth control, fertility, babies, children's and women's health.",
    ),
)


@dataclass(frozen=True)
class Story:
    """A labelled story, with the vectors of its headlines."""

    topic: int
    vectors: Floats


def stories(shared: Path, model: SentenceModel) -> list[Story]:
    """Return the labelled stories that have headlines here, by time."""
    titles: dict[str, list[str]] = defaultdict(list)
    with gzip.open(shared / HEADLINES, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            titles[row["story"]].append(row["title"])
    numbers = {topic.name: number for number, topic in enumerate(TOPICS)}
    first = {story: number for number, story in enumerate(titles)}
    found = []
    with (shared / LABELS).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            members = [story for story in row["member_story_ids"].split() if story in titles]
            if row["topic"] in numbers and members:
                own = list(dict.fromkeys(title for story in members for title in titles[story]))
                found.append((min(first[m] for m in members), numbers[row["topic"]], own))
    chance = random.Random(13)
    return [
        Story(topic, model.encode(chance.sample(own, min(MOST, len(own)))))
        for _, topic, own in sorted(found, key=lambda each: each[0])
    ]


def macro_f1(pairs: Sequence[tuple[int, Floats]]) -> float:
    """Return the mean F1 over the topics that occur, each story weighing 1; pairs are truth and guesses."""
    counts = np.zeros((len(TOPICS), len(TOPICS)))
    for truth, guesses in pairs:
        for guess in guesses:
            counts[truth, guess] += 1 / len(guesses)
    right, both = counts.diagonal(), counts.sum(axis=0) + counts.sum(axis=1)
    return float(np.mean([2 * right[n] / both[n] for n in range(len(TOPICS)) if counts[n].sum()]))


def guessed(
    known: Sequence[Story], topics: Described, common: Floats, *, labels: int, seed: int
) -> list[tuple[int, Floats]]:
    """Return truth and guesses of every story, each guessed by what stories of other parts taught."""
    chance = random.Random(seed)
    order = sorted(range(len(known)), key=lambda n: (known[n].topic, chance.random()))
    part = {number: place % 5 for place, number in enumerate(order)}
    pairs = []
    for left_out in range(5):
        taught: dict[int, list[Story]] = defaultdict(list)
        for number in chance.sample(order, len(order)):
            story = known[number]
            if part[number] != left_out and len(taught[story.topic]) < labels:
                taught[story.topic].append(story)
        lessons = [(one.topic, chance.choice(list(one.vectors))) for each in taught.values() for one in each]
        texts = np.stack([vector for _, vector in lessons]) if lessons else np.zeros((0, len(common)))
        judging = judge(topics, common, texts=texts, labels=[topic for topic, _ in lessons])
        tested = (known[number] for number in order if part[number] == left_out)
        pairs += [(story.topic, judging.chances(story.vectors).argmax(axis=1)) for story in tested]
    return pairs


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / LABELS).exists():
        sys.exit(f"The labelled stories are missing: set ROUNDS_SHARED to the folder that holds {LABELS}.")
    model = sentence_model()
    if model is None:
        sys.exit("The sentence model is not installed: pip install 'rounds[curation]'.")
    known, topics = stories(shared, model), described(TOPICS, model)
    print(
        f"{len(known)} stories, {sum(len(story.vectors) for story in known)} headlines, {len(TOPICS)} topics"
    )
    half = len(known) // 2
    print("labels a topic   all stories (range)   early half   late half   bar")
    for labels in COUNTS:
        draws = range(DRAWS if labels else 1)
        all_of, early, late = (
            [macro_f1(guessed(part, topics, model.common, labels=labels, seed=seed)) for seed in draws]
            for part in (known, known[:half], known[half:])
        )
        spread = f"{fmean(all_of):.3f} ({min(all_of):.3f}-{max(all_of):.3f})"
        bar = BARS.get(labels, "")
        print(f"{labels:14}   {spread:19}   {fmean(early):10.3f}   {fmean(late):9.3f}   {bar}")


if __name__ == "__main__":
    main()
