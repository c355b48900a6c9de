"""Understanding texts in a process of its own, so that the memory it takes is given back with its end.

The child starts with the first question and ends with `close`; it gets none of this process's secrets.
This module loads nothing heavy.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from feeds.parse_child import read_frame, write_frame
from feeds.worker import end, environment, pipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

#: So long may one question take; a thousand items take a minute on a slow machine.
_PATIENCE: Final = 600.0


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
    """Answers questions about texts; for one thread at a time."""

    def __init__(self, *, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, texts: Sequence[str]) -> tuple[str, list[Understood]]:
        """Return the name of the model, empty without one, and what each text came to."""
        answer = self._asked({"task": "read", "texts": list(texts)})
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
        """End the child; a later question starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            end(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        child = self._running()
        timer = threading.Timer(self._patience, child.kill)
        timer.daemon = True
        timer.start()
        try:
            answer: dict[str, Any] = json.loads(_exchanged(child, json.dumps(question).encode()))
        except (EOFError, OSError) as why:
            self.close()
            raise NotUnderstoodError(
                "What came in could not be compared: the process for it ended or took too long. "
                "It is tried again with the next poll."
            ) from why
        finally:
            timer.cancel()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(  # our own interpreter and module
                [sys.executable, "-P", "-m", "feeds.meaning.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a traceback would show texts
                env={**environment(), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
            read_frame(pipe(self._child.stdout))
        return self._child


def _exchanged(child: subprocess.Popen[bytes], question: bytes) -> bytes:
    write_frame(pipe(child.stdin), question)
    return read_frame(pipe(child.stdout))


def _written(vector: bytes) -> str:
    return base64.b64encode(vector).decode()
