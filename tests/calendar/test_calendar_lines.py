"""Content lines are those that the `icalendar` package writes: its bytes are the measure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import vDuration, vText, vUTCOffset
from icalendar.parser import Contentline, Parameters

from scheduler.ical import lines

_letters = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
_texts = st.text(alphabet=st.one_of(_letters, st.sampled_from("\\^;,\n:é漢🚀")), max_size=400)


def _theirs(name: str, value: object) -> bytes:
    written: bytes = Contentline.from_parts(name, Parameters(), value).to_ical()
    return written + b"\r\n"


@given(_texts.filter(lambda text: "\\N" not in text))
@example("a" * 61 + "\\" * 40)
@example("a" * 62 + "^n" + "🚀" * 40)
def test_a_text_is_escaped_and_folded_as_the_package_does_it(value: str) -> None:
    assert lines.text("DESCRIPTION", value) == _theirs("DESCRIPTION", vText(value))


@given(_texts)
def test_a_folded_line_unfolds_to_what_was_said(value: str) -> None:
    folded = lines.text("X", value).removesuffix(b"\r\n").split(b"\r\n ")

    assert all(len(part) <= 74 for part in folded)
    assert all(part.decode() for part in folded)
    assert b"\n" not in b"".join(folded)


@given(
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(
        lambda each: timedelta(seconds=each // timedelta(seconds=1))
    )
)
@example(timedelta())
@example(timedelta(hours=1, seconds=1))
def test_a_length_of_time_is_written_as_the_package_does_it(length: timedelta) -> None:
    assert lines.span("TRIGGER", length) == _theirs("TRIGGER", vDuration(length))


@given(st.integers(-86_399, 86_399))
def test_an_offset_is_written_as_the_package_does_it(seconds: int) -> None:
    of = timedelta(seconds=seconds)

    assert lines.offset("TZOFFSETTO", of) == _theirs("TZOFFSETTO", vUTCOffset(of))


@pytest.mark.parametrize("value", ["a\r\nATTENDEE:b", "a\rb", "a\nb"])
def test_what_is_written_as_it_is_can_not_begin_another_line(value: str) -> None:
    with pytest.raises(ValueError, match="URL must be told in one line"):
        lines.line("URL", value)
