from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.policies.context import find_context
from scheduler.policies.finding import Finding, Severity, Verdict
from scheduler.policies.identifiers import find_identifiers
from scheduler.policies.links import find_links
from scheduler.policies.post_rules import find_flaws
from scheduler.policies.reading import read
from scheduler.policies.review import MOST_TEXT, POLICY_VERSION, review
from scheduler.policies.rules import all_rules
from scheduler.policies.subject import PictureFacts, Profile, Subject

ANYTHING = st.text(alphabet=st.characters(), max_size=200)


@given(text=ANYTHING, alt=ANYTHING, link=st.none() | ANYTHING, is_reply=st.booleans())
@settings(max_examples=300)
def test_no_text_makes_the_guard_stumble(text: str, alt: str, link: str | None, *, is_reply: bool) -> None:
    picture = PictureFacts(alt=alt, file_name=text)
    subject = Subject(text=text, link=link, is_reply=is_reply, pictures=(picture,))

    found = review(subject).findings

    assert "GUARD-ERROR" not in {finding.rule for finding in found}
    assert all(0 <= finding.start <= finding.end <= len(text) for finding in found)
    assert all(finding.rule in KNOWN for finding in found)
    json.dumps([asdict(finding) for finding in found])


@given(st.text(alphabet="aA1 -.@#/:,'pt\u200b\u0430()\n", max_size=400))
@settings(max_examples=300)
def test_texts_made_of_the_signs_rules_look_for_do_not_make_it_stumble(text: str) -> None:
    assert "GUARD-ERROR" not in {finding.rule for finding in review(Subject(text=text)).findings}


@given(ANYTHING)
def test_the_same_subject_gets_the_same_review(text: str) -> None:
    assert review(Subject(text=text)) == review(Subject(text=text))


KNOWN = {rule.id for rule in all_rules()}


@pytest.mark.parametrize(
    "broken",
    [
        {"text": 5},
        {"text": "Hello", "pictures": ("no picture",)},
        {"text": "Call 555-555-0101 for him", "profile": None},
        {"text": "Hello", "link": 7},
    ],
)
def test_a_fault_inside_the_guard_holds_the_post(broken: dict[str, Any]) -> None:
    result = review(Subject(**broken))

    assert "GUARD-ERROR" in {finding.rule for finding in result.findings}
    assert result.verdict is not Verdict.PASS


def test_a_fault_in_one_check_does_not_silence_the_others() -> None:
    profile: Any = None
    link = "https://example.org/x"

    found = review(Subject(text="SSN 306-58-1190", link=link, profile=profile)).findings

    assert {"GUARD-ERROR", "PHI-G-SSN"} <= {finding.rule for finding in found}


@pytest.mark.parametrize("size", [MOST_TEXT + 1, 5_000_000])
def test_a_text_too_long_to_check_is_blocked_at_once(size: int) -> None:
    started = time.process_time()

    result = review(Subject(text="a" * size))

    assert [finding.rule for finding in result.findings] == ["TEXT-TOO-LONG-TO-CHECK"]
    assert result.verdict is Verdict.BLOCK
    assert time.process_time() - started < 0.5


def test_long_alt_texts_count_as_text() -> None:
    pictures = (PictureFacts(alt="a" * MOST_TEXT),)

    found = review(Subject(text="Hello", pictures=pictures)).findings

    assert [finding.rule for finding in found] == ["TEXT-TOO-LONG-TO-CHECK"]


def _everything(text: str) -> Iterator[Finding]:
    subject = Subject(text=text)
    reading = read(text, profile=Profile())
    yield from (
        *find_flaws(subject),
        *find_links(subject),
        *find_identifiers(reading),
        *find_context(reading),
    )


def _cpu(text: str, check: Callable[[str], Iterator[Finding]] = _everything) -> float:
    started = time.process_time()
    list(check(text))
    return time.process_time() - started


MALICE = (
    *("a", "1", "1-", "a.", "A b ", "Ab Cd ", "(at)", "one-", "his big ", "#Ab", "1\ufe0f\u20e3", "\u0430b"),
    *("x@", "@a ", "http://a.", "0:", "a-1", "chart ", "fax ", "saw a ", "\u200b", "\u0301", "e\u0301\u0327"),
    *(
        "J o ",
        "mrn #",
        "1 Main ",
        "Mr. A",
        "ss#",
        " ",
        "Patient Jane Doe ",
        "he was just ",
        "3.1415,",
        "\ufdfa",
    ),
)


@pytest.mark.parametrize("unit", MALICE)
def test_a_hundred_kilobytes_of_malice_cost_no_more_than_their_length(unit: str) -> None:
    half, whole = (unit * (50_000 // len(unit))), (unit * (100_000 // len(unit)))

    ratios = []
    for _ in range(4):
        short, long = _cpu(half), _cpu(whole)
        ratios.append(long / max(short, 0.005))
        if ratios[-1] < 3 and long < 5:
            return

    pytest.fail(f"doubling the text multiplied the time by {ratios}")


def test_every_rule_has_a_name_of_its_own_a_plain_advice_and_a_source() -> None:
    rules = all_rules()

    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert re.fullmatch(r"[A-Z]+(?:-[A-Z0-9]+)+", rule.id)
        assert rule.advice.endswith(".")
        assert rule.source


def test_each_of_the_eighteen_kinds_is_in_the_list_of_rules() -> None:
    letters = {rule.id.split("-")[1] for rule in all_rules() if rule.id.startswith("PHI-")}

    assert letters == set("ABCDEFGHIJKLMNOPQR")
    assert all(
        rule.source == f"45 CFR 164.514(b)(2)(i)({rule.id.split('-')[1]})"
        for rule in all_rules()
        if rule.id.startswith("PHI-")
    )


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Call us: five five five, zero one zero zero.", Verdict.PASS),
        ("Call five five five, zero one zero zero, his daughter waits.", Verdict.HOLD),
    ],
)
def test_a_line_of_the_house_may_be_spelled_out(text: str, verdict: Verdict) -> None:
    assert review(Subject(text=text)).verdict is verdict


def test_there_is_a_version_to_hold_approvals_against() -> None:
    assert POLICY_VERSION


def test_advice_alone_lets_a_post_pass() -> None:
    result = review(Subject(text="Happy #nursesappreciationweek"))

    assert {finding.severity for finding in result.findings} == {Severity.ADVICE}
    assert result.verdict is Verdict.PASS
