from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.rank import Candidate, fit, rank, score
from tests.feeds.feed_host import NOW


def candidate(**fields: Any) -> Candidate:
    """Return a fresh, fitting, unused item of the best source."""
    usual: dict[str, Any] = {
        "key": "flu-1",
        "source": "CDC",
        "trust": "A",
        "kind": "news",
        "published": NOW - timedelta(hours=14),
        "pillar": "Prevention",
        "words": ("flu", "vaccin*"),
        "title": "Flu vaccination starts",
    }
    return Candidate(**(usual | fields))


def test_a_score_explains_itself_in_the_words_of_a_person() -> None:
    result = score(candidate(), now=NOW)

    assert result.reason == "CDC, trust A; 14 h old; fits Prevention: flu, vaccin; not used in 60 days"


def test_the_total_is_the_product_of_its_named_parts() -> None:
    result = score(candidate(trust="B", published=NOW - timedelta(days=2)), now=NOW)

    assert {part.name: part.value for part in result.parts} == {
        "trust": 0.85,
        "freshness": 0.5,
        "fit": 0.75,
        "novelty": 1.0,
    }
    assert result.total == pytest.approx(0.85 * 0.5 * 0.75)


@pytest.mark.parametrize(("kind", "days"), [("news", 2), ("explainer", 14), ("journal", 30)])
def test_an_item_is_worth_half_after_the_half_life_of_its_kind(kind: str, days: int) -> None:
    parts = score(candidate(kind=kind, published=NOW - timedelta(days=days)), now=NOW).parts

    assert parts[1].value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("published", "phrase"),
    [
        (NOW, "under 1 h old"),
        (NOW + timedelta(days=1), "under 1 h old"),
        (NOW - timedelta(hours=47), "47 h old"),
        (NOW - timedelta(hours=48), "2 days old"),
        (None, "no date given"),
    ],
)
def test_age_is_told_in_hours_then_days(published: datetime | None, phrase: str) -> None:
    assert score(candidate(published=published), now=NOW).parts[1].phrase == phrase


def test_what_went_out_lately_is_worth_nothing() -> None:
    result = score(candidate(last_used=NOW - timedelta(days=12)), now=NOW)

    assert result.total == 0
    assert "used 12 days ago" in result.reason


def test_after_sixty_days_it_may_go_out_again() -> None:
    assert score(candidate(last_used=NOW - timedelta(days=60)), now=NOW).total > 0


def test_an_item_without_a_word_of_the_pillar_is_worth_little_but_something() -> None:
    result = score(candidate(title="Parking"), now=NOW)

    assert 0 < result.total < score(candidate(), now=NOW).total
    assert "no word of Prevention" in result.reason


def test_the_best_stands_first() -> None:
    old = candidate(key="old", published=NOW - timedelta(days=9))
    doubtful = candidate(key="doubtful", trust="D")
    best = candidate(key="best")

    assert [one.candidate.key for one in rank([old, doubtful, best], now=NOW)] == ["best", "doubtful", "old"]


@given(st.permutations([candidate(key=key, published=at) for key in "abc" for at in (NOW, None)]))
def test_the_order_of_the_candidates_plays_no_part(shuffled: list[Candidate]) -> None:
    order = [(one.candidate.key, one.candidate.published) for one in rank(shuffled, now=NOW)]

    assert order == [("a", NOW), ("b", NOW), ("c", NOW), ("a", None), ("b", None), ("c", None)]


@pytest.mark.parametrize(
    ("text", "words", "matched"),
    [
        ("Flu shots", ["flu"], ("flu",)),
        ("The FLU.", ["Flu"], ("Flu",)),
        ("Influenza and fluids", ["flu"], ()),
        ("Vaccines for all", ["vaccine"], ("vaccine",)),
        ("Vaccination day", ["vaccine"], ()),
        ("Vaccination day", ["vaccin*"], ("vaccin*",)),
        ("Your mental-health day", ["mental"], ("mental",)),
        ("Mental   health, today", ["mental health"], ("mental health",)),
        ("COVID-19 rises", ["covid-19"], ("covid-19",)),
        ("Alzheimer\u2019s care", ["alzheimer"], ("alzheimer",)),
        ("anything", ["", "*", "!"], ()),
        ("", ["flu"], ()),
        ("flu flu flu", ["flu", "flu"], ("flu",)),
    ],
)
def test_words_are_found_whole(text: str, words: list[str], matched: tuple[str, ...]) -> None:
    assert fit(text, words).matched == matched


def test_each_further_word_halves_what_is_missing() -> None:
    assert [fit("a b c", words).value for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        0,
        0.5,
        0.75,
        0.875,
    ]


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=6))
def test_a_fit_lies_between_nothing_and_all(text: str, words: list[str]) -> None:
    found = fit(text, words)

    assert 0 <= found.value <= 1
    assert set(found.matched) <= set(words)
