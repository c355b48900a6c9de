"""The sentence model as the guard uses it, where the extra `rounds[curation]` is installed.

One for the whole process, loaded with the first text that needs it; nobody pays for it who checks none.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from feeds.meaning.model import NAME, is_installed, sentence_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feeds.meaning.model import SentenceModel
    from scheduler.policies.scorer import Meaning

#: Texts whose vectors are remembered: one post is checked several times while it is written and approved.
_REMEMBERED: Final = 64
_loading = threading.Lock()


class ModelGoneError(Exception):
    """The sentence model was there when this process began, and is not any more."""


class InstalledMeaning:
    """Turns texts into vectors; any fault is raised, so that the guard holds what it could not read."""

    name = NAME

    def vector(self, text: str) -> Sequence[float]:
        """Return the vector of a short text, of length 1."""
        return _vector(text)


@lru_cache(maxsize=1)
def installed_meaning() -> Meaning | None:
    """Return the sentence model, `None` where the extra is not installed. Loads nothing yet."""
    return InstalledMeaning() if is_installed() else None


@lru_cache(maxsize=_REMEMBERED)
def _vector(text: str) -> tuple[float, ...]:
    with _loading:
        model = _model()
    return tuple(model.encode([text])[0].tolist())


@lru_cache(maxsize=1)
def _model() -> SentenceModel:
    model = sentence_model()
    if model is None:
        raise ModelGoneError
    return model
