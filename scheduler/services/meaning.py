"""The sentence model as the guard uses it, where the extra `rounds[curation]` is installed.

Whoever runs for long asks a process of its own, which ends when nothing was checked for a while, so that
the memory comes back; a command loads the model itself. Both give the same numbers for the same text.
"""

from __future__ import annotations

import struct
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from feeds.meaning.model import NAME, is_installed, sentence_model
from feeds.meaning.process import MeaningProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feeds.meaning.model import SentenceModel
    from scheduler.policies.scorer import Meaning

#: Texts whose vectors are remembered: one post is checked several times while it is written and approved.
_REMEMBERED: Final = 64
_loading = threading.Lock()


class ModelGoneError(Exception):
    """The sentence model was there when this process began, and is not any more."""


class InstalledMeaning:
    """Turns texts into vectors in this process; any fault is raised, so that the guard holds the post."""

    name = NAME

    def vector(self, text: str) -> Sequence[float]:
        """Return the vector of a short text, of length 1."""
        return _vector(text)


class KeptMeaning:
    """Turns texts into vectors in a process of its own; any fault is raised, as above."""

    name = NAME

    def __init__(self) -> None:
        self._process = MeaningProcess()
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._asked)

    def vector(self, text: str) -> Sequence[float]:
        """Return the vector of a short text, of length 1."""
        return self._remembered(text)

    def _asked(self, text: str) -> tuple[float, ...]:
        name, [understood] = self._process.read([text])
        if name != NAME:
            raise ModelGoneError
        return _floats(understood.vector)


@lru_cache(maxsize=1)
def installed_meaning() -> Meaning | None:
    """Return the sentence model, `None` where the extra is not installed. Loads nothing yet."""
    return InstalledMeaning() if is_installed() else None


def kept_meaning(*, is_wanted: bool) -> Callable[[], Meaning | None]:
    """Return what gives the sentence model in a process of its own, if it is wanted and installed."""
    kept = KeptMeaning() if is_wanted and is_installed() else None
    return lambda: kept


@lru_cache(maxsize=_REMEMBERED)
def _vector(text: str) -> tuple[float, ...]:
    with _loading:
        model = _model()
    return _floats(model.encode([text])[0].astype("<f2").tobytes())


def _floats(halves: bytes) -> tuple[float, ...]:
    """Read numbers of half precision, which is how a process hands them on."""
    return struct.unpack(f"<{len(halves) // 2}e", halves)


@lru_cache(maxsize=1)
def _model() -> SentenceModel:
    model = sentence_model()
    if model is None:
        raise ModelGoneError
    return model
