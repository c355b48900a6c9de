"""The sentence model as the guard's training and report use it: each text is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.meaning.model import sentence_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.policies.scorer import Meaning


class Remembered:
    """A sentence model that remembers its vectors."""

    def __init__(self, model: Meaning) -> None:
        self._model = model
        self._known: dict[str, Sequence[float]] = {}
        self.name = model.name

    def vector(self, text: str) -> Sequence[float]:
        """Return the vector of a text; the second time without the model."""
        if text not in self._known:
            self._known[text] = self._model.vector(text)
        return self._known[text]


class _Installed:
    def __init__(self) -> None:
        model = sentence_model()
        if model is None:
            raise SystemExit("The sentence model is missing: pip install '.[curation]'")
        self._model = model
        self.name = model.name

    def vector(self, text: str) -> Sequence[float]:
        vector: list[float] = self._model.encode([text])[0].tolist()
        return vector


def remembered() -> Remembered:
    """Return the installed model; ends the program where there is none."""
    return Remembered(_Installed())
