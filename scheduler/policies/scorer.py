"""The learned layer: how likely a text tells of a patient, and the words that say so.

Linear, from `data/scorer.json`, in plain Python. Where a sentence model is at hand, the mean, in log odds,
with a second scorer over its vectors, from `data/meaning.json`. Both are made by
`benchmarks/guard_training.py`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scheduler.policies.features import facts_of, features_of, tokens_of
from scheduler.policies.reading import read
from scheduler.policies.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scheduler.policies.reading import Reading


class Meaning(Protocol):
    """A sentence model: texts that mean alike get vectors that lie near each other."""

    #: Name and digest of the model; weights made for another one do not fit.
    name: str

    def vector(self, text: str) -> Sequence[float]:
        """Return the vector of a short text, of length 1."""


class OtherModelError(Exception):
    """The sentence model is not the one that the weights were made for."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a text breaks a patient's privacy, 0 to 1, and the words of it that weighed most."""

    value: float
    words: tuple[str, ...]


#: Longer texts are read in overlapping stretches of a few dozen words: a breach must not drown in what stands
#: around it, and sentence models read no further.
_LONG, _STRETCH, _STEP = 60, 36, 18
#: Below and above, the sentence model is spared, which costs more than all else: on voices left out, three
#: posts in four needed none. From 0.1 to 0.9 two in five would, and of breaches 4 in 1,000 fewer would pass.
_SURE_SAFE, _SURE_BREACH = 0.2, 0.8
#: So much less likely is a breach where a text presents or praises who works here: stories and praise share
#: their words. Chosen on voices left out: of staff posts 4 in 100 fewer are held, of breaches 5 in 1,000.
_CREDIT = 0.15
_OF_CARE = frozenset({"!personal_care", "!personal_outcome", "!named_ILL", "!names_a_patient"})
_MOST_WORDS_SHOWN = 4
#: Words that say nothing to a person by themselves.
_SAY_NOTHING = words_of(
    """
    a all am an and are as at be but by do for from had has have in into is it its no not of on or out so
    than that the then there these this to too up was were what when with
    """
)
#: How a kind of feature is told from the others, by its first sign.
_KINDS = {"~": "parts", "^": "shape", "!": "facts"}


def kind_of(feature: str) -> str:
    """Return which kind of feature it is; an exclamation mark is a word like others."""
    if feature[0] == "!" and feature[1:2] in ("", " "):
        return "words"
    return _KINDS.get(feature[0], "words")


class Scorer:
    """A linear scorer over counted features.

    A feature has a rarity and a weight. Each kind of features is brought to length 1, times the share of
    the kind; facts count as they are.
    """

    def __init__(
        self, weights: Mapping[str, Sequence[float]], *, bias: float, shares: Mapping[str, float]
    ) -> None:
        self.weights = weights
        self.bias = bias
        self.shares = shares

    def chance(self, counted: Mapping[str, int]) -> Chance:
        """Say how likely a text with these features breaks a patient's privacy."""
        said: dict[str, list[tuple[float, float, str]]] = {kind: [] for kind in self.shares}
        for feature, count in counted.items():
            found = self.weights.get(feature)
            if found is not None:
                rarity, weight = found
                said[kind_of(feature)].append(((1 + math.log(count)) * rarity, weight, feature))
        total, shown = self.bias, list[tuple[float, str]]()
        for kind, parts in said.items():
            length = math.sqrt(sum(value * value for value, _, _ in parts)) if kind != "facts" else 1.0
            scale = self.shares[kind] / (length or 1.0)
            total += scale * sum(value * weight for value, weight, _ in parts)
            if kind == "words":
                shown = [(value * weight, feature) for value, weight, feature in parts if weight > 0]
        return Chance(_likely(total), _telling(shown))


