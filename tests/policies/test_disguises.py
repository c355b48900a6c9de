from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.policies.finding import Verdict
from scheduler.policies.normalise import normalise
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

VIOLATIONS = (
    "Our patient John Whitlow, MRN 4471902, went home today.",
    "We lost her on Tuesday after eleven hours in surgery. She was six.",
    "@kim_p You should stop taking the metformin, it is just reflux.",
    "Bed 9 has been detoxing since lunch. Pray for us.",
    "She turned ninety-four in our ICU last night and flirted with the surgeon.",
    "SSN 306-58-1190",
)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"


@given(
    text=st.sampled_from(VIOLATIONS),
    places=st.lists(st.tuples(st.integers(0, 80), st.sampled_from(INVISIBLE)), min_size=1, max_size=6),
)
@settings(max_examples=200)
def test_no_invisible_character_makes_a_violation_pass(text: str, places: list[tuple[int, str]]) -> None:
    for place, char in places:
        at = place % (len(text) + 1)
        text = text[:at] + char + text[at:]

    assert review(Subject(text=text)).verdict is not Verdict.PASS


@given(st.text(alphabet="abc XYZ.19@#\u200b\u0430\u0301\u202e\ufb01\U0001d4d0\ufe0f\u20e3", max_size=80))
def test_every_character_of_the_plain_text_leads_back_into_the_original(text: str) -> None:
    mapped = normalise(text).mapped

    spans = [mapped.original(at, at + 1) for at in range(len(mapped.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u202b"])
def test_text_that_is_turned_around_is_held(mark: str) -> None:
    text = f"Great news about {mark}eoD enaJ\u202c, all is well!"

    result = review(Subject(text=text))

    assert "TRICK-DIRECTION" in {finding.rule for finding in result.findings}
    assert result.verdict is Verdict.HOLD


def test_an_embedding_in_a_text_that_reads_leftwards_is_no_trick() -> None:
    text = "\u05e9\u05dc\u05d5\u05dd \u2066Flu\u2069"

    assert "TRICK-DIRECTION" not in {finding.rule for finding in review(Subject(text=text)).findings}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 3_000_000,
        "\u202e" * 30_000,
        "\ud800 our patient \udfff",
        "\x00\x01\x02",
        "\N{REPLACEMENT CHARACTER}" * 50,
        "\u0301" * 15_000,
    ],
    ids=["megabytes", "overrides", "halves", "controls", "replaced", "marks"],
)
def test_text_that_nobody_can_read_never_passes(text: str) -> None:
    result = review(Subject(text=text))

    assert result.findings
    assert result.verdict is not Verdict.PASS
