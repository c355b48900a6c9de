from __future__ import annotations

import pytest

from scheduler.policies.quality.lexicon import Lexicon, table
from scheduler.policies.quality.passage import Passage
from tests.policies.quality.asked import advised, fired


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Hypertension is common.", "Say “high blood pressure” instead of “Hypertension”."),
        ("Signs of myocardial infarction", "Say “heart attack” instead of “myocardial infarction”."),
        ("Edema: what to know", "Say “swelling” instead of “Edema”."),
        ("Utilize the rail.", "Say “use” instead of “Utilize”."),
        ("Fast prior to the test.", "Say “before” instead of “prior to”."),
    ],
)
def test_jargon_is_told_with_the_plain_word(text: str, advice: str) -> None:
    assert advised(text, "PLAIN-WORD") == [advice]


def test_jargon_that_is_explained_is_left_alone() -> None:
    assert "PLAIN-WORD" not in fired("Hypertension, or high blood pressure, is common.")
    assert "PLAIN-WORD" not in fired("Edema (puffy ankles) can be a sign.")
    assert "PLAIN-WORD" not in fired("Read more: https://example.org/hypertension @hypertension")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("She suffers from asthma.", "Say “has” instead of “suffers from”."),
        ("Tips for diabetics", "Say “people with diabetes” instead of “diabetics”."),
        ("He committed suicide.", "Say “died by suicide” instead of “committed suicide”."),
        ("Free meals for the elderly!", "Say “older adults” instead of “the elderly”."),
        ("A wheelchair-bound fan", "Say “who use a wheelchair” instead of “wheelchair-bound”."),
        (
            "The homeless are our neighbors.",
            "Say “people experiencing homelessness” instead of “The homeless”.",
        ),
    ],
)
def test_the_person_comes_first_with_a_swap(text: str, advice: str) -> None:
    assert advised(text, "PERSON-FIRST") == [advice]


@pytest.mark.parametrize(
    "text",
    [
        "Alcoholics Anonymous meets here on Mondays.",
        "Call the Substance Abuse and Mental Health Services Administration.",
        "He landed on the disabled list.",
        "The blind spot of your car",
        "People with diabetes are welcome.",
        "The poor weather closed the road.",
    ],
)
def test_names_and_other_nouns_are_left_alone(text: str) -> None:
    assert "PERSON-FIRST" not in fired(text)


@pytest.mark.parametrize("name", ["jargon", "person_first"])
def test_no_swap_stands_twice_or_says_what_it_replaces(name: str) -> None:
    swaps: dict[str, list[str]] = table(name)["swaps"]
    forms = [form for listed in swaps.values() for form in listed]

    assert len(forms) == len(set(forms))
    assert all(
        form == form.lower() and plain.lower() != form for plain, listed in swaps.items() for form in listed
    )
    assert all(Passage(form).tokens for form in forms)


def test_there_are_swaps_enough() -> None:
    assert len(table("jargon")["swaps"]) >= 120
    assert len(table("person_first")["swaps"]) >= 60


def test_of_phrases_that_overlap_the_longest_is_found() -> None:
    lexicon = Lexicon({"blood": "short", "blood pressure": "long"})

    found = [
        (match.said, match.start, match.end) for match in lexicon.find(Passage("Blood-pressure and blood."))
    ]

    assert found == [("long", 0, 14), ("short", 19, 24)]


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert not list(Lexicon({"heart attack": ""}).find(Passage("Mend a heart. Attack the germs.")))