def _likely(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _odds(likely: float) -> float:
    return math.log(likely / (1 - likely))


def _telling(shown: list[tuple[float, str]]) -> tuple[str, ...]:
    """Return the phrases that weighed most, none of them part of another, without placeholders."""
    chosen: list[str] = []
    for _, phrase in sorted(shown, key=lambda each: (-each[0], each[1])):
        if "_" in phrase or not phrase[-1].isalpha() or _SAY_NOTHING.issuperset(phrase.split()):
            continue
        if any(phrase in one or one in phrase for one in chosen):
            continue
        chosen.append(phrase)
        if len(chosen) == _MOST_WORDS_SHOWN:
            break
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Meant:
    """A scorer over the vectors of a sentence model: a slope, bent along a few directions."""

    #: Name of the sentence model.
    model: str
    bias: float
    slope: tuple[float, ...]
    #: How much a text speaks for a breach, or against it, the further it lies along a direction, either way.
    bends: tuple[tuple[float, tuple[float, ...]], ...]

    def odds(self, vector: Sequence[float]) -> float:
        """Return the log odds that a text with this vector breaks a patient's privacy."""
        bent = sum(strength * _product(along, vector) ** 2 for strength, along in self.bends)
        return self.bias + _product(self.slope, vector) + bent


@dataclass(frozen=True, slots=True)
class Learned:
    """What a training left: two scorers, and from which chance on a person must look."""

    scorer: Scorer
    meant: Meant
    threshold: float
    threshold_with_meaning: float


def chance_of(
    reading: Reading, fired: Iterable[str], meaning: Meaning | None, *, learned: Learned | None = None
) -> tuple[Chance, bool]:
    """Say how likely `reading` breaks a patient's privacy, and whether that is enough for a person to look.

    Of a long text the worst stretch counts; after the first that is enough none is read. Raises
    `OtherModelError` where the sentence model is not the one that was learned with.
    """
    learned = learned or shipped()
    limit = learned.threshold_with_meaning if meaning else learned.threshold
    found: list[Chance] = []
    for chance in chances_of(reading, fired, meaning, learned=learned):
        found.append(chance)
        if chance.value >= limit:
            break
    highest = worst(found)
    return highest, highest.value >= limit


def worst(chances: Iterable[Chance]) -> Chance:
    """Return the highest chance."""
    return max(chances, key=lambda each: each.value)


def chances_of(
    reading: Reading, fired: Iterable[str], meaning: Meaning | None, *, learned: Learned
) -> Iterator[Chance]:
    """Yield the chance of each stretch of a text."""
    rules = ["!" + rule for rule in fired]
    for part in _parts(reading):
        counted = Counter([*features_of(tokens_of(part)), *facts_of(part), *rules])
        told = learned.scorer.chance(counted)
        if meaning is not None and _SURE_SAFE <= told.value <= _SURE_BREACH:
            odds = (_odds(told.value) + _meant(learned.meant, part.text, meaning)) / 2
            told = Chance(_likely(odds), told.words)
        credit = _CREDIT if _presents_staff(counted) else 0.0
        yield Chance(max(0.0, told.value - credit), told.words)


def _presents_staff(counted: Mapping[str, int]) -> bool:
    """Tell a text in which an office or praise stands beside a name, and nothing of anybody's care."""
    presented = "!named_JOB" in counted or "!named_PRAISE" in counted
    return presented and not _OF_CARE.intersection(counted)


def _parts(reading: Reading) -> Iterator[Reading]:
    words = reading.text.split()
    if len(words) <= _LONG:
        yield reading
        return
    for start in range(0, len(words) - _STRETCH + _STEP, _STEP):
        text = " ".join(words[start : start + _STRETCH])
        yield read(text, profile=reading.profile, is_reply=reading.is_reply)


def _meant(meant: Meant, text: str, meaning: Meaning) -> float:
    if meaning.name != meant.model:
        raise OtherModelError(meaning.name)
    return meant.odds(meaning.vector(text))


def _product(weights: Sequence[float], vector: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, vector))
    return total


@lru_cache(maxsize=1)
def shipped() -> Learned:
    """Return what came with the program; read once."""
    told, meant = _read("scorer.json"), _read("meaning.json")
    weights = {feature: pair for kind in told["features"].values() for feature, pair in kind.items()}
    return Learned(
        scorer=Scorer(weights, bias=told["bias"], shares=told["shares"]),
        meant=Meant(
            model=meant["model"],
            bias=meant["bias"],
            slope=tuple(meant["slope"]),
            bends=tuple((strength, tuple(along)) for strength, along in meant["bends"]),
        ),
        threshold=told["threshold"],
        threshold_with_meaning=meant["threshold"],
    )


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("data").joinpath(name).read_text("utf-8"))
    return found
