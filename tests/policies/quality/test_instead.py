"""What a finding offers to put in place of the words it is about."""

from __future__ import annotations

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject


def rewritten(text: str, rule: str) -> str | None:
    """Return the text with what the first finding of a rule offers; `None` where it offers nothing."""
    found = next(each for each in review(Subject(text=text)).findings if each.rule == rule)
    if found.instead is None:
        return None
    return text[: found.start] + found.instead + text[found.end :]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He has hypertension and rests.", "He has high blood pressure and rests."),
        ("Hypertension is common.", "High blood pressure is common."),
        ("Ask about HTN today.", "Ask about high blood pressure today."),
        ("HTN is common.", "High blood pressure is common."),
        ("Come in. Hypertension hides.", "Come in. High blood pressure hides."),
        ("The axilla itches.", "The armpit itches."),
        ("He broke a clavicle.", "He broke a collarbone."),
        ("\U0001f600 Tips on hypertension.", "\U0001f600 Tips on high blood pressure."),
    ],
)
def test_jargon_gives_way_to_its_plain_twin_with_the_capital_it_had(text: str, said: str) -> None:
    assert rewritten(text, "PLAIN-WORD") == said


@pytest.mark.parametrize("text", ["Read #hypertension now.", "He felt an axilla.", "He felt an edema."])
def test_where_the_twin_would_break_a_tag_or_the_article_a_person_chooses(text: str) -> None:
    assert rewritten(text, "PLAIN-WORD") in {None, "He felt an armpit."}


def test_the_person_comes_first_unless_there_are_several_ways_to_say_it() -> None:
    assert rewritten("Diabetics can join us.", "PERSON-FIRST") == "People with diabetes can join us."
    assert rewritten("Autism sufferers can join us.", "PERSON-FIRST") is None


def test_a_shout_is_written_with_small_letters_and_abbreviations_keep_theirs() -> None:
    text = "GET YOUR RSV SHOT ON MONDAY, SAYS FDA! And I MEAN EVERY SINGLE PERSON here."

    said = rewritten(text, "TONE-CAPITALS")

    assert said == "Get your RSV shot on Monday, says FDA! And I MEAN EVERY SINGLE PERSON here."
    assert rewritten(f"Please do. {text[39:]}", "TONE-CAPITALS") == (
        "Please do. And I mean every single person here."
    )


def test_a_hashtag_is_parted_where_its_words_are_known() -> None:
    assert rewritten("Join #breastcancerawareness now.", "HASHTAG-CASE") == "Join #BreastCancerAwareness now."
    assert rewritten("Join #qwertyuiopasdf now.", "HASHTAG-CASE") is None


def test_signs_in_a_row_become_one() -> None:
    assert rewritten("Come now!!!! Please.", "TONE-SIGNS") == "Come now! Please."


def test_a_blank_that_nobody_filled_stops_the_text_and_braces_alone_do_not() -> None:
    said = review(Subject(text="Flu clinic on {day: date}, call us."))

    assert [(each.rule, each.start, each.end) for each in said.findings] == [("TEXT-BLANK", 14, 25)]
    assert said.verdict is Verdict.BLOCK
    assert review(Subject(text="A smile :{ is a smile.")).verdict is Verdict.PASS
