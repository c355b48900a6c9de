from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.policies.mapped import Mapped
from scheduler.policies.normalise import normalise

ROSES = "J\U0001f338o\U0001f338h\U0001f338n"
UPSIDE_DOWN = "\u01dd\u0131qq\u01dd\u15e1"
DOUBLES = "five double four nine one oh two"
KEYCAPS = "6\ufe0f\u20e31\ufe0f\u20e34\ufe0f\u20e3"
IN_WORDS = "two-eight-seven. forty-four. ninety sixteen"
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)


def tricks_in(text: str) -> list[tuple[str, str]]:
    return [(trick.rule, text[trick.start : trick.end]) for trick in normalise(text).tricks]


@pytest.mark.parametrize(
    ("typed", "plain", "trick", "where"),
    [
        ("call Su\u200bs\u200ban now", "call Susan now", "TRICK-HIDDEN", "u\u200bs\u200ba"),
        ("our G\u043enz\u0430lez", "our Gonzalez", "TRICK-LOOKALIKE", "G\u043enz\u0430lez"),
        ("is J o h n S m i t h ok", "is John Smith ok", "TRICK-SPACED", "J o h n S m i t h"),
        ("6 1 4 5 5 5 0 1 7 7", "6145550177", "TRICK-SPACED", "6 1 4 5 5 5 0 1 7 7"),
        (KEYCAPS, "614", "TRICK-KEYCAP", KEYCAPS),
        ("so tr3v0r left", "so trevor left", "TRICK-LEET", "tr3v0r"),
        ("kim (at) example (dot) org", "kim@example.org", "TRICK-ADDRESS", " (at) example (dot) "),
        ("kim at example dot org", "kim@example.org", "TRICK-ADDRESS", " at example dot "),
        (IN_WORDS, "287-44-9016", "TRICK-NUMBER-WORDS", IN_WORDS),
        ("for J|o|h|n now", "for John now", "TRICK-SPACED", "J|o|h|n"),
        ("for (J)(o)(h)(n) now", "for (John) now", "TRICK-SPACED", "J)(o)(h)(n"),
        (f"for {ROSES}", "for John", "TRICK-SPACED", ROSES),
        ("A\nn\nn\na is home", "Anna is home", "TRICK-SPACED", "A\nn\nn\na"),
        ("for T i m only", "for Tim only", "TRICK-SPACED", "T i m"),
        ("it is nhoJ llednerT", "it is John Trendell", "TRICK-TURNED", "nhoJ llednerT"),
        ("born 91 enuJ", "born 91 June", "TRICK-TURNED", "enuJ"),
        ("born 4202/20/11", "born 11/02/2024", "TRICK-TURNED", "4202/20/11"),
        (f"see {UPSIDE_DOWN} now", "see Debbie now", "TRICK-TURNED", UPSIDE_DOWN),
        ("it is Whiskey Alpha Lima Tango", "it is Walt", "TRICK-SPELLED", "Whiskey Alpha Lima Tango"),
        ("text fivefivefive", "text 555", "TRICK-NUMBER-WORDS", "fivefivefive"),
        (f"his is {DOUBLES}", "his is 5449102", "TRICK-NUMBER-WORDS", DOUBLES),
        ("hey @river underscore rat", "hey @river_rat", "TRICK-ADDRESS", " underscore "),
        ("our \u13abohn", "our John", "TRICK-LOOKALIKE", "\u13abohn"),
    ],
)  # fmt: skip
def test_a_disguise_is_undone_and_told(typed: str, plain: str, trick: str, where: str) -> None:
    result = normalise(typed)

    assert result.mapped.text == plain
    assert tricks_in(typed) == [(trick, where)]


