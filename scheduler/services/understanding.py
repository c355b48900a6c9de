"""Understand what came in: read each new item once, tell what it is about, and which story it tells.

Runs every few minutes, or at once for whoever waits, in a process of its own and outside of any write
transaction; what it found is written in small ones, so that a power cut costs one of them. Guarantees: an
item whose words did not change is not read twice by one model; a story number once given is never changed;
without the sentence model letters decide; a process that dies or hangs is tried again the next time, and a
text that ends it again and again is left unread, so that the others are not kept waiting by it.
"""

from __future__ import annotations

import hashlib
import logging
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from feeds.meaning import model as sentence
from scheduler.domain.curation import ItemState
from scheduler.domain.reading import Reading
from scheduler.services.shortlisting import HORIZON
from scheduler.services.stories import number_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from feeds.meaning.process import MeaningProcess, Subject, Understood
    from scheduler.domain.curation import Item
    from scheduler.domain.plan import Pillar
    from scheduler.domain.reading import Label
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Few enough that the engine never waits long for the write lock.
_AT_ONCE: Final = 100
#: The most that one run reads anew; the next run goes on.
_MOST: Final = 2000
#: A headline of fewer words says too little: its summary is read with it.
_SHORT: Final = 4
_LONGEST: Final = 600
#: Topics are judged anew after each so many labels.
_LABELS_A_LESSON: Final = 5
#: A process that answers this is well, and the text that ended it was to blame.
_HARMLESS: Final = "Flu clinic opens on Monday"
#: What fits no pillar, so that the pillars do not have to share it between them.
_NONE: Final = ""
_NOTHING_OF_OURS: Final = (
    "Stock market and business news of companies, celebrities and entertainment, sports, crime, politics, "
    "weather, animals and pets, advertisements."
)


class Understanding:
    """Understands the items of one database. `run` is for one thread at a time."""

    def __init__(
        self,
        store: Store,
        *,
        uses_model: bool = True,
        process: Callable[[], MeaningProcess] | None = None,
    ) -> None:
        self._store = store
        self._uses_model = uses_model
        self._process = process
        #: Was the model there but refused to be loaded? Then its name is not waited for again.
        self._is_refused = False

    def run(self, *, now: datetime) -> int:
        """Read, group and judge what is new; return how many items were read."""
        with self._store.read() as unit:
            items = unit.items.since(now - HORIZON)
            readings = unit.readings.some([item.id for item in items])
            pillars, labels = unit.plan.pillars(), unit.labels.newest()
        unread = [item for item in items if self._is_unread(item, readings.get(item.id))][-_MOST:]
        basis = _basis(pillars, labels)
        stale = [item for item in items if _is_stale(item, readings.get(item.id), basis)]
        if not unread and not stale and all(item.story for item in items):
            return 0
        return self._understand(unread, pillars, labels, basis, now=now)

    def _understand(
        self,
        unread: Sequence[Item],
        pillars: Sequence[Pillar],
        labels: Sequence[Label],
        basis: str,
        *,
        now: datetime,
    ) -> int:
        from feeds.meaning.process import MeaningProcess, NotUnderstoodError  # starts a process when asked

        with (self._process or partial(MeaningProcess, uses_model=self._uses_model))() as process:
            for step in (
                partial(self._read, process, unread),
                partial(number_stories, self._store, process, now=now),
                partial(self._judge, process, pillars, labels, basis, now=now),
            ):
                try:
                    step()
                except NotUnderstoodError as why:
                    logger.warning("items not understood reason=%s", why)
        return len(unread)

    def _read(self, process: MeaningProcess, unread: Iterable[Item]) -> None:
        for batch in _batches(unread):
            name, understood = _understood(process, [_words(item) for item in batch])
            self._is_refused = not name and self._wants_model()
            with self._store.write() as unit:
                for item, what in zip(batch, understood, strict=True):
                    unit.readings.put(
                        Reading(
                            item=item.id,
                            model=name,
                            vector=what.vector,
                            language=item.language[:2].lower() or what.language,
                            words=_digest(_words(item)),
                        )
                    )

    def _judge(
        self,
        process: MeaningProcess,
        pillars: Sequence[Pillar],
        labels: Sequence[Label],
        basis: str,
        *,
        now: datetime,
    ) -> None:
        """Tell what the items that may still be used are about, where pillars or labels say so anew."""
        with self._store.read() as unit:
            items = [item for item in unit.items.since(now - HORIZON) if item.state is ItemState.NEW]
            readings = unit.readings.some([item.id for item in items])
            lessons = _lessons(unit, labels)
        stale = [reading for reading in readings.values() if reading.vector and reading.basis != basis]
        subjects = _subjects(pillars)
        for batch in _batches(stale):
            judged = process.judge([each.vector for each in batch], subjects=subjects, lessons=lessons)
            with self._store.write() as unit:
                for reading, verdict in zip(batch, judged, strict=True):
                    chances = {name: chance for name, chance in verdict.chances.items() if name != _NONE}
                    known = {"topics": chances, "topic_words": _told(verdict.phrases), "basis": basis}
                    unit.readings.put(reading.model_copy(update=known))

    def _is_unread(self, item: Item, reading: Reading | None) -> bool:
        if reading is None or reading.words != _digest(_words(item)):
            return True
        return reading.model != sentence.NAME and self._wants_model() and not self._is_refused

    def _wants_model(self) -> bool:
        return self._uses_model and sentence.is_installed()


def _understood(process: MeaningProcess, texts: Sequence[str]) -> tuple[str, list[Understood]]:
    """Return what the process makes of texts; one that ends it, by itself too, comes to nothing.

    Raises `NotUnderstoodError` where the process is not well whatever it is asked.
    """
    from feeds.meaning.process import NotUnderstoodError, Understood

    try:
        return process.read(texts)
    except NotUnderstoodError:
        if len(texts) == 1:
            name, _ = process.read([_HARMLESS])
            logger.warning("a text was left unread: it ends the process")
            return name, [Understood(b"", "")]
    half = len(texts) // 2
    name, first = _understood(process, texts[:half])
    return name, [*first, *_understood(process, texts[half:])[1]]


def _is_stale(item: Item, reading: Reading | None, basis: str) -> bool:
    return (
        item.state is ItemState.NEW
        and reading is not None
        and bool(reading.vector)
        and reading.basis != basis
    )


def _words(item: Item) -> str:
    """Return what is read of an item: its title, and where that says little its summary."""
    is_short = len(item.title.split()) < _SHORT
    return (f"{item.title}. {item.summary}" if is_short else item.title)[:_LONGEST]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _basis(pillars: Iterable[Pillar], labels: Sequence[Label]) -> str:
    told = "\n".join(f"{p.name}|{p.title}|{p.description}|{p.words}" for p in pillars)
    return f"{_digest(told)}-{len(labels) // _LABELS_A_LESSON}"


def _subjects(pillars: Sequence[Pillar]) -> list[Subject]:
    """Return what the items are judged by; nothing where there are no pillars."""
    from feeds.meaning.process import Subject

    own = [Subject(p.name, p.title, p.description, p.words) for p in pillars]
    return [*own, Subject(_NONE, "Nothing of ours", _NOTHING_OF_OURS)] if own else []


def _lessons(unit: Unit, labels: Sequence[Label]) -> list[tuple[bytes, str]]:
    readings = unit.readings.some([label.item for label in labels])
    known = ((readings.get(label.item), label.pillar) for label in labels)
    return [(reading.vector, pillar) for reading, pillar in known if reading is not None and reading.vector]


def _told(phrases: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: (phrase,) for name, phrase in phrases.items() if name != _NONE}


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
