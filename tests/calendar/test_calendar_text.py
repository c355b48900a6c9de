from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.ical.text import address, category, clipped, one_line, paragraphs, short_title

_ANY = st.text(alphabet=st.characters(exclude_categories=[]), max_size=300)


@given(_ANY)
def test_cleaned_text_holds_no_line_break_but_lf_and_no_control(text: str) -> None:
    cleaned = paragraphs(text, 1000)

    assert not set("\r\u0085\u2028\u2029\ufeff\x7f\x00\x0b\x0c\x1b") & set(cleaned)
    assert "\\n" not in cleaned
    assert "\\N" not in cleaned
    assert cleaned.encode().decode() == cleaned


@given(_ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = paragraphs(text, 1000)

    assert paragraphs(once, 1000) == once


@given(_ANY, st.integers(min_value=2, max_value=80))
def test_a_clipped_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(clipped(text, limit)) <= limit
    assert len(one_line(text, limit)) <= limit
    assert len(short_title(text, limit)) <= limit


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085"])
def test_every_kind_of_line_break_becomes_one(line_break: str) -> None:
    assert paragraphs(f"a{line_break}b", 100) == "a\nb"
    assert one_line(f"a{line_break}b", 100) == "a b"


def test_marks_for_right_to_left_text_are_kept() -> None:
    assert one_line("עברית\u200f (2026)", 100) == "עברית\u200f (2026)"


def test_a_cut_does_not_leave_half_an_emoji() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"

    assert clipped("ab" + family, 6) == "ab…"
    assert clipped("abc" + "e\u0301" + "xyz", 5) == "abc…"


def test_a_title_of_only_accents_is_cut_all_the_same() -> None:
    assert len(clipped("\u0301" * 100, 10)) == 10


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("\n\n  Flu clinic \u2028 Saturday", "Flu clinic"),
        ("Get your flu shot.\nWalk in.", "Get your flu shot."),
        ("Wash your hands for 20 seconds. " + "Germs " * 20, "Wash your hands for 20 seconds."),
        ("Handwashing " * 10, "Handwashing " * 4 + "Handwashing…"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_a_short_title_is_the_first_line_or_sentence_or_words(text: str, title: str) -> None:
    assert short_title(text) == title


def test_a_category_holds_nothing_outlook_takes_for_a_separator() -> None:
    assert category("Mental; health,\u061b care\uff1b\uff0c 24/7") == "Mental health care 24/7"


def test_an_address_can_not_begin_a_new_line() -> None:
    assert address("https://planner.example/\r\nATTENDEE:x") == "https://planner.example/ATTENDEE:x"
