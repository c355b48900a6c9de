from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scheduler.policies
from scheduler.policies.finding import Severity, Verdict
from scheduler.policies.likeness import find_likeness
from scheduler.policies.reading import read
from scheduler.policies.review import review
from scheduler.policies.scorer import Scorer, chance_of, shipped
from scheduler.policies.subject import PictureFacts, Profile, Subject

WEIGHTS = Path(scheduler.policies.__file__).parent / "data"
BREACH = "Had a guy tonight who drove himself in with a nail through his hand. He was crying, poor man."
HARMLESS = "Flu shots are free this Saturday from 9 am to noon in the main lobby. All adults are welcome."


class Says:
    """A sentence model that finds every text as far on one side as asked."""

    def __init__(self, likely: float) -> None:
        self.name = shipped().meant.model
        self.asked: list[str] = []
        self._likely = likely

    def vector(self, text: str) -> Sequence[float]:
        self.asked.append(text)
        pick = max if self._likely > 0 else min
        _, along = pick(shipped().meant.bends)
        return [self._likely * part for part in along]


class Broken(Says):
    def vector(self, text: str) -> Sequence[float]:
        raise OSError(text)


def chance(text: str, *, is_reply: bool = False) -> float:
    return chance_of(read(text, profile=Profile(), is_reply=is_reply), (), None)[0].value


def test_a_story_that_no_rule_names_is_held_with_the_words_that_weighed() -> None:
    found = list(find_likeness(read(BREACH, profile=Profile()), fired=()))

    assert [(each.rule, each.severity) for each in found] == [("LEARNED-LIKENESS", Severity.HOLD)]
    assert found[0].because
    assert all(word in BREACH.lower() for word in found[0].because[0].split())
    assert BREACH not in found[0].advice


def test_a_harmless_post_gets_no_finding() -> None:
    assert list(find_likeness(read(HARMLESS, profile=Profile()), fired=())) == []


def test_names_numbers_and_addresses_are_seen_as_what_they_are_and_never_as_which() -> None:
    one = "Dana Whitlow came in on 614-555-0101, see https://example.org/dana or dana@example.org"
    other = "Peter Marsh came in on 740-555-0199, see https://example.com/peter or peter@example.net"

    assert chance(one) == chance(other)


def test_an_answer_to_a_person_is_judged_as_one() -> None:
    text = "Two of those at night and you will be fine by the weekend."

    assert chance(text, is_reply=True) > chance(text)


def test_a_breach_does_not_drown_in_what_stands_around_it() -> None:
    story = f"{BREACH} His wife held his other hand while we pulled it out, and he asked to keep the nail."
    long = " ".join([*[HARMLESS] * 12, story, *[HARMLESS] * 12])

    assert review(Subject(text=long)).verdict is not Verdict.PASS
    assert review(Subject(text=" ".join([HARMLESS] * 24))).verdict is Verdict.PASS


def test_the_sentence_model_is_averaged_in_and_spared_where_the_answer_is_sure() -> None:
    unsure = next(text for text in UNSURE if 0.2 < chance(text) < 0.8)
    for_it, against = Says(20.0), Says(-20.0)

    assert _held(unsure, for_it)
    assert not _held(unsure, against)
    assert for_it.asked == [unsure]
    assert not _held(HARMLESS, spared := Says(20.0))
    assert spared.asked == []


UNSURE = (
    "Look who came by the front desk today with a cake and a big smile.",
    "Whoever left the soup in the break room, it was wonderful and it is gone.",
    "She left us a note on the door and a box of pears.",
    "The last one out turned off the light and cried a little.",
    "Today was hard. Tomorrow we try again.",
    "He asked for the window seat, and we gave him the window seat.",
)


def _held(text: str, model: Says) -> bool:
    return bool(list(find_likeness(read(text, profile=Profile()), fired=(), meaning=model)))


def test_a_model_that_fails_holds_the_post() -> None:
    unsure = next(text for text in UNSURE if 0.2 < chance(text) < 0.8)

    result = review(Subject(text=unsure), meaning=Broken(1.0))

    assert "GUARD-ERROR" in {finding.rule for finding in result.findings}
    assert result.verdict is Verdict.HOLD


def test_a_model_that_the_weights_were_not_made_for_holds_the_post() -> None:
    unsure = next(text for text in UNSURE if 0.2 < chance(text) < 0.8)
    other = Says(1.0)
    other.name = "another model"

    assert "GUARD-ERROR" in {each.rule for each in review(Subject(text=unsure), meaning=other).findings}


def test_an_alt_text_is_judged_like_a_text() -> None:
    shown = (PictureFacts(alt=BREACH),)

    found = review(Subject(text=HARMLESS, pictures=shown)).findings

    assert any(each.rule == "LEARNED-LIKENESS" and "alt text of picture 1" in each.advice for each in found)


def test_facts_count_as_they_are_and_other_kinds_by_their_length() -> None:
    shares = {"words": 1.0, "facts": 0.5}
    scorer = Scorer({"he": (1.0, 2.0), "she": (1.0, 2.0), "!reply": (1.0, 2.0)}, bias=0.0, shares=shares)

    one, two = scorer.chance({"he": 1}), scorer.chance({"he": 1, "she": 1})
    fact = scorer.chance({"!reply": 1})

    assert one.value == pytest.approx(0.881, abs=0.001)
    assert two.value == pytest.approx(0.944, abs=0.001)
    assert fact.value == pytest.approx(0.731, abs=0.001)
    assert scorer.chance({}).value == 0.5


def test_words_shown_say_something_and_are_no_placeholders() -> None:
    shares = {"words": 1.0}
    weights = {"the": (1.0, 9.0), "_name_": (1.0, 8.0), "his hand": (1.0, 3.0), "hand": (1.0, 2.0)}

    found = Scorer(weights, bias=0.0, shares=shares).chance(dict.fromkeys(weights, 1))

    assert found.words == ("his hand",)


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=100)
def test_a_chance_is_a_chance_and_always_the_same(text: str, is_reply: bool) -> None:  # noqa: FBT001 - drawn
    first = chance(text, is_reply=is_reply)

    assert 0 <= first <= 1
    assert chance(text, is_reply=is_reply) == first


def test_the_weights_are_small_and_readable() -> None:
    told = json.loads((WEIGHTS / "scorer.json").read_text("utf-8"))

    assert (WEIGHTS / "scorer.json").stat().st_size <= 600_000
    assert set(told["features"]) == {"words", "parts", "shape", "facts"}
    assert told["features"]["words"]["his"][1] > 0 > told["features"]["words"]["adults"][1]


def test_the_guard_needs_neither_numpy_nor_scikit_learn_and_loads_fast() -> None:
    program = (
        "import sys, time; begun = time.process_time()\n"
        "from scheduler.policies.review import review\n"
        "from scheduler.policies.subject import Subject\n"
        f"review(Subject(text={BREACH!r}))\n"
        "heavy = {'numpy', 'sklearn', 'scipy', 'onnxruntime', 'feeds', 'connectors'} & set(sys.modules)\n"
        "print(sorted(heavy), time.process_time() - begun)"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    heavy, spent = said.rsplit(" ", 1)
    assert heavy == "[]"
    assert float(spent) < 1.5  # a busy machine; the report tells the figure


def test_a_post_costs_few_milliseconds() -> None:
    texts = [BREACH, HARMLESS, *UNSURE]
    review(Subject(text=BREACH))
    begun = time.process_time()

    for text in texts:
        review(Subject(text=text))

    assert (time.process_time() - begun) / len(texts) < 0.015
