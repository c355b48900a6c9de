from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feeds.telling import LONGEST, SHORTEST, telling

TOLD = "Free flu shots are given at all nine county clinics from the first Monday in October."
LATER = "Nurses at the schools of the county will give them to children in the same two weeks."


def test_the_first_sentence_that_can_stand_alone_is_the_telling_one() -> None:
    assert telling(f"{TOLD} {LATER}") == TOLD


@pytest.mark.parametrize(
    "before",
    [
        "It will be easier than ever before to get the shots at any of the clinics in town.",
        "Who would have thought that so many of the county's people want their shots now?",
        "We are happy to say that all of the county's clinics will take part this time.",
        "“Everybody should come by for a shot,” said Ada Example of the county's clinics.",
        "Ada Example was so ill that she could not leave the county's clinic for a month.",
        "Read more about it on the pages of the county and of all of its many clinics.",
        "See example.org for the hours of all the county's clinics in the next month.",
        "Shots and clinics and more",
        "and so it goes on and on for all of the county's clinics in the next month.",
    ],
)
def test_what_leans_on_something_else_or_tells_of_somebody_is_passed_over(before: str) -> None:
    assert telling(f"{before}\n{TOLD}") == TOLD


def test_a_dateline_is_no_part_of_it() -> None:
    assert telling(f"LARKSPUR, Oct. 3 (Wire) — {TOLD}") == TOLD


def test_the_title_is_not_said_twice() -> None:
    assert telling(f"{TOLD}\n{LATER}", title=TOLD.removesuffix(".")) == LATER


def test_a_text_without_such_a_sentence_has_none() -> None:
    assert telling("Come in. Look around!\nBuy now.") == ""
    assert telling("") == ""


@given(
    some.lists(
        some.sampled_from([TOLD, LATER, " ", "\n", "It ", "“", "\u202e"]) | some.text(max_size=60)
    ).map("".join)
)
def test_whatever_the_text_the_sentence_is_a_part_of_it(text: str) -> None:
    found = telling(text)

    assert found in text
    assert not found or SHORTEST <= len(found) <= LONGEST


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "a. " * 30_000, "A.b.C" * 20_000, "(" * 100_000, "A, " * 30_000]
)
@pytest.mark.timeout(20)
def test_no_text_takes_long(text: str) -> None:
    assert telling(text) == ""
