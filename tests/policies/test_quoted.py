"""What a source said in public is not judged as if we told it; what we add to it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.quoted import own_words
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

TITLE = "Man, 34, woke from coma after nine days and asked his nurse for a burger"
OURS = "He was on my unit last night and told me about his wife, I cried with her after."


def test_its_very_words_are_left_out_however_they_are_set() -> None:
    assert own_words(f"“{TITLE.upper()}”\n\nvia Daily Example", [TITLE]).strip() == "via Daily Example"


@pytest.mark.parametrize("text", ["Flu is here.", "after nine days", "", "…"])
def test_a_few_words_are_anybodys(text: str) -> None:
    assert own_words(text, [TITLE, "Flu is here. Get your shot after nine days."]) == text


def test_a_story_is_held_unless_its_source_told_it_first() -> None:
    told = Subject(text=f"{TITLE}\n\nvia Daily Example", quoted=(TITLE,))

    assert review(replace(told, quoted=())).verdict is Verdict.HOLD
    assert review(told).verdict is Verdict.PASS


def test_what_we_add_to_it_is_judged() -> None:
    said = review(Subject(text=f"{TITLE}. {OURS}", quoted=(TITLE,)))

    assert said.verdict is not Verdict.PASS


def test_an_identifier_is_found_in_its_words_too() -> None:
    title = "Patient John Smith, MRN 4471902, is home again after his surgery"

    assert review(Subject(text=title, quoted=(title,))).verdict is Verdict.BLOCK
