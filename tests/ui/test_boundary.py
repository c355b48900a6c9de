"""Where faults end: a sentence for people, a reference for the log, and never a text of a post."""

from __future__ import annotations

import logging

import pytest

from scheduler.domain.errors import ConflictError
from ui.boundary import attempt


def test_a_fault_we_foresaw_is_said_as_it_is() -> None:
    def fail() -> None:
        raise ConflictError

    tried = attempt(fail)

    assert not tried.worked
    assert tried.words == str(ConflictError())
    assert isinstance(tried.problem, ConflictError)


def test_a_fault_nobody_foresaw_is_calm_and_its_text_stays_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise KeyError("text of a post")

    with caplog.at_level(logging.ERROR):
        tried = attempt(fail)

    reference = tried.words.rstrip(".").rpartition(" ")[2]
    assert "Something went wrong, and it is not your fault." in tried.words
    assert f"reference={reference}" in caplog.text
    assert "kind=KeyError" in caplog.text
    assert "text of a post" not in caplog.text


def test_what_works_comes_back_as_a_value() -> None:
    assert attempt(lambda: 17).value == 17
