"""Teaching the guard's two linear scorers. scikit-learn is used here and nowhere at run time."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from scheduler.policies.scorer import Learned, Scorer, kind_of, text_for_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.guard_parts.posts import Judged
    from scheduler.policies.scorer import Meaning

#: Chosen by leaving out one voice at a time, on the posts that are not kept for the report.
SHARES: Final = {"words": 1.0, "parts": 1.0, "shape": 1.0, "facts": 0.6}
STRENGTH: Final = 1.0
MEANING_STRENGTH: Final = 1.0
#: A feature seen in fewer posts says nothing.
_LEAST_POSTS: Final = 3
#: So many features are kept; the weights stay small enough to read.
_MOST_FEATURES: Final = 18_000


class Taught:
    """A scorer, taught with some posts."""

    def __init__(self, rows: Sequence[Counter[str]], labels: Sequence[bool]) -> None:
        seen = Counter(feature for row in rows for feature in row)
        names = sorted(name for name, posts in seen.items() if posts >= _LEAST_POSTS)
        self._rarity = {name: round(math.log((1 + len(rows)) / (1 + seen[name])) + 1, 2) for name in names}
        fitted = _fit(_matrix(rows, names, self._rarity), labels, STRENGTH)
        if len(names) > _MOST_FEATURES:
            names = _heaviest(names, fitted.coef_[0], self._rarity)
            fitted = _fit(_matrix(rows, names, self._rarity), labels, STRENGTH)
        pairs = zip(names, fitted.coef_[0], strict=True)
        self.weights = {name: (self._rarity[name], round(float(weight), 3)) for name, weight in pairs}
        self.weights = {name: pair for name, pair in self.weights.items() if name.startswith("!") or pair[1]}
        self.bias = round(float(fitted.intercept_[0]), 4)
        self.scorer = Scorer(self.weights, bias=self.bias, shares=SHARES)


def _heaviest(names: list[str], weights: NDArray[np.float64], rarity: dict[str, float]) -> list[str]:
    order = sorted(
        range(len(names)), key=lambda at: (-round(abs(float(weights[at])) * rarity[names[at]], 6), names[at])
    )
    return sorted(names[at] for at in order[:_MOST_FEATURES])


def _matrix(rows: Sequence[Counter[str]], names: list[str], rarity: dict[str, float]) -> Any:
    place = {name: at for at, name in enumerate(names)}
    values: list[float] = []
    across: list[int] = []
    ends = [0]
    for row in rows:
        kinds: dict[str, list[tuple[int, float]]] = {kind: [] for kind in SHARES}
        for name, count in row.items():
            if name in place:
                kinds[kind_of(name)].append((place[name], (1 + math.log(count)) * rarity[name]))
        for kind, parts in kinds.items():
            length = math.sqrt(sum(value * value for _, value in parts)) if kind != "facts" else 1.0
            across += [at for at, _ in parts]
            values += [SHARES[kind] / (length or 1.0) * value for _, value in parts]
        ends.append(len(values))
    return csr_matrix((values, across, ends), shape=(len(rows), len(names)))


def _fit(matrix: Any, labels: Sequence[bool], strength: float) -> Any:
    return LogisticRegression(C=strength, max_iter=500, class_weight="balanced").fit(matrix, labels)


def learn(
    rows: Sequence[Judged],
    meaning: Meaning | None,
    *,
    thresholds: tuple[float, float] = (0.5, 0.5),
) -> Learned:
    """Teach both scorers with these posts; without a model, the second stays empty."""
    labels = [row.post.is_violation for row in rows]
    told = Taught([row.counted for row in rows], labels)
    weights, bias = _over_vectors(rows, labels, meaning) if meaning else ((), 0.0)
    return Learned(
        scorer=told.scorer,
        threshold=thresholds[0],
        model=meaning.name if meaning else "",
        meaning=weights,
        meaning_bias=bias,
        threshold_with_meaning=thresholds[1],
    )


def _over_vectors(
    rows: Sequence[Judged], labels: Sequence[bool], meaning: Meaning
) -> tuple[tuple[float, ...], float]:
    vectors = np.array([meaning.vector(text_for_model(row.reading.text)) for row in rows])
    fitted = _fit(vectors, labels, MEANING_STRENGTH)
    return tuple(round(float(weight), 4) for weight in fitted.coef_[0]), round(float(fitted.intercept_[0]), 4)
