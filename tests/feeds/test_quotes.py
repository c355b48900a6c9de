from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feeds.quotes import LONGEST, SHORTEST, quotes

SAID = "Washing hands for twenty seconds keeps most of the winter's bugs away"
MORE = "We would rather see everybody in October than in January"
WHO = "Dr. Ada Example"


def said(text: str) -> list[tuple[str, str]]:
    return [(quote.text, quote.speaker) for quote in quotes(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"“{SAID},” said {WHO}, who leads the county clinic.",
        f'"{SAID}," {WHO} said in a statement.',
        f'"{SAID}", says {WHO} of the county clinic.',
        f"“{SAID},” {WHO}, director of the county clinic, told reporters.",
        f"“{SAID},” explained {WHO}.",
    ],
)
def test_what_somebody_said_is_found_with_who_said_it(text: str) -> None:
    assert said(text) == [(SAID, WHO)]


@pytest.mark.parametrize("lead", [f"{WHO} said: ", f"{WHO} told the county board, ", f"According to {WHO}, "])
def test_a_speaker_may_stand_before_what_is_said(lead: str) -> None:
    assert said(f"{lead}“{SAID}.”") == [(f"{SAID}.", WHO)]


def test_what_follows_who_spoke_is_said_by_the_same() -> None:
    text = f"“{SAID},” said {WHO}, a nurse. “{MORE}.”"

    assert said(text) == [(SAID, WHO), (f"{MORE}.", WHO)]


def test_a_sentence_torn_apart_is_left_out() -> None:
    assert said(f"“{SAID},” said {WHO}, “and that is what all of us should do every day.”") == []


def test_a_piece_of_a_sentence_is_left_out() -> None:
    assert said(f"{WHO} said that it was “{SAID.lower()} from us all,” and left.") == []


def test_a_surname_becomes_the_one_full_name_that_ends_in_it() -> None:
    assert said(f"Ada Example leads the clinic.\n“{SAID},” Example said.") == [(SAID, "Ada Example")]


def test_a_surname_of_two_people_is_nobodys() -> None:
    assert said(f"Ada Example and Bea Example lead the clinic.\n“{SAID},” Example said.") == []


def test_she_is_the_one_person_whom_the_last_paragraph_lets_speak() -> None:
    assert said(f"It is simple, says Ada Example.\n“{SAID},” she added.") == [(SAID, "Ada Example")]


def test_she_is_nobody_where_two_are_named() -> None:
    assert said(f"It is simple, says Ada Example. Bea Sample agrees.\n“{SAID},” she added.") == []


def test_words_that_nobody_is_said_to_have_spoken_are_left_out() -> None:
    assert said(f"“{SAID}.”") == []
    assert said(f"“{SAID},” a visitor said.") == []
    assert said(f"The sign reads “{SAID}.” The clinic said so.") == []


def test_an_office_may_speak() -> None:
    text = f"“{SAID},” the American Heart Association said."

    assert said(text) == [(SAID, "American Heart Association")]


@pytest.mark.parametrize(
    "text",
    [
        f"“{SAID},” said Ada Example, 43, of Larkspur.",
        f"“{SAID},” said Ada Example, a breast cancer survivor.",
        f"“{SAID},” said Ada Example, whose son was treated there.",
        f"“{SAID},” said Ada Example.\nExample was diagnosed two years ago.",
        f"“{SAID},” said Ada Example, mother of two.",
        f"“{SAID},” said Ada Example, a former patient at the clinic.",
        f"“{SAID},” said Ada Example.\nAda Example underwent surgery in May.",
    ],
)
def test_a_patient_or_one_of_the_family_is_never_quoted(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "words",
    [
        "She came to us in the middle of the night and could hardly breathe at all",
        "When I was diagnosed, the team stood by me from the first day to the last",
        "My surgeon explained every single step to me before anything was done at all",
        "The patient went home on Tuesday, walking on both feet, and with a big smile",
        "A 43-year-old is alive today because the ambulance came within four minutes",
        "About a year ago I got Lyme disease, and nobody knew for months what it was",
    ],
)
def test_what_tells_of_one_patient_is_never_quoted_whoever_said_it(words: str) -> None:
    assert SHORTEST <= len(words) <= LONGEST
    assert said(f"“{words},” said {WHO}, who leads the county clinic.") == []


@pytest.mark.parametrize(
    "words",
    [
        "Write to @somebody about the winter's bugs and what keeps most of them away",
        "Everything stands at https://example.org/hands and is read by many thousands",
        "Everything stands at example.org and is read by many thousands of us each day",
        "Use <script>alert(1)</script> to keep most of the winter's bugs away from you",
        "Washing hands for twenty\u202e seconds keeps most of the winter's bugs away",
        "Washing hands for twenty\u200b seconds keeps most of the winter's bugs away",
        "Washing hands\u200d for twenty seconds keeps most of the winter's bugs away",
        "Washing ha\u0301\u0302\u0303nds for twenty seconds keeps most of the winter's bugs away",
        "Is washing hands for twenty seconds all that one has to do in winter, then?",
    ],
)
def test_what_would_do_more_than_be_read_is_left_out(words: str) -> None:
    assert said(f"“{words},” said {WHO}, who leads the county clinic.") == []


def test_too_short_and_too_long_are_left_out() -> None:
    assert said(f"“Wash your hands,” said {WHO}.") == []
    assert said(f"“{SAID * 5},” said {WHO}.") == []


def test_marks_that_do_not_pair_hide_their_whole_paragraph() -> None:
    assert said(f'"{SAID}," said {WHO}. "{MORE}') == []
    assert said(f"“{SAID},” said {WHO}. “{MORE}") == []


def test_at_most_twelve_are_given() -> None:
    text = "\n".join(f"“{SAID} number {number},” said {WHO}." for number in range(30))

    assert len(quotes(text)) == 12


_PIECES = some.sampled_from(
    [
        SAID,
        MORE,
        WHO,
        "“",
        "”",
        '"',
        ",",
        ".",
        "?",
        " ",
        "\n",
        " said ",
        "Example",
        "she",
        " told ",
        ": ",
        "é\u200b",
    ]
)


@given(some.lists(_PIECES | some.text(max_size=20), max_size=40).map("".join))
def test_whatever_the_text_a_quote_is_a_part_of_it_and_so_is_who_spoke(text: str) -> None:
    for quote in quotes(text):
        assert text[quote.start : quote.start + len(quote.text)] == quote.text
        assert SHORTEST <= len(quote.text) <= LONGEST
        assert quote.speaker in " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "“" * 100_000,
        "said A " * 15_000,
        "Aa " * 33_000,
        '"A" said ' * 11_000,
        "A. B. C. " * 11_000,
        "Aa,\n" * 25_000,
    ],
)
@pytest.mark.timeout(20)
def test_no_text_takes_long(text: str) -> None:
    assert quotes(text) == ()