@pytest.mark.parametrize(
    "text",
    [
        "Know the signs: F.A.S.T. saves lives.",
        "C P R class on Monday",
        "Your HbA1c, H1N1, B12, COVID19, 24h, CD4 and G6PD explained",
        "TNF\u03b1 and IFN\u03b3 in arthritis",
        "Nurses \U0001f469\u200d\u2695\ufe0f and flags \U0001f3f4\U000e0067\U000e0062\U000e007f",
        "1\ufe0f\u20e3 Wash 2\ufe0f\u20e3 Rinse 3\ufe0f\u20e3 Dry",
        "Fourteen thousand pints, one of two, nine one one",
        "Спасибо нашим медсёстрам!",
        "Ευχαριστούμε τις νοσηλεύτριες",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "Dr. Siobhán Ní Bhriain and Trinh Nguyễn",
        "hyphen\u00adation hints",
        "Run a 5K, 10K or walk4life",
        "W E  A R E  O P E N, e v e r y o n e",
        "R.N.s, L.P.N.s, C.N.A.s",
        "9 8 7 6 5 4 3 2 1",
        "a b c d e, z z z z z and x o x o",
        "A | B | C | D and T/D/A/P",
        "ApoB, proBNP, mRNA, vitaminD",
        "The Delta hotel, Golf and Tango",
        "24seven, 10ten and someone",
        "2024/02/11 and 11.02.2024",
    ],
)
def test_ordinary_writing_is_no_trick(text: str) -> None:
    assert tricks_in(text) == []


def test_styled_letters_are_only_advised_against() -> None:
    (trick,) = normalise("\U0001d5d5\U0001d5fc\U0001d5f9\U0001d5f1 words").tricks

    assert (trick.rule, trick.severity.value) == ("TRICK-STYLED", "advice")


@pytest.mark.parametrize(
    "typed", ["\u1d0a\u1d0f\u029c\u0274s", "\U0001f159\U0001f15e\U0001f157", "J\u0336o\u0336h\u0336n\u0336"]
)
def test_letters_of_a_style_are_read_and_no_trick(typed: str) -> None:
    plain = normalise(f"hello {typed} there")

    assert plain.mapped.text.lower() in ("hello johns there", "hello joh there", "hello john there")
    assert {trick.rule for trick in plain.tricks} == {"TRICK-STYLED"}


def test_a_short_number_in_words_is_read_and_no_trick() -> None:
    plain = normalise("chart zero-zero-five-eight-one-six")

    assert (plain.mapped.text, plain.tricks) == ("chart 005816", ())


def test_the_words_of_a_hashtag_are_parted() -> None:
    assert normalise("#TeamBed6 #PICU #flushot").mapped.text == "#Team #Bed #6 #PICU #flushot"


@given(st.text(max_size=300))
def test_every_plain_character_leads_back_into_the_text(text: str) -> None:
    mapped = normalise(text).mapped

    assert len(mapped.text) == len(mapped.starts) == len(mapped.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))
    assert list(mapped.starts) == sorted(mapped.starts)
    assert list(mapped.ends) == sorted(mapped.ends)


@given(st.text(alphabet=st.characters(max_codepoint=127, exclude_categories=["Cs"]), max_size=300))
def test_the_tricks_of_any_text_lie_inside_it(text: str) -> None:
    for trick in normalise(text).tricks:
        assert 0 <= trick.start < trick.end <= len(text)


@given(
    st.lists(WORDS, min_size=1, max_size=6),
    st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u202d"]),
)
def test_hidden_characters_leave_the_same_words(words: list[str], hidden: str) -> None:
    text = " ".join(words)
    typed = " ".join(hidden.join(word) for word in words)

    assert normalise(typed).mapped.text == normalise(text).mapped.text
    assert "TRICK-HIDDEN" in [trick.rule for trick in normalise(typed).tricks]


@given(st.text(min_size=1, max_size=50), st.data())
def test_an_edit_keeps_the_way_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    edited = Mapped.of(text).edited([(start, end, "xyz")])

    assert edited.text == text[:start] + "xyz" + text[end:]
    assert edited.original(start, start + 3) == (start, end)
    assert edited.original(0, len(edited.text)) == (0, len(text))
