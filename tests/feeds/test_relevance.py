"""The profile, what is learnt beside it, and lists worth reading."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.relevance import by_words
from feeds.relevance.diversity import Choice, varied
from feeds.relevance.learning import learn, losses
from feeds.relevance.profile import Line, Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 12


def towards(*axes: int) -> NDArray[np.float32]:
    """Return a vector of length 1 between the given axes for each, the second one at a third of the first."""
    vector = np.zeros(WIDTH, np.float32)
    for place, axis in enumerate(axes):
        vector[axis] = 3.0**-place
    made: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return made


def a_profile() -> Profile:
    """Return a profile of hearts (axis 0) and, half as much, births (axis 1), before six other themes."""
    lines = [Line("Cardiology"), Line("Maternity", 0.5)]
    background = np.stack([towards(axis) for axis in range(2, 8)])
    return Profile(lines, np.stack([towards(0), towards(1)]), background)


def some_texts(count: int, seed: int = 3) -> NDArray[np.float32]:
    """Return texts in all directions."""
    texts = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    made: NDArray[np.float32] = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    return made


def test_what_is_close_to_a_line_is_worth_its_weight_and_all_else_nothing() -> None:
    profile = a_profile()

    shares = profile.shares(np.stack([towards(0), towards(1), towards(4)]))

    assert profile.worth(shares) == pytest.approx([1.0, 0.5, 0.0], abs=0.01)
    assert shares.sum(axis=1) == pytest.approx(1.0)


def test_a_background_line_like_an_own_one_steps_back() -> None:
    own = np.stack([towards(0)])
    beside_its_twin = Profile([Line("Cardiology")], own, np.stack([towards(0), towards(5)]))

    assert beside_its_twin.worth(beside_its_twin.shares(own)) == pytest.approx([1.0], abs=0.01)


def test_before_the_first_decision_the_profile_alone_judges() -> None:
    profile, texts = a_profile(), some_texts(20)

    learned = learn(profile, texts[:0], np.zeros(0), stories=[])

    worths = learned.worths(texts)
    assert worths.learned == pytest.approx(profile.worth(profile.shares(texts)))
    assert worths.by_profile == pytest.approx(worths.learned)


def test_decisions_teach_what_the_profile_does_not_say() -> None:
    profile, texts = a_profile(), some_texts(400)
    wanted = (texts[:, 9] > 0).astype(np.float64)

    learned = learn(profile, texts, wanted, stories=range(len(texts)))

    new = some_texts(200, seed=8)
    worths = learned.worths(new).learned
    assert worths[new[:, 9] > 0.2].mean() > worths[new[:, 9] < -0.2].mean() + 0.3
    assert learned.voices[0] < 0.1


def test_decisions_without_sense_leave_the_profile_its_voice() -> None:
    profile, texts = a_profile(), some_texts(300)
    tossed = np.random.default_rng(5).integers(0, 2, len(texts)).astype(np.float64)

    learned = learn(profile, texts, tossed, stories=range(len(texts)))

    assert learned.voices[0] > 0.4


def test_one_story_decided_on_a_hundred_times_teaches_as_little_of_others_as_one() -> None:
    profile, text = a_profile(), some_texts(1)
    often = np.repeat(text, 100, axis=0)

    learned = learn(profile, often, np.ones(100), stories=[1] * 100)

    assert learned.voices[0] == pytest.approx(0.5, abs=0.01)


def test_decisions_against_the_profile_overrule_it_in_the_end() -> None:
    profile, texts = a_profile(), np.stack([towards(0), towards(4)] * 100)
    against = np.array([0.0, 1.0] * 100)

    worths = learn(profile, texts, against, stories=range(200)).worths(np.stack([towards(0), towards(4)]))

    assert worths.by_profile[0] > worths.by_profile[1]
    assert worths.learned[0] < worths.learned[1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), max_size=60), st.integers(0, 50), st.integers(1, 5))
def test_over_any_decisions_it_costs_at_most_ln_2_more_than_the_profile_alone(
    taken: list[bool], seed: int, stretch: int
) -> None:
    texts = some_texts(len(taken), seed)
    stories = [number // stretch for number in range(len(taken))]

    alone, together = losses(a_profile(), texts, np.array(taken, dtype=np.float64), stories=stories)

    assert together <= alone + math.log(2) + 1e-9


def test_a_list_holds_one_of_each_story_and_nothing_told_twice() -> None:
    vectors = np.stack([towards(0), towards(0, 1), towards(0), towards(5), towards(6)])
    choices = [Choice(0.9, 1), Choice(0.8, 1), Choice(0.7, 2), Choice(0.3, 3), Choice(0.2, 4)]

    assert varied(choices, vectors, most=10) == [0, 3, 4]


def test_a_source_does_not_stand_more_often_than_its_cap() -> None:
    vectors = np.stack([towards(axis) for axis in range(4)])
    choices = [Choice(0.9 - axis / 10, axis, "county" if axis < 3 else "state") for axis in range(4)]

    assert varied(choices, vectors, most=4, per_source=2) == [0, 1, 3]


def test_a_list_of_nothing_is_empty() -> None:
    assert varied([], np.zeros((0, WIDTH), np.float32), most=3) == []


def test_without_vectors_stories_alone_keep_a_list_varied() -> None:
    choices = [Choice(0.9, 1), Choice(0.8, 1), Choice(0.7, 2)]

    assert varied(choices, np.zeros((3, 0), np.float32), most=3) == [0, 2]


def test_words_find_the_closest_line() -> None:
    lines = [("Cardiology: stroke and blood pressure", 1.0), ("Maternity: pregnancy and newborn babies", 1.0)]

    shared = by_words.closest("Newborn babies sleep safely", lines)

    assert shared.line == 1
    assert shared.words == ("babies", "newborn")
    assert shared.worth > by_words.UNKNOWN


def test_a_text_without_a_common_word_is_unknown_and_not_worthless() -> None:
    assert by_words.closest("Elections in March", [("Cardiology", 1.0)]) == by_words.Shared(
        None, by_words.UNKNOWN
    )
