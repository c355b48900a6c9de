"""How much items matter to this organisation: its profile first, then what its people decided.

`relevances` never loads the sentence model: the lines' vectors are made by `prepare`, which the daemon runs
after reading the sources. Until then, and where no model is installed, words decide.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from feeds.relevance import by_words
from feeds.relevance.background import BACKGROUND
from scheduler.domain.post import ReasonPart
from scheduler.domain.relevance import Decision, DecisionKind, LineKind, Relevance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from feeds.relevance.learning import Learned
    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Item
    from scheduler.domain.reading import Reading
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: A no for one of these says nothing about what the item speaks of.
_NOT_ABOUT_THE_TOPIC: Final = frozenset({"old", "duplicate"})
_LEARNS_FROM: Final = 1000
#: Learns anew after so many new decisions, and at latest after this time.
_NEW_DECISIONS: Final = 10
_KEEPS: Final = timedelta(minutes=10)
#: So much of a text falls to a line that is said to be close to it.
_CLOSE: Final = 0.2
#: Fewer decisions on a topic are not worth telling of.
_TELLING: Final = 3
_NOTABLE: Final = 0.1
_KINDS: Final = {
    LineKind.SERVICE_LINE.value: "your service line",
    LineKind.COMMUNITY.value: "what your community needs,",
    "pillar": "your pillar",
}


class _Line(NamedTuple):
    """A line of the profile, or a pillar."""

    name: str
    kind: str
    words: str
    weight: float


@dataclass(frozen=True)
class _Known:
    """What was learnt, and of what."""

    lines: tuple[_Line, ...]
    model: str
    mark: tuple[int, int]
    at: datetime
    learned: Learned
    #: By topic, how many items were decided on and how many of these were taken.
    decided: Mapping[str, tuple[int, int]]


class Ranking:
    """Relevance. May be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def relevances(self, unit: Unit, items: Sequence[Item]) -> dict[int, Relevance]:
        """Return how much each of `items` matters, by its number, with the reasons in words."""
        lines = _lines(unit)
        if not lines:
            return {item.id: Relevance(item=item.id, value=1.0) for item in items}
        readings = unit.readings.some([item.id for item in items])
        model = _model_of(readings)
        known = self._learned(unit, lines, model) if model else None
        read = [item for item in items if known and _has_vector(readings.get(item.id), model)]
        vectors = _vectors([readings[item.id].vector for item in read]) if read else None
        found = _by_vectors(read, vectors, known) if known is not None and vectors is not None else {}
        return found | {item.id: _by_words(item, lines) for item in items if item.id not in found}

    def prepare(self, store: Store) -> int:
        """Let the model read the profile's lines where that was not done; return how many it read.

        In a process that ends, so that its memory comes back; where that fails, words go on deciding.
        """
        from feeds.meaning.model import NAME, is_installed
        from feeds.meaning.process import MeaningProcess, NotUnderstoodError  # starts a process when asked

        with store.read() as unit:
            if not unit.profile.is_read_by(NAME):
                return 0
            wanted = _wanted(_lines(unit))
            there = unit.profile.vectors(NAME)
        missing = {digest: words for digest, words in wanted.items() if digest not in there}
        if not missing or len(wanted) == len(BACKGROUND) or not is_installed():
            return 0
        try:
            with MeaningProcess() as process:
                name, read = process.read(list(missing.values()))
        except NotUnderstoodError as why:
            logger.warning("profile not read reason=%s", type(why).__name__)
            return 0
        if name != NAME:
            return 0
        made = {digest: each.vector for digest, each in zip(missing, read, strict=True)}
        kept = {digest: vector for digest, vector in there.items() if digest in wanted}
        with store.write() as unit:
            unit.profile.set_vectors(NAME, kept | made)
        return len(missing)

    # steps

    def _learned(self, unit: Unit, lines: tuple[_Line, ...], model: str) -> _Known | None:
        with self._lock:
            mark, now, known = unit.decisions.mark(), self._clock.now(), self._known
            if known is not None and _is_good(known, lines, model, mark, now):
                return known
            self._known = _learn(unit, lines, model, mark, now)
            return self._known


def _is_good(
    known: _Known, lines: tuple[_Line, ...], model: str, mark: tuple[int, int], now: datetime
) -> bool:
    if (known.lines, known.model) != (lines, model):
        return False
    is_near = abs(mark[0] - known.mark[0]) < _NEW_DECISIONS and now - known.at < _KEEPS
    return mark == known.mark or is_near


