"""Learn from decisions, as a correction of the profile that can't do harm.

Several judges watch the same decisions: the profile alone, and logistic corrections of it that are held back
more or less. Before each decision every judge says how likely a yes is, and afterwards its voice is
multiplied by how likely it had held what happened (Bayes' rule). The answer is the judges' mean by voice.

Guarantee: over any decisions whatever, on stories new to it, the answer's total logarithmic loss is at most
ln 2 above that of the profile alone (with its scale and rate fitted), because the profile begins with half of
all voice. Corrections that do not foretell people's decisions better than the profile does lose their voice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from feeds.relevance.profile import Profile

    Floats = NDArray[np.float64]
    Vectors = NDArray[np.float32]

#: How much each correction is held back (L2): chosen on the earlier stories of `benchmarks/editors.py`.
_HELD_BACK: Final = (2.0, 10.0)
#: What is fitted of the profile's own scale and of how often people say yes at all.
_SCALE_HELD_BACK: Final = 10.0
_RATE_HELD_BACK: Final = 1.0
#: Judges learn anew when so many times as many decisions are there, at first after this many.
_GROWTH: Final = 1.25
_FIRST: Final = 8
#: A story decided on n times weighs n to the power of 1 less this.
_REPEATED: Final = 0.5
_STEPS: Final = 6
#: The profile is not taken to be surer than this, so that people can overrule it; a judge not than that.
_SURE: Final = 0.02
_SUREST: Final = 9.0
#: The profile may be made blunter by decisions, never turned upside down.
_LEAST_SCALE: Final = -0.9
_HALF: Final = 0.5
_FIRST_VOICES: Final = np.array([0.5, *([0.5 / len(_HELD_BACK)] * len(_HELD_BACK))])


@dataclass(frozen=True, slots=True)
class _Judge:
    """One way to judge: weights over the features, beside the profile's own log odds."""

    weights: Floats
    centre: Floats
    sees_text: bool

    def likely(self, texts: Vectors, shares: Floats, base: Floats) -> Floats:
        """Return how likely a yes to each text is."""
        features = _features(texts - self.centre, shares, base, sees_text=self.sees_text)
        return _chance(base + features @ self.weights)


class Worths(NamedTuple):
    """What texts are worth, and how they are shared out over lines and background."""

    by_profile: Floats
    #: The one to use.
    learned: Floats
    shares: Floats


class Learned:
    """What was learnt from decisions, ready to judge."""

    def __init__(self, profile: Profile, judges: Sequence[_Judge], voices: Floats) -> None:
        """Take the judges, the profile alone first, with their voices."""
        self.profile = profile
        self._judges = judges
        #: How much each judge is believed; together 1, the profile alone first.
        self.voices = voices

    def worths(self, texts: Vectors) -> Worths:
        """Return what each text is worth; before the first decision that is the profile's own judgement."""
        shares = self.profile.shares(texts)
        plain = self.profile.worth(shares)
        if not self._judges:
            return Worths(plain, plain, shares)
        says = _ask(self._judges, texts, shares, _log_odds(plain))
        return Worths(plain, self.voices @ says, shares)


def learn(profile: Profile, texts: Vectors, accepted: Floats, *, stories: Sequence[int]) -> Learned:
    """Learn from decisions in the order of time: a row of `texts` for each, and 1 where it was taken, else 0.

    Decisions on one story are one lesson said several times, so `stories` names the story of each.
    """
    if not len(texts):
        return Learned(profile, (), _FIRST_VOICES)
    shares = profile.shares(texts)
    said, is_new = _foretold(profile, texts, accepted, stories)
    heard = _log_likelihood(said, accepted)[:, is_new].sum(axis=1)
    judges = _train(texts, shares, _log_odds(profile.worth(shares)), accepted, stories)
    return Learned(profile, judges, _voices(heard))


