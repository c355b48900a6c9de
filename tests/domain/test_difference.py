"""Two texts and what differs between them: whole words, and nothing of either text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.difference import Fate, difference


def shown(before: str, after: str) -> str:
    marks = {Fate.SAME: "{}", Fate.GONE: "[-{}-]", Fate.COME: "[+{}+]"}
    return "".join(marks[piece.fate].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Flu shots are free.", "Flu shots are free.", "Flu shots are free."),
        ("Shots on Friday.", "Shots on Monday.", "Shots on [-Friday-][+Monday+]."),
        ("Shots are free.", "Shots are free on Friday.", "Shots are free[+ on Friday+]."),
        ("Come in and see us.", "Come see us.", "Come[- in and-] see us."),
        ("one two three four", "one six seven four", "one [-two three-][+six seven+] four"),
        ("See https://a.example.org/x?y=1", "See https://a.example.org/x?y=2", None),
        ("", "New.", "[+New.+]"),
        ("Old.", "", "[-Old.-]"),
        ("", "", ""),
        ("don't go", "do go", "[-don't-][+do+] go"),
        ("a\nb", "a\n\nb", "a[-\n-][+\n\n+]b"),
    ],
)
def test_words_are_replaced_as_a_person_would_say_it(before: str, after: str, told: str | None) -> None:
    expected = (
        told if told is not None else "See [-https://a.example.org/x?y=1-][+https://a.example.org/x?y=2+]"
    )

    assert shown(before, after) == expected


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_both_texts_can_be_put_together_from_the_pieces(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.COME) == before
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.GONE) == after
    assert all(piece.text for piece in pieces)


def test_two_very_long_texts_are_compared_in_no_time() -> None:
    before = "\n".join(f"word {number} and more" for number in range(4_000))
    after = before.replace("word 7 and", "word 7 or")

    pieces = difference(before, after)

    assert [piece.text for piece in pieces if piece.fate is Fate.COME] == ["word 7 or more\n"]
