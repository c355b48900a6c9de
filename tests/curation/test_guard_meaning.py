"""The sentence model as the guard asks it: in this process and in one of its own."""

from __future__ import annotations

import pytest

from feeds.meaning.model import is_installed
from scheduler.services.meaning import InstalledMeaning, KeptMeaning, ModelGoneError, kept_meaning

TEXT = "The flu clinic opens on Monday, and the shots are free."


def test_both_ways_of_asking_give_the_same_numbers() -> None:
    asked, loaded = KeptMeaning(), InstalledMeaning()

    found = asked.vector(TEXT)

    assert found == loaded.vector(TEXT)
    assert sum(number * number for number in found) == pytest.approx(1, abs=0.01)


def test_a_model_that_is_gone_is_an_error_so_that_the_guard_holds() -> None:
    asked = KeptMeaning()
    asked._process._uses_model = False

    with pytest.raises(ModelGoneError):
        asked.vector(TEXT)


def test_whoever_does_not_want_the_model_is_not_given_it() -> None:
    assert kept_meaning(is_wanted=False)() is None
    assert (kept_meaning(is_wanted=True)() is not None) == is_installed()