def losses(
    profile: Profile, texts: Vectors, accepted: Floats, *, stories: Sequence[int]
) -> tuple[float, float]:
    """Return the log loss of the profile alone and of the answer, each judgement made before its decision."""
    said, is_new = _foretold(profile, texts, accepted, stories)
    each = _log_likelihood(said, accepted)[:, is_new]
    before = np.concatenate([np.zeros((len(each), 1)), each.cumsum(axis=1)[:, :-1]], axis=1)
    voices = np.stack([_voices(heard) for heard in before.T], axis=1) if each.size else before
    return -float(each[0].sum()), -float(np.log((voices * np.exp(each)).sum(axis=0)).sum())


def _foretold(
    profile: Profile, texts: Vectors, accepted: Floats, stories: Sequence[int]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return what each judge said of each decision, having seen only earlier ones: a row for each judge.

    Beside it, which decisions tell anything: the first of each story, for a judge that knows a story's end
    from its beginning knows nothing yet of other stories.
    """
    shares = profile.shares(texts)
    base = _log_odds(profile.worth(shares))
    said = np.empty((len(_FIRST_VOICES), len(texts)))
    for start, end in _blocks(len(texts)):
        judges = _train(texts[:start], shares[:start], base[:start], accepted[:start], stories[:start])
        said[:, start:end] = _ask(judges, texts[start:end], shares[start:end], base[start:end])
    is_new = np.zeros(len(texts), dtype=bool)
    is_new[np.unique(np.asarray(stories), return_index=True)[1]] = True
    return said, is_new


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of decisions between which the judges learn anew."""
    start, end = 0, _FIRST
    while start < count:
        yield start, min(end, count)
        start, end = end, int(end * _GROWTH) + 1


def _train(
    texts: Vectors, shares: Floats, base: Floats, accepted: Floats, stories: Sequence[int]
) -> list[_Judge]:
    centre = texts.mean(axis=0, dtype=np.float64) if len(texts) else np.zeros(texts.shape[1])
    counts = Counter(stories)
    says = np.array([counts[story] ** -_REPEATED for story in stories])
    judges = []
    for held_back in (None, *_HELD_BACK):
        sees_text = held_back is not None
        features = _features(texts - centre, shares, base, sees_text=sees_text)
        penalty = np.full(features.shape[1], held_back or 0.0)
        penalty[:2] = _SCALE_HELD_BACK, _RATE_HELD_BACK
        judges.append(_Judge(_fit(features, accepted, base, penalty, says), centre, sees_text))
    return judges


def _features(centred: Floats, shares: Floats, base: Floats, *, sees_text: bool) -> Floats:
    own = np.stack([base, np.ones(len(base))], axis=1)
    return np.concatenate([own, centred, np.sqrt(shares)], axis=1) if sees_text else own


def _fit(features: Floats, accepted: Floats, base: Floats, penalty: Floats, says: Floats) -> Floats:
    """Return the weights of least penalised log loss, by Newton's steps; never turn the profile round."""
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        likely = _chance(base + features @ weights)
        slope = features.T @ (says * (likely - accepted)) + penalty * weights
        bend = (features.T * (says * likely * (1 - likely))) @ features + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
        weights[0] = max(weights[0], _LEAST_SCALE)
    return weights


def _ask(judges: Sequence[_Judge], texts: Vectors, shares: Floats, base: Floats) -> Floats:
    return np.stack([judge.likely(texts, shares, base) for judge in judges])


def _log_likelihood(said: Floats, accepted: Floats) -> Floats:
    likely: Floats = np.log(np.where(accepted > _HALF, said, 1 - said))
    return likely


def _voices(heard: Floats) -> Floats:
    voices = _FIRST_VOICES * np.exp(heard - heard.max())
    shares: Floats = voices / voices.sum()
    return shares


def _chance(odds: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(odds, -_SUREST, _SUREST)))
    return chance


def _log_odds(chance: Floats) -> Floats:
    odds: Floats = np.log(np.clip(chance, _SURE, 1 - _SURE) / (1 - np.clip(chance, _SURE, 1 - _SURE)))
    return odds
