from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feeds.meaning.topics import Topic, described, judge


class Words:
    """Texts lie near where they share words."""

    name = "words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 4096), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                row[zlib.crc32(word.encode()) % 4096] += 1
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
        return rows


MODEL = Words()
COMMON = np.zeros(4096, np.float32)
TOPICS = (
    Topic("flu", "Flu season", "influenza, vaccines and shots"),
    Topic("heart", "Heart health", "blood pressure; heart attack", words=("cholesterol*",)),
)


def chances(texts: Sequence[str], lessons: Sequence[tuple[str, int]] = ()) -> NDArray[Any]:
    known = described(TOPICS, MODEL)
    judging = judge(
        known,
        COMMON,
        texts=MODEL.encode([text for text, _ in lessons]),
        labels=[number for _, number in lessons],
    )
    return judging.chances(MODEL.encode(texts))


def test_a_topic_is_described_by_its_title_its_clauses_and_its_words() -> None:
    assert TOPICS[1].phrases() == ["Heart health", "blood pressure", "heart attack", "cholesterol"]


def test_without_labels_a_text_belongs_to_the_topic_with_the_nearest_phrase() -> None:
    found = chances(["vaccines for the season", "blood pressure at home"])

    assert found.argmax(axis=1).tolist() == [0, 1]
    assert np.allclose(found.sum(axis=1), 1)


def test_the_nearest_phrase_is_the_reason() -> None:
    known = described(TOPICS, MODEL)

    assert known.nearest_phrase(MODEL.encode(["lower your blood pressure"])[0], 1) == "blood pressure"


def test_labels_teach_what_descriptions_do_not_say() -> None:
    text = "statins for older adults"
    lessons = [(f"{text} {place}", 1) for place in ("today", "tomorrow", "here", "there", "again")]

    before, after = chances([text])[0], chances([text], lessons)[0]

    assert after[1] > before[1]
    assert after[1] > 0.5


def test_one_label_does_not_unlearn_a_description() -> None:
    found = chances(["influenza vaccines and shots"], [("a heart attack", 1)])

    assert found[0].argmax() == 0
