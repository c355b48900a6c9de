from __future__ import annotations

import pytest

from scheduler.policies.finding import Severity
from scheduler.policies.quality.signs import parts_of
from scheduler.policies.review import review
from scheduler.policies.subject import Subject
from tests.policies.quality.asked import advised, fired


def test_a_long_hashtag_in_small_letters_is_advised_against() -> None:
    found = review(Subject(text="Happy #nursesappreciationweek and #NursesWeek and #flushot")).findings

    assert [(finding.rule, finding.severity) for finding in found] == [("HASHTAG-CASE", Severity.ADVICE)]
    assert (found[0].start, found[0].end) == (6, 29)


def test_the_advice_shows_the_hashtag_as_it_should_be() -> None:
    (known,) = advised("#breastcancerawarenessmonth", "HASHTAG-CASE")
    (strange,) = advised("#larkspurhospitality", "HASHTAG-CASE")

    assert "“#BreastCancerAwarenessMonth”" in known
    assert strange.startswith("Begin each word")


@pytest.mark.parametrize(
    ("joined", "parts"),
    [("nursesweek2026", ("nurses", "week", "2026")), ("flushots", ("flu", "shots")), ("zzzq", ()), ("", ())],
)
def test_known_words_are_parted(joined: str, parts: tuple[str, ...]) -> None:
    assert parts_of(joined) == parts


def test_more_than_three_hashtags_are_told_from_the_fourth_on() -> None:
    text = "#One #Two #Three day #Four, #Five"

    assert fired(text)["HASHTAG-COUNT"] == "#Four, #Five"
    assert "HASHTAG-COUNT" not in fired("#One #Two #Three and issue #7 at https://example.org/#a")


def test_many_emoji_are_told_and_one_made_of_parts_counts_once() -> None:
    assert fired("Hi 😀😃😄😁")["EMOJI-COUNT"] == "😁"
    assert "EMOJI-COUNT" not in fired("Hi 👩🏽‍⚕️👨‍👩‍👧‍👦🇺🇸")


def test_the_same_emoji_thrice_is_told_once() -> None:
    found = [rule for rule in fired("Hi 🎉 a 🎉 b 🎉") if rule.startswith("EMOJI")]

    assert found == ["EMOJI-REPEATED"]
    assert "EMOJI-REPEATED" not in fired("Hi 🎉 and 🎉")


@pytest.mark.parametrize("word", ["ᴡᴇʟᴄᴏᴍᴇ", "🅲🅻🅸🅽🅸🅲", "🇼🇪🇱🇨🇴🇲🇪", "s̶a̶d̶"])
def test_letters_that_screen_readers_skip_are_told(word: str) -> None:
    assert fired(f"Hello {word} here")["LETTERS-STYLED"] == word


@pytest.mark.parametrize("text", ["Plain words", "Crème brûlée at the café", "Добро пожаловать", "🇺🇸 🇲🇽"])
def test_letters_of_any_alphabet_are_letters(text: str) -> None:
    assert "LETTERS-STYLED" not in fired(text)
