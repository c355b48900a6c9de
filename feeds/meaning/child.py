"""The child of `feeds.meaning.process`: answers questions about texts until standard input ends.

A question and an answer are one frame of JSON each; vectors stand in them as half-precision floats in
base 64. It loads the sentence model when the first question needs it, and knows nothing between questions.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from feeds.frames import serve
from feeds.meaning.model import ModelChangedError, SentenceModel, sentence_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: A phrase tells why where a topic is at least so likely.
_WORTH_SAYING: Final = 0.2
_HALF: Final = "<f2"


class _Answers:
    """What the child can answer."""

    @cached_property
    def _model(self) -> SentenceModel | None:
        """The model; none where it is not the one that was measured: letters decide then, as without it."""
        try:
            return sentence_model()
        except ModelChangedError:
            return None

    def read(self, question: dict[str, Any]) -> dict[str, Any]:
        """Turn texts into vectors, and tell their languages."""
        from feeds.meaning.language import language_of

        texts: list[str] = question["texts"]
        languages = [language_of(text) for text in texts]
        if not question["uses_model"] or self._model is None:
            return {"model": "", "vectors": [""] * len(texts), "languages": languages}
        vectors = [_written(row) for row in self._model.encode(texts)]
        return {"model": self._model.name, "vectors": vectors, "languages": languages}

    def judge(self, question: dict[str, Any]) -> dict[str, Any]:
        """Tell how likely vectors are about each topic, and the phrase that speaks for it."""
        from feeds.meaning.topics import Topic, described, judge

        if self._model is None or not question["vectors"] or not question["topics"]:
            return {"topics": [{} for _ in question["vectors"]], "words": [{} for _ in question["vectors"]]}
        topics = described(
            [Topic(**(t | {"words": tuple(t["words"])})) for t in question["topics"]], self._model
        )
        numbers = {topic.name: number for number, topic in enumerate(topics.topics)}
        lessons = [(numbers[name], vector) for vector, name in question["lessons"] if name in numbers]
        judging = judge(
            topics,
            self._model.common,
            texts=_read([vector for _, vector in lessons]),
            labels=[number for number, _ in lessons],
        )
        texts = _read(question["vectors"])
        rows = judging.chances(texts)
        return {
            "topics": [dict(zip(numbers, map(float, row.round(3)), strict=True)) for row in rows],
            "words": [
                {
                    name: topics.nearest_phrase(text, number)
                    for name, number in numbers.items()
                    if row[number] >= _WORTH_SAYING
                }
                for text, row in zip(texts, rows, strict=True)
            ],
        }

    def group(self, question: dict[str, Any]) -> dict[str, Any]:
        """Group headlines into stories."""
        from feeds.meaning.headlines import Headline
        from feeds.meaning.stories import stories

        headlines = [
            Headline(
                title=each["title"],
                link=each["link"],
                at=datetime.fromisoformat(each["at"]),
                story=each["story"],
                vector=_read([each["vector"]])[0] if each["vector"] else None,
            )
            for each in question["headlines"]
        ]
        is_read = all(headline.vector is not None for headline in headlines)
        common = self._model.common if is_read and self._model is not None else None
        return {"groups": stories(headlines, common=common)}


def _written(vector: NDArray[Any]) -> str:
    return base64.b64encode(vector.astype(_HALF).tobytes()).decode()


def _read(vectors: Sequence[str]) -> NDArray[Any]:
    import numpy as np

    if not vectors:
        return np.zeros((0, 0), np.float32)
    return np.stack([np.frombuffer(base64.b64decode(each), _HALF).astype(np.float32) for each in vectors])


def main() -> None:
    """Answer questions until standard input ends."""
    answers = _Answers()
    tasks = {"read": answers.read, "judge": answers.judge, "group": answers.group}

    def answer(said: bytes) -> bytes:
        question = json.loads(said)
        return json.dumps(tasks[question.pop("task")](question)).encode()

    serve(answer)


if __name__ == "__main__":
    main()
