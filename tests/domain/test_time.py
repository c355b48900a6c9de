from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import WallKind, gaps, instances, meant, resolve, wall_clock
from tests.builders import NOON, a_slot

ZONES = ["America/Chicago", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago"]
INSTANTS = some.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2036, 1, 1), timezones=some.just(UTC)
)


def test_a_time_the_clock_jumps_over_is_refused_with_the_two_nearest() -> None:
    with pytest.raises(InvalidInputError, match=r"does not exist in America/New_York.*01:30 or 03:30"):
        meant(datetime(2027, 3, 14, 2, 30), "America/New_York")


def test_of_a_time_that_exists_twice_the_first_is_meant() -> None:
    due, _ = meant(datetime(2027, 11, 7, 1, 30), "America/New_York")

    assert due == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_the_second_of_a_repeated_time_can_be_asked_for() -> None:
    due, _ = meant(datetime(2027, 11, 7, 1, 30, fold=1), "America/New_York")

    assert due == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_a_slot_in_a_jump_moves_on_by_the_jump() -> None:
    at, kind = resolve(datetime(2027, 9, 5, 0, 0), "America/Santiago")

    assert (at, kind) == (datetime(2027, 9, 5, 4, tzinfo=UTC), WallKind.GAP)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(InvalidInputError, match="no time zone “Mars/Olympus”"):
        resolve(datetime(2027, 1, 1), "Mars/Olympus")


@given(INSTANTS, some.sampled_from(ZONES))
def test_every_instant_survives_the_way_to_the_wall_clock_and_back(at: datetime, zone: str) -> None:
    whole = at.replace(microsecond=0)

    assert resolve(wall_clock(whole, zone), zone)[0] == whole


@given(INSTANTS, some.sampled_from(ZONES), some.integers(0, 6), some.times())
def test_a_slot_comes_once_a_week_on_its_weekday_whatever_the_clock_does(
    start: datetime, zone: str, weekday: int, wall: time
) -> None:
    slot = a_slot(zone=zone, weekday=weekday, wall=wall.replace(second=0, microsecond=0))

    found = list(instances(slot, start=start, end=start + timedelta(days=70)))

    days = [each.wall.date() for each in found]
    assert all(day.weekday() == weekday for day in days)
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(days))
    assert len(found) in {9, 10, 11}


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)

    found = list(instances(a_slot(), start=start, end=start + timedelta(days=21)))

    hours = {each.due.astimezone(ZoneInfo("America/Chicago")).hour for each in found}
    assert hours == {9}
    assert len({each.due.hour for each in found}) == 2


def test_a_slot_with_a_post_near_it_is_no_gap() -> None:
    slot = a_slot()
    day, week = timedelta(days=1), timedelta(days=7)

    free = gaps([slot], [("main-x", NOON + timedelta(minutes=20))], start=NOON - day, end=NOON + week + day)

    assert [gap.due for gap in free] == [NOON + week]


def test_a_post_of_another_channel_fills_no_gap() -> None:
    free = gaps([a_slot()], [("other", NOON)], start=NOON, end=NOON + timedelta(days=1))

    assert len(free) == 1


@given(some.lists(some.integers(-90, 90), max_size=6))
def test_each_post_fills_one_gap_at_most(minutes: list[int]) -> None:
    slots = [a_slot(id=number, wall=time(9, 10 * number)) for number in range(4)]
    posts = [("main-x", NOON + timedelta(minutes=each)) for each in minutes]

    free = gaps(slots, posts, start=NOON, end=NOON + timedelta(hours=2))

    assert 4 - len(posts) <= len(free) <= 4


def test_a_leap_day_has_its_slot() -> None:
    slot = a_slot(weekday=date(2028, 2, 29).weekday())
    start = datetime(2028, 2, 28, tzinfo=UTC)

    found = list(instances(slot, start=start, end=start + timedelta(days=3)))

    assert [each.wall.date() for each in found] == [date(2028, 2, 29)]
