"""Times in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOON, ZONE
from ui.moments import distance, moment


def test_a_moment_is_read_by_the_clock_on_the_given_wall() -> None:
    assert moment(NOON, ZONE) == "Tue 1 Dec 2026, 09:00 CST"
    assert moment(NOON, "Asia/Kolkata") == "Tue 1 Dec 2026, 20:30 IST"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=5), "in 5 min"),
        (timedelta(minutes=-59), "59 min ago"),
        (timedelta(hours=23), "in 23 h"),
        (timedelta(days=-1), "1 day ago"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=20), "on Mon 21 Dec 2026"),
    ],
)
def test_a_distance_uses_its_largest_unit_and_far_away_a_date(span: timedelta, words: str) -> None:
    assert distance(NOON + span, NOON, ZONE) == words
