from __future__ import annotations

import pytest

from tests.policies.quality.asked import fired

TEXT = "Flu shots are free this Saturday at the library. No visit needed, bring a neighbor along with you."


@pytest.mark.parametrize(
    "sister",
    [
        TEXT,
        TEXT.upper(),
        f"{TEXT} https://example.org/flu #FluShot",
        TEXT.replace("library", "school").replace("school", "library"),
    ],
)
def test_what_a_sister_channel_says_word_for_word_is_told(sister: str) -> None:
    assert "SISTER-SAME" in fired(TEXT, sisters=("Something else altogether", sister))


@pytest.mark.parametrize(
    "sister", ["", "Come to the library on Saturday: your flu shot is on us.", "Flu shots are free."]
)
def test_another_wording_of_the_same_news_is_fine(sister: str) -> None:
    assert "SISTER-SAME" not in fired(TEXT, sisters=(sister,))


def test_without_sisters_nothing_is_the_same() -> None:
    assert "SISTER-SAME" not in fired(TEXT)
    assert "SISTER-SAME" not in fired("!!!", sisters=("!!!",))
