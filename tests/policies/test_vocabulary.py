"""Expressions wait until they are asked; lists of words know their words."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.policies import cues, frames
from scheduler.policies.contacts import CONTACTS
from scheduler.policies.dates import DATES
from scheduler.policies.numbers import NUMBERS
from scheduler.policies.pattern import Pattern
from scheduler.policies.places import PLACES
from scheduler.policies.things import THINGS
from scheduler.policies.vocabulary import DIGIT, Expression, WordKind, any_of


def test_an_expression_that_nobody_asked_is_not_compiled() -> None:
    Expression("(no expression")


def test_an_expression_answers_as_re_does() -> None:
    text, source = "One flu shot, two FLU shots", r"\b(\w+) shots?"
    ours, theirs = Expression(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)

    assert [each.span() for each in ours.finditer(text)] == [each.span() for each in theirs.finditer(text)]
    assert ours.findall(text) == theirs.findall(text)
    assert ours.sub("-", text) == theirs.sub("-", text)
    assert ours.split(text) == theirs.split(text)
    for ask in ("search", "match", "fullmatch"):
        assert bool(getattr(ours, ask)(text)) == bool(getattr(theirs, ask)(text))


@pytest.mark.parametrize(
    "words", [cues.KIN, cues.PERSON, cues.HEALTH, frames.DRUG, any_of("a, b[cd], (?:e|f) g")]
)
@pytest.mark.parametrize(
    "word",
    [
        "mom",
        "fiance",
        "fiancee",
        "twins",
        "tumour",
        "lungs",
        "pain",
        "tylenol",
        "a",
        "bd",
        "f g",
        "",
        "x",
        "or",
    ],
)
def test_a_kind_of_words_holds_what_its_expression_fits(words: str, word: str) -> None:
    assert WordKind(words).holds(word) == bool(re.fullmatch(words, word))


NEEDY = [each for each in (*NUMBERS, *THINGS, *DATES, *PLACES, *CONTACTS) if each.needs is DIGIT]


@pytest.mark.parametrize("pattern", NEEDY, ids=lambda pattern: pattern.rule.id)
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_needs_a_digit_matches_none_without(pattern: Pattern, data: st.DataObject) -> None:
    found = data.draw(st.from_regex(pattern.expression.source))

    assert DIGIT.search(found)
