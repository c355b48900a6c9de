"""Bursts: what is told, from what evidence, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from feeds.trends import REST, Rule, Signal, Stream, deviation, fresh, terms_of

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
DESKS = ("north", "south", "east", "west", "central")
USUAL = [
    "clinic",
    "walking",
    "sleep",
    "winter",
    "nurses",
    "bread",
    "fibre",
    "garden",
    "kitchen",
    "doctors",
    "stairs",
    "running",
    "swimming",
    "water",
    "vitamins",
    "apples",
    "surgery",
    "teeth",
    "glasses",
    "hearing",
    "posture",
    "breathing",
    "yoga",
    "salt",
    "sugar",
    "coffee",
    "birth",
    "babies",
]


def quiet_weeks() -> list[Signal]:
    """Return sixty days on which each desk says some usual thing a day."""
    choose = Random(7)
    return [
        Signal(f"{desk}-{day}", desk, NOW - timedelta(days=day, hours=1), " ".join(choose.sample(USUAL, 6)))
        for day in range(60)
        for desk in DESKS
    ]


def outbreak(*, ago: timedelta = timedelta(hours=3)) -> list[Signal]:
    """Return one story as five desks tell it within minutes."""
    return [
        Signal(f"measles-{desk}", desk, NOW - ago, f"Measles cases at county school, says {desk}")
        for desk in DESKS
    ]


def test_a_story_that_many_desks_tell_at_once_bursts_with_its_evidence() -> None:
    stream = Stream([*quiet_weeks(), *outbreak()])

    (burst,) = stream.bursts(NOW)

    assert "measles" in burst.terms
    assert set(burst.evidence) == {f"measles-{desk}" for desk in DESKS}
    assert burst.publishers == tuple(sorted(DESKS))
    assert burst.seen == len(DESKS)
    assert burst.z > Rule().z


def test_quiet_weeks_raise_nothing() -> None:
    stream = Stream(quiet_weeks())

    assert [stream.bursts(NOW - timedelta(days=day)) for day in range(5)] == [[]] * 5


def test_a_flood_from_one_account_raises_nothing_however_large() -> None:
    flood = [
        Signal(n, "flooder", NOW - timedelta(minutes=n), f"Measles cases at school {n}") for n in range(400)
    ]

    assert Stream([*quiet_weeks(), *flood]).bursts(NOW) == []


def test_what_is_still_to_come_is_not_looked_at() -> None:
    stream = Stream([*quiet_weeks(), *outbreak(ago=timedelta(hours=3))])

    assert stream.bursts(NOW - timedelta(hours=4)) == []


def test_what_is_always_spoken_of_does_not_burst() -> None:
    always = [
        Signal(
            f"flu-{desk}-{day}",
            desk,
            NOW - timedelta(days=day, hours=2),
            f"Flu season closes school of ward{day}",
        )
        for day in range(60)
        for desk in DESKS
    ]

    assert Stream([*quiet_weeks(), *always]).bursts(NOW) == []
    assert Stream([*quiet_weeks(), *always[: 3 * len(DESKS)]]).bursts(NOW) != []


def test_words_of_one_story_are_one_burst() -> None:
    bursts = Stream([*quiet_weeks(), *outbreak()]).bursts(NOW)

    assert len(bursts) == 1
    assert {"measles", "county school"} <= set(bursts[0].terms)


def test_a_word_without_a_story_around_it_does_not_burst() -> None:
    texts = (
        "Remarkable soup",
        "Joggers feel remarkable",
        "A remarkable donation",
        "Remarkable nurse",
        "So remarkable",
    )
    scattered = [
        Signal(desk, desk, NOW - timedelta(hours=2), text) for desk, text in zip(DESKS, texts, strict=True)
    ]

    assert Stream([*quiet_weeks(), *scattered]).bursts(NOW) == []


def test_an_account_that_says_the_same_again_is_heard_once() -> None:
    same = [
        Signal(n, desk, NOW - timedelta(hours=n + 1), "Measles at county school")
        for n, desk in enumerate(DESKS[:3])
    ]
    again = [
        Signal(100 + n, "north", NOW - timedelta(minutes=n), "Measles at county school") for n in range(20)
    ]

    assert Stream([*quiet_weeks(), *same, *again]).bursts(NOW) == []


def test_asking_at_one_moment_only_gives_the_same_answer() -> None:
    signals = [*quiet_weeks(), *outbreak()]

    assert Stream(signals, only_at=NOW).bursts(NOW) == Stream(signals).bursts(NOW)


def test_a_story_is_told_once_while_it_goes_on_and_again_after_a_long_silence() -> None:
    bursts = Stream([*quiet_weeks(), *outbreak()]).bursts(NOW)
    told: dict[str, datetime] = {}

    first = fresh(bursts, told, now=NOW)
    next_day = fresh(bursts, told, now=NOW + timedelta(days=1))
    much_later = fresh(bursts, told, now=NOW + timedelta(days=2) + REST)

    assert first == bursts
    assert next_day == []
    assert much_later == bursts


def test_addresses_and_account_names_are_no_words() -> None:
    found = terms_of("RT @cityhealth: Mammograms explained https://example.org/measles &amp; more")

    assert set(found) == {"mammogram", "explained", "more", "mammogram explained", "explained more"}
    assert found["mammogram"] == "mammograms"


@pytest.mark.parametrize(("seen", "of", "expected"), [(0, 10, 0.5), (2, 10, 2.0), (3, 0, 0.1), (1, 10, 4.0)])
def test_what_is_not_above_what_is_expected_does_not_deviate(seen: int, of: int, expected: float) -> None:
    assert deviation(seen, of, expected) == 0.0


def test_more_seen_or_less_expected_deviates_more() -> None:
    assert deviation(6, 15, 0.5) > deviation(5, 15, 0.5) > deviation(5, 15, 1.0) > 0
    assert deviation(15, 15, 0.5) > deviation(14, 15, 0.5)


def test_no_signals_raise_nothing() -> None:
    assert Stream([]).bursts(NOW) == []
