"""Understanding texts in a process of its own, so that the memory it takes is given back with its end.

This module loads nothing heavy.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from feeds.child import Bounds, Child, ChildEndedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

#: Processor seconds of one question: a hundred texts take one to four, two thousand headlines fifteen.
_PATIENCE: Final = 60.0
#: Of address space. The longest texts were seen to take 0.9 GB of it, and 390 MB of memory.
_MEMORY: Final = 1536 * 1024**2
_IDLE_SECONDS: Final = 120.0
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class NotUnderstoodError(Exception):
    """The child ended or took too long; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text came to: a vector of half-precision floats, empty without a model, and its language."""

    vector: bytes
    language: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic as a team describes it."""

    name: str
    title: str
    description: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """How likely a text is about each topic, 0 to 1, and the phrase that speaks for the likely ones."""

    chances: dict[str, float]
    phrases: dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A headline to be put with others that tell the same story; `story` is 0 where it has none yet."""

    title: str
    link: str
    at: datetime
    story: int
    vector: bytes


class MeaningProcess:
    """Answers questions about texts; may be used from any thread.

    It starts with the first question and ends with `close`, or when none came for some minutes. One that
    takes longer than `patience` processor seconds, or more than `memory_bytes`, is ended. Without
    `uses_model` it reads by letters and words, as where no model is installed.
    """

    def __init__(
        self,
        *,
        patience: float = _PATIENCE,
        memory_bytes: int = _MEMORY,
        uses_model: bool = True,
    ) -> None:
        self._uses_model = uses_model
        self.child = Child("feeds.meaning.child", Bounds(patience, memory_bytes, _IDLE_SECONDS, _ONE_THREAD))

    def read(self, texts: Sequence[str]) -> tuple[str, list[Understood]]:
        """Return the name of the model, empty without one, and what each text came to."""
        answer = self._asked({"task": "read", "texts": list(texts), "uses_model": self._uses_model})
        return answer["model"], [
            Understood(base64.b64decode(vector), language)
            for vector, language in zip(answer["vectors"], answer["languages"], strict=True)
        ]

    def judge(
        self,
        vectors: Sequence[bytes],
        *,
        subjects: Iterable[Subject],
        lessons: Iterable[tuple[bytes, str]],
    ) -> list[Judged]:
        """Return how likely each text is about each subject; lessons are texts and what they are about."""
        answer = self._asked(
            {
                "task": "judge",
                "vectors": [_written(vector) for vector in vectors],
                "topics": [asdict(subject) for subject in subjects],
                "lessons": [(_written(vector), name) for vector, name in lessons],
            }
        )
        return [Judged(*each) for each in zip(answer["topics"], answer["words"], strict=True)]

    def group(self, headlines: Sequence[Told]) -> list[list[int]]:
        """Return the numbers of the headlines grouped by story; see `feeds.meaning.stories.stories`."""
        told = [
            {**asdict(each), "at": each.at.isoformat(), "vector": _written(each.vector)} for each in headlines
        ]
        groups: list[list[int]] = self._asked({"task": "group", "headlines": told})["groups"]
        return groups

    def close(self) -> None:
        """End the process; a later question starts a new one."""
        self.child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(self.child.ask(json.dumps(question).encode()))
        except ChildEndedError as why:
            raise NotUnderstoodError(
                "What came in could not be compared: the process for it ended or took too long. "
                "It is tried again in some minutes."
            ) from why
        return answer


def _written(vector: bytes) -> str:
    return base64.b64encode(vector).decode()
