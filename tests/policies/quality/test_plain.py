from __future__ import annotations

import pytest

from scheduler.policies.quality.passage import Passage
from scheduler.policies.quality.plain import grade_of, syllables_of
from tests.policies.quality.asked import advised, fired

HARD = (
    "The administration of prophylactic antimicrobial therapy preceding invasive dental procedures "
    "represents an important consideration for individuals with predisposing cardiovascular abnormalities."
)
EASY = "Wash your hands. Use soap. Rub them for as long as it takes to sing a short song. Then dry them well."


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        *(("flu", 1), ("heart", 1), ("smile", 1), ("lives", 1), ("walked", 1), ("eyes", 1), ("fruit", 1)),
        *(
            ("people", 2),
            ("doctors", 2),
            ("quiet", 2),
            ("science", 2),
            ("table", 2),
            ("needed", 2),
            ("safety", 2),
        ),
        *(("area", 3), ("idea", 3), ("million", 2), ("vaccines", 2), ("patients", 2), ("procedures", 3)),
        *(("diabetes", 4), ("education", 4), ("anxiety", 4), ("influenza", 4), ("hypertension", 4)),
        *(("cardiovascular", 6), ("administration", 5), ("evaluation", 5), ("nurse's", 1), ("x", 1)),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


def test_a_hard_text_is_told_its_grade_and_an_easy_one_not() -> None:
    assert "PLAIN-GRADE" in fired(HARD)
    assert "PLAIN-GRADE" not in fired(EASY)
    hard, easy = grade_of(Passage(HARD)), grade_of(Passage(EASY))
    assert hard is not None
    assert easy is not None
    assert easy < 4
    assert hard > 15


def test_a_short_text_has_no_grade() -> None:
    assert grade_of(Passage("Cardiovascular rehabilitation orientation")) is None


def test_a_sentence_of_more_than_twenty_words_is_told_with_their_number() -> None:
    words = " ".join(["hop"] * 21)

    assert advised(f"{words}.", "PLAIN-SENTENCE") == [
        "Make two sentences of this one; it has 21 words, 20 are easy."
    ]
    assert "PLAIN-SENTENCE" not in fired(f"{' '.join(['hop'] * 20)}. And then we rest.")


def test_a_title_before_a_name_ends_no_sentence() -> None:
    passage = Passage("Ask Dr. Example at 3.5 p.m. today. Thanks!")

    assert [passage.text[start:end].strip() for start, end in passage.sentences][-1] == "Thanks!"
    assert passage.text[: passage.sentences[0][1]].startswith("Ask Dr. Example")
