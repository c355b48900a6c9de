from __future__ import annotations

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

QUESTION = "Guidelines for managing asthma in a 34-year-old woman"


@pytest.mark.parametrize(
    "detail",
    [
        ", Dana W., seen last year?",
        " named Dana Whitlow?",
        " seen on March 4th, 2023?",
        " (MRN: QX-40217)?",
        " at Fernhill General Hospital?",
        ", phone 614-555-0133?",
        " seen at our Fernhill clinic?",
        " who lives in Fernhill, OH?",
        ", contact d.whitlow@example.org?",
    ],
)
def test_a_clinical_question_with_a_detail_that_tells_who_is_held(detail: str) -> None:
    result = review(Subject(text=QUESTION + detail))

    assert "CASE-IDENTIFIED" in {finding.rule for finding in result.findings}
    assert result.verdict is not Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        QUESTION + "?",
        QUESTION + " with a history of Huntington's disease, evaluated in 2022.",
        "What are the side effects of atorvastatin in elderly patients with a Framingham risk score of 17?",
        "Recommended dosage of allopurinol for an 80-year-old male with kidney disease, seen last fall?",
        "Prognosis for a 61-year-old African American male diagnosed with sarcoidosis last year?",
        "Best treatment options for a 58-year-old man, Apixaban Therapy failed after Knee Arthroplasty?",
    ],
)
def test_a_clinical_question_without_one_passes(text: str) -> None:
    assert review(Subject(text=text)).verdict is Verdict.PASS


def test_what_is_told_is_no_question() -> None:
    text = "We gave our 34-year-old patient the best treatment options, and she went home to Fernhill!"

    rules = {finding.rule for finding in review(Subject(text=text)).findings}

    assert rules
    assert "CASE-IDENTIFIED" not in rules
