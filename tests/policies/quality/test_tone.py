from __future__ import annotations

import pytest

from tests.policies.quality.asked import fired


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Our world-class surgeons are here for you.", "world-class"),
        ("We are the #1 heart hospital in the state!", "#1"),
        ("State-of-the-art care, unmatched results.", "State-of-the-art"),
        ("An award-winning emergency room.", "award-winning"),
    ],
)
def test_praise_of_oneself_is_told(text: str, words: str) -> None:
    assert fired(text)["TONE-BRAG"] == words


@pytest.mark.parametrize(
    "text",
    [
        "Named one of the best hospitals by the state. Thank you to our nurses!",
        "Congratulations to our award-winning kitchen team!",
        "Heart disease is a leading cause of death.",
        "Learn first aid. It is the best time to start.",
        "Top tip: the best way to sleep well is a dark room.",
        "Tobacco is the #1 cause of lung cancer.",
    ],
)
def test_credit_to_others_and_other_senses_are_no_boast(text: str) -> None:
    assert "TONE-BRAG" not in fired(text)


def test_more_than_three_words_in_capitals_shout() -> None:
    assert fired("COME TO OUR FREE CLINIC today")["TONE-CAPITALS"] == "COME TO OUR FREE CLINIC"
    assert "TONE-CAPITALS" not in fired("FREE FLU SHOTS today")
    assert "TONE-CAPITALS" not in fired("CDC, NIH, FDA, HHS agree")


def test_signs_in_a_row_are_told() -> None:
    assert fired("Join us!!!")["TONE-SIGNS"] == "!!!"
    assert "TONE-SIGNS" not in fired("Join us! Will you?")
