"""Teaching the guard's two scorers. scikit-learn is used here and nowhere at run time."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.linalg import solve
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from scheduler.policies.scorer import Learned, Meant, Scorer, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.guard_parts.posts import Judged
    from scheduler.policies.scorer import Meaning

#: Chosen by leaving out one voice at a time, on the posts that are not kept for the report.
SHARES: Final = {"words": 1.0, "parts": 1.0, "shape": 1.0, "facts": 0.3}
STRENGTH: Final = 1.0
#: How much a likeness of two texts counts, and its square; against which a ridge works.
_LIKE: Final = 2.0
_LIKE_SQUARED: Final = 4.0
_RIDGE: Final = 4.6
#: So many directions of the square are kept; more said nothing more.
_BENDS: Final = 48
#: Brings what the ridge tells, about -1 to 1, to the log odds of the other scorer.
_TO_ODDS: Final = 4.0
#: A feature seen in fewer posts says nothing.
_LEAST_POSTS: Final = 3
#: So many features are kept; the weights stay small enough to read.
_MOST_FEATURES: Final = 18_000


class Counts:
    """How often each feature stands in each of some posts; made once, used for every teaching."""

    def __init__(self, rows: Sequence[Judged]) -> None:
        self.place = {row.post.id: at for at, row in enumerate(rows)}
        seen = Counter(feature for row in rows for feature in row.counted)
        self.names = sorted(name for name, posts in seen.items() if posts >= _LEAST_POSTS)
        columns = {name: at for at, name in enumerate(self.names)}
        values: list[float] = []
        across: list[int] = []
        ends = [0]
        for row in rows:
            known = [(columns[name], count) for name, count in row.counted.items() if name in columns]
            across += [at for at, _ in known]
            values += [1 + math.log(count) for _, count in known]
            ends.append(len(values))
        self.matrix = csr_matrix((values, across, ends), shape=(len(rows), len(columns)))
        self.kinds = np.array([kind_of(name) for name in self.names])


def _teach(counts: Counts, rows: Sequence[Judged]) -> Scorer:
    """Fit once on all features, keep the heaviest, and fit on them again."""
    labels = [row.post.is_violation for row in rows]
    matrix = counts.matrix[[counts.place[row.post.id] for row in rows]]
    posts = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarity = np.round(np.log((1 + len(rows)) / (1 + posts)) + 1, 2)
    kept = np.flatnonzero(posts >= _LEAST_POSTS)
    fitted = _fit(_scaled(matrix, kept, rarity, counts.kinds), labels)
    if len(kept) > _MOST_FEATURES:
        weight = np.round(np.abs(fitted.coef_[0]) * rarity[kept], 6)
        heaviest = np.lexsort((np.arange(len(kept)), -weight))[:_MOST_FEATURES]
        kept = np.sort(kept[heaviest])
        fitted = _fit(_scaled(matrix, kept, rarity, counts.kinds), labels)
    weights = {
        counts.names[at]: (float(rarity[at]), round(float(weight), 3))
        for at, weight in zip(kept, fitted.coef_[0], strict=True)
    }
    return Scorer(weights, bias=round(float(fitted.intercept_[0]), 4), shares=SHARES)


def _scaled(
    matrix: Any, kept: NDArray[np.int64], rarity: NDArray[np.float64], kinds: NDArray[np.str_]
) -> Any:
    """Bring each kind of feature to its share, as `Scorer` does."""
    parts = []
    for kind, share in SHARES.items():
        columns = kept[kinds[kept] == kind]
        part = matrix[:, columns] @ diags(rarity[columns])
        if kind != "facts":
            lengths = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
            part = diags(1 / np.where(lengths > 0, lengths, 1.0)) @ part
        parts.append((columns, part * share))
    order = np.argsort(np.concatenate([columns for columns, _ in parts]), kind="stable")
    return csr_matrix(hstack([part for _, part in parts]))[:, order]


def _fit(matrix: Any, labels: Sequence[bool]) -> Any:
    fitted = LogisticRegression(
        C=STRENGTH,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=1e-3,
        max_iter=2_000,
        random_state=0,
    )
    return fitted.fit(matrix, labels)


def learn(
    rows: Sequence[Judged],
    meaning: Meaning | None,
    *,
    counts: Counts | None = None,
    thresholds: tuple[float, float] = (0.5, 0.5),
) -> Learned:
    """Teach both scorers with these posts; without a model, the second stays empty."""
    return Learned(
        scorer=_teach(counts or Counts(rows), rows),
        meant=_over_vectors(rows, meaning) if meaning else Meant("", 0.0, (), ()),
        threshold=thresholds[0],
        threshold_with_meaning=thresholds[1],
    )


def _over_vectors(rows: Sequence[Judged], meaning: Meaning) -> Meant:
    """Fit a ridge over the likeness of each two texts and its square; both kinds of posts weigh the same."""
    labels = np.array([row.post.is_violation for row in rows])
    vectors = np.array([meaning.vector(row.reading.text) for row in rows], np.float32)
    like = vectors @ vectors.T
    kernel = 1 + _LIKE * like + _LIKE_SQUARED * like**2
    shares = np.where(labels, labels.mean(), 1 - labels.mean())
    kernel[np.diag_indices_from(kernel)] += 2 * _RIDGE * shares
    pulls = _TO_ODDS * solve(kernel, np.where(labels, 1.0, -1.0).astype(np.float32), assume_a="pos")
    bent = _LIKE_SQUARED * (vectors.T * pulls) @ vectors
    strengths, directions = np.linalg.eigh(bent.astype(np.float64))
    heaviest = np.argsort(-np.abs(strengths))[:_BENDS]
    return Meant(
        model=meaning.name,
        bias=round(float(pulls.sum()), 4),
        slope=_rounded(_LIKE * pulls @ vectors),
        bends=tuple((round(float(strengths[at]), 3), _rounded(directions[:, at])) for at in heaviest),
    )


def _rounded(numbers: Any) -> tuple[float, ...]:
    return tuple(round(float(number), 4) for number in numbers)
