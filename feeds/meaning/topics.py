"""What a text is about, of the topics a team has: first by their descriptions, then also by people's labels.

Without labels a text belongs to the topic one of whose phrases it means most alike. Labels teach a
correction of that, held small where there are few, so that it never unlearns what the descriptions say.
How well both do on stories never seen is measured by `benchmarks/topics.py`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from feeds.meaning.model import Meaning

    Floats = NDArray[Any]

#: How sharply the nearest phrase of a topic outweighs its others, and the nearest topic the other topics.
_SHARPNESS: Final = 12.0
_CERTAINTY: Final = 10.0
#: How strongly the correction is held at nothing.
_RESTRAINT: Final = 0.5
_ROUNDS: Final = 200
_BREAK: Final = re.compile(r"[,;:.\n]+| and ")


@dataclass(frozen=True)
class Topic:
    """A topic as a team describes it."""

    name: str
    title: str
    description: str = ""
    words: tuple[str, ...] = ()

    def phrases(self) -> list[str]:
        """Return what it is about in short phrases, its title first."""
        clauses = (clause.strip() for clause in _BREAK.split(self.description))
        words = (word.rstrip("*") for word in self.words)
        return list(dict.fromkeys([self.title, *filter(None, clauses), *filter(None, words)]))


@dataclass(frozen=True)
class Described:
    """The topics of a team, ready for comparing."""

    topics: tuple[Topic, ...]
    phrases: tuple[tuple[str, ...], ...]
    vectors: tuple[Floats, ...]

    def nearness(self, texts: Floats) -> Floats:
        """Return how near each text is to each topic: a row for each text, a column for each topic."""
        columns = [
            np.log(np.exp(_SHARPNESS * (texts @ phrases.T)).mean(axis=1)) / _SHARPNESS
            for phrases in self.vectors
        ]
        return np.stack(columns, axis=1)

    def nearest_phrase(self, text: Floats, topic: int) -> str:
        """Return the phrase of a topic that a text is nearest to."""
        return self.phrases[topic][int((self.vectors[topic] @ text).argmax())]


def described(topics: Sequence[Topic], model: Meaning) -> Described:
    """Read the descriptions of topics; there must be at least one."""
    phrases = tuple(tuple(topic.phrases()) for topic in topics)
    return Described(tuple(topics), phrases, tuple(model.encode(each) for each in phrases))


@dataclass(frozen=True)
class Judge:
    """Tells how likely texts are about each topic."""

    described: Described
    #: What all texts have in common, and the correction learnt from labels; `None` where there are none.
    common: Floats
    correction: Floats | None = None

    def chances(self, texts: Floats) -> Floats:
        """Return how likely each text is about each topic; each row adds up to 1."""
        return _shares(self._scores(texts))

    def _scores(self, texts: Floats) -> Floats:
        scores = _CERTAINTY * self.described.nearness(texts)
        return scores if self.correction is None else scores + _views(texts, self.common) @ self.correction


def judge(topics: Described, common: Floats, *, texts: Floats, labels: Sequence[int]) -> Judge:
    """Learn from labelled texts: `labels` are numbers of topics; without any the descriptions decide."""
    prior = Judge(topics, common)
    if not len(labels):
        return prior
    truth = np.eye(len(topics.topics))[list(labels)]
    prior_scores = _CERTAINTY * topics.nearness(texts)
    return Judge(topics, common, _correction(_views(texts, common), truth, prior_scores))


def _correction(views: Floats, truth: Floats, prior: Floats) -> Floats:
    """Return the weights that, added to the prior's scores, fit the labels best; by Nesterov's descent."""
    count = len(views)
    restraint = _RESTRAINT / count
    step = 1 / (0.5 * float(np.linalg.norm(views, 2)) ** 2 / count + restraint)
    weights: Floats = np.zeros((views.shape[1], truth.shape[1]))
    ahead, pace = weights, 1.0
    for _ in range(_ROUNDS):
        slope = views.T @ (_shares(prior + views @ ahead) - truth) / count + restraint * ahead
        after: Floats = ahead - step * slope
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = after + (pace - 1) / faster * (after - weights)
        weights, pace = after, faster
    return weights


def _views(texts: Floats, common: Floats) -> Floats:
    """Return what the correction looks at: the text without what all have in common, and a constant."""
    own = texts - common
    own = own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-6)
    return np.concatenate([own, np.full((len(own), 1), 0.3)], axis=1)


def _shares(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