def _learn(
    unit: Unit, lines: tuple[_Line, ...], model: str, mark: tuple[int, int], now: datetime
) -> _Known | None:
    """Learn from the newest decisions; `None` while the lines were not read by this model."""
    import numpy as np  # only where there are vectors

    from feeds.relevance.learning import learn
    from feeds.relevance.profile import Line, Profile

    there = unit.profile.vectors(model)
    if any(digest not in there for digest in _wanted(lines)):
        return None
    own = _vectors([there[_digest(line.words)] for line in lines])
    background = _vectors([there[_digest(words)] for words in BACKGROUND])
    profile = Profile([Line(line.name, line.weight) for line in lines], own, background)
    decisions = [each for each in unit.decisions.newest(limit=_LEARNS_FROM) if _tells(each, model)]
    texts = _vectors([each.vector for each in decisions]) if decisions else own[:0]
    taken = np.array([each.kind is not DecisionKind.REJECT for each in decisions], dtype=np.float64)
    stories = [each.story or -each.item for each in decisions]
    topics = profile.shares(texts).argmax(axis=1) if decisions else ()
    decided: dict[str, tuple[int, int]] = {}
    for topic, was_taken in zip(topics, taken, strict=True):
        name = _topic(int(topic), lines)
        count, yes = decided.get(name, (0, 0))
        decided[name] = (count + 1, yes + int(was_taken))
    return _Known(lines, model, mark, now, learn(profile, texts, taken, stories=stories), decided)


def _tells(decision: Decision, model: str) -> bool:
    return bool(decision.vector) and decision.model == model and decision.reason not in _NOT_ABOUT_THE_TOPIC


def _by_vectors(items: Sequence[Item], vectors: NDArray[np.float32], known: _Known) -> dict[int, Relevance]:
    worths = known.learned.worths(vectors)
    found = {}
    for row, item in enumerate(items):
        topic = int(worths.shares[row].argmax())
        plain, value = float(worths.by_profile[row]), float(worths.learned[row])
        parts = [_closeness(topic, float(worths.shares[row][topic]), plain, known.lines)]
        count, yes = known.decided.get(_topic(topic, known.lines), (0, 0))
        if count >= _TELLING:
            words = f"people here took {yes} of {count} on this topic"
            parts.append(ReasonPart(name="decisions", words=words, value=round(yes / count, 3)))
        if abs(value - plain) >= _NOTABLE:
            words = f"decisions on items like it {'raise' if value > plain else 'lower'} it"
            parts.append(ReasonPart(name="learned", words=words, value=round(value - plain, 3)))
        found[item.id] = Relevance(item=item.id, value=min(max(value, 0.0), 1.0), parts=tuple(parts))
    return found


def _closeness(topic: int, share: float, worth: float, lines: tuple[_Line, ...]) -> ReasonPart:
    if topic >= len(lines):
        about = BACKGROUND[topic - len(lines)]
        words = f"closer to “{about}” than to anything in your profile"
    elif share < _CLOSE:
        words = f"not close to anything in your profile; nearest is {lines[topic].name}"
    else:
        words = f"close to {_KINDS[lines[topic].kind]} {lines[topic].name}"
    return ReasonPart(name="profile", words=words, value=round(worth, 3))


def _by_words(item: Item, lines: tuple[_Line, ...]) -> Relevance:
    shared = by_words.closest(f"{item.title}\n{item.summary}", [(line.words, line.weight) for line in lines])
    if shared.line is None:
        words = "shares no word with your profile"
    else:
        line = lines[shared.line]
        words = f"shares {', '.join(shared.words[:3])} with {_KINDS[line.kind]} {line.name}"
    part = ReasonPart(name="profile", words=words, value=round(shared.worth, 3))
    return Relevance(item=item.id, value=shared.worth, parts=(part,))


def _lines(unit: Unit) -> tuple[_Line, ...]:
    """Return the lines of the profile, and the pillars, which are wanted as much as any line."""
    own = [
        _Line(line.name, line.kind.value, f"{line.name}: {line.description}", line.weight)
        for line in unit.profile.lines()
    ]
    pillars = [
        _Line(
            pillar.title,
            "pillar",
            f"{pillar.title}: {pillar.description or ', '.join(word.rstrip('*') for word in pillar.words)}",
            1.0,
        )
        for pillar in unit.plan.pillars()
    ]
    return (*own, *pillars)


def _topic(number: int, lines: tuple[_Line, ...]) -> str:
    return lines[number].name if number < len(lines) else BACKGROUND[number - len(lines)]


def _wanted(lines: Sequence[_Line]) -> dict[str, str]:
    """Return the words that must have vectors, by digest."""
    return {_digest(words): words for words in (*(line.words for line in lines), *BACKGROUND)}


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _model_of(readings: Mapping[int, Reading]) -> str:
    """Return the model of the newest reading that has a vector, empty where none has."""
    return next(
        (readings[item].model for item in sorted(readings, reverse=True) if readings[item].vector), ""
    )


def _has_vector(reading: Reading | None, model: str) -> bool:
    return reading is not None and bool(reading.vector) and reading.model == model


def _vectors(kept: Sequence[bytes]) -> NDArray[np.float32]:
    import numpy as np  # only where there are vectors

    return np.stack([np.frombuffer(each, dtype="<f2").astype(np.float32) for each in kept])
