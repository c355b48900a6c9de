from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise

import pytest
from dateutil.rrule import WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import (
    Gap,
    Slot,
    WallKind,
    gaps,
    instances,
    meant,
    oddities,
    resolve,
    wall_clock,
    zone_named,
)
from tests.builders import a_slot
from tests.time.changes import Change, all_changes, between

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
CHANGES = all_changes()


def around(change: Change) -> Iterator[datetime]:
    """Yield the wall clocks where a mistake would show: both ends of a jump, and its middle."""
    edges = sorted({change.wall, change.wall + change.jump})
    for edge in edges:
        yield from (edge + step for step in (-DAY, -MINUTE, -SECOND, 0 * SECOND, SECOND, MINUTE, DAY))
    yield edges[0] + abs(change.jump) / 2


def daily(wall: time, zone: str) -> list[Slot]:
    return [a_slot(id=day, weekday=day, wall=wall, zone=zone) for day in range(7)]


def test_the_data_has_the_changes_that_these_tests_are_about() -> None:
    jumps = {change.jump for change in CHANGES}

    assert len({change.zone for change in CHANGES}) > 90
    assert len(CHANGES) > 3_000
    assert {timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)} <= jumps
    assert {change.zone for change in CHANGES} >= {
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Santiago",
        "Asia/Almaty",
        "Asia/Gaza",
    }


def test_around_every_change_every_wall_clock_means_what_the_rule_says() -> None:
    wrong = [
        (change, wall)
        for change in CHANGES
        for wall in around(change)
        if resolve(wall, change.zone) != change.expected(wall)
    ]

    assert wrong == []


@given(some.sampled_from(CHANGES), some.integers(-86_400, 86_400))
def test_near_any_change_any_wall_clock_means_what_the_rule_says(change: Change, seconds: int) -> None:
    wall = change.wall + timedelta(seconds=seconds)

    assert resolve(wall, change.zone) == change.expected(wall)


def test_of_every_repeated_time_the_second_can_be_meant() -> None:
    folds = [change for change in CHANGES if change.jump < timedelta(0)]

    for change in folds:
        wall = change.wall + change.jump / 2
        first, _ = meant(wall, change.zone)
        second, kept = meant(wall.replace(fold=1), change.zone)
        assert (first, second) == (change.expected(wall)[0], change.second(wall))
        assert second - first == -change.jump
        assert kept.fold == 1


def test_every_skipped_time_is_refused_with_two_that_exist() -> None:
    skipped = [change for change in CHANGES if change.jump > timedelta(0)]

    for change in skipped:
        wall = change.wall + change.jump / 2
        with pytest.raises(InvalidInputError) as refused:
            meant(wall, change.zone)
        for offset in (change.before, change.after):
            near = wall_clock((wall - offset).replace(tzinfo=UTC), change.zone)
            assert f"{near:%H:%M}" in str(refused.value)
            assert resolve(near, change.zone)[1] is not WallKind.GAP


@given(some.sampled_from(CHANGES), some.integers(-86_400, 86_400))
def test_every_instant_is_found_again_by_its_wall_clock(change: Change, seconds: int) -> None:
    at = change.at + timedelta(seconds=seconds)

    wall = wall_clock(at, change.zone)

    assert resolve(wall, change.zone)[0] == at
    assert meant(wall, change.zone)[0] == at


def test_across_every_change_a_daily_slot_comes_once_each_date_and_in_order() -> None:
    for change in CHANGES:
        for inside in (change.wall, change.wall + change.jump / 2):
            found = days_of(daily(inside.time().replace(second=0), change.zone), around=change.at)
            check_once_a_date(found)


@given(some.sampled_from(CHANGES), some.times())
def test_across_any_change_a_daily_slot_at_any_time_comes_once_each_date(change: Change, at: time) -> None:
    found = days_of(daily(at.replace(second=0, microsecond=0), change.zone), around=change.at)

    check_once_a_date(found)


def days_of(slots: list[Slot], *, around: datetime) -> list[Gap]:
    return gaps(slots, (), start=around - 3 * DAY, end=around + 4 * DAY)


def check_once_a_date(found: list[Gap]) -> None:
    assert [later.wall.date() - earlier.wall.date() for earlier, later in pairwise(found)] == [DAY] * (
        len(found) - 1
    )
    assert all(earlier.due < later.due for earlier, later in pairwise(found))
    assert len(found) in {6, 7, 8}
    assert all(each.kind is resolve(each.wall, each.zone)[1] for each in found)


def test_weekly_slots_agree_with_dateutil_wherever_clocks_change() -> None:
    """Both keep the wall clock, and move on by the jump; dateutil's own zones, not asked here, would not."""
    for change in CHANGES:
        wall = change.wall + change.jump / 2
        first = (wall - timedelta(days=14)).replace(tzinfo=zone_named(change.zone))
        theirs = [each.astimezone(UTC) for each in rrule(WEEKLY, dtstart=first, count=5)]
        slot = a_slot(weekday=wall.weekday(), wall=wall.time(), zone=change.zone)

        ours = [each.due for each in instances(slot, start=theirs[0], end=theirs[-1] + SECOND)]

        assert ours == theirs


def test_a_slot_that_is_skipped_or_repeated_in_a_year_is_told() -> None:
    slot = a_slot(weekday=6, wall=time(2, 30), zone="America/New_York")
    again = slot.model_copy(update={"wall": time(1, 30)})
    quiet = slot.model_copy(update={"wall": time(9)})
    year = {"start": datetime(2027, 1, 1, tzinfo=UTC), "end": datetime(2028, 1, 1, tzinfo=UTC)}

    assert [(each.wall.date(), each.kind) for each in oddities(slot, **year)] == [
        (date(2027, 3, 14), WallKind.GAP)
    ]
    assert [(each.wall.date(), each.kind) for each in oddities(again, **year)] == [
        (date(2027, 11, 7), WallKind.FOLD)
    ]
    assert list(oddities(quiet, **year)) == []


@pytest.mark.parametrize(
    ("zone", "wall", "due", "kind"),
    [
        # Half an hour forward on the first Sunday of October, and back in April.
        ("Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:45", WallKind.GAP),
        ("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45", WallKind.FOLD),
        # Midnight itself is skipped; the date is still the date.
        ("America/Santiago", "2027-09-05T00:00", "2027-09-05T04:00", WallKind.GAP),
        ("Africa/Cairo", "2027-04-30T00:30", "2027-04-29T22:30", WallKind.GAP),
        # 24:00 is repeated: the last hour of Thursday comes twice.
        ("Africa/Cairo", "2027-10-28T23:30", "2027-10-28T20:30", WallKind.FOLD),
        # Back for Ramadan and forward after it.
        ("Africa/Casablanca", "2025-02-23T02:30", "2025-02-23T01:30", WallKind.FOLD),
        ("Africa/Casablanca", "2025-04-06T02:30", "2025-04-06T02:30", WallKind.GAP),
        # Kazakhstan became one zone in the middle of a winter.
        ("Asia/Almaty", "2024-02-29T23:30", "2024-02-29T17:30", WallKind.FOLD),
        # Two hours at once.
        ("Antarctica/Troll", "2027-03-28T02:00", "2027-03-28T02:00", WallKind.GAP),
    ],
)
def test_the_hard_nights_of_the_world(zone: str, wall: str, due: str, kind: WallKind) -> None:
    at, found = resolve(datetime.fromisoformat(wall), zone)

    assert (at, found) == (datetime.fromisoformat(due).replace(tzinfo=UTC), kind)


def test_a_date_that_a_zone_skips_has_no_slot_and_its_neighbours_have_theirs() -> None:
    start = datetime(2011, 12, 27, tzinfo=UTC)

    found = gaps(daily(time(9), "Pacific/Apia"), (), start=start, end=start + 7 * DAY)

    dates = [each.wall.date() for each in found]
    assert date(2011, 12, 30) not in dates
    assert dates[1:4] == [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31)]
    assert len({each.due for each in found}) == len(found)


def test_a_time_on_a_date_that_does_not_exist_is_refused_with_the_dates_beside_it() -> None:
    with pytest.raises(InvalidInputError, match="2011-12-29 09:00 or 2011-12-31 09:00"):
        meant(datetime(2011, 12, 30, 9), "Pacific/Apia")


def test_the_change_of_a_whole_day_is_resolved_by_the_same_rule() -> None:
    (change,) = between("Pacific/Apia", datetime(2011, 12, 1, tzinfo=UTC), datetime(2012, 1, 10, tzinfo=UTC))

    assert change.jump == DAY
    for wall in (change.wall, change.wall + change.jump / 2, change.wall + change.jump):
        assert resolve(wall, change.zone) == change.expected(wall)


@given(
    some.sampled_from([2024, 2028, 2032, 2036, 2040]), some.sampled_from(sorted({c.zone for c in CHANGES}))
)
def test_the_week_of_a_leap_day_has_seven_days_and_the_leap_day_is_one_of_them(year: int, zone: str) -> None:
    leap = date(year, 2, 29)
    monday = leap - timedelta(days=leap.weekday())
    begin, _ = resolve(datetime.combine(monday, time(0)), zone)
    end, _ = resolve(datetime.combine(monday + 7 * DAY, time(0)), zone)

    found = gaps(daily(time(9), zone), (), start=begin, end=end)

    assert [each.wall.date() for each in found] == [monday + number * DAY for number in range(7)]
    assert leap in {each.wall.date() for each in found}


@given(
    some.integers(2024, 2040),
    some.integers(1, 12),
    some.sampled_from(sorted({change.zone for change in CHANGES})),
    some.times(),
)
def test_every_month_gives_a_daily_slot_as_many_times_as_it_has_days(
    year: int, month: int, zone: str, at: time
) -> None:
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    begin, _ = resolve(datetime.combine(first - DAY, time(0)), zone)
    end, _ = resolve(datetime.combine(following + DAY, time(0)), zone)

    found = gaps(daily(at.replace(second=0, microsecond=0), zone), (), start=begin, end=end)

    in_month = [each.wall.date() for each in found if first <= each.wall.date() < following]
    assert in_month == [first + number * DAY for number in range((following - first).days)]


def test_no_zone_has_two_changes_so_near_that_these_tests_would_mix_them_up() -> None:
    for _, changes in groupby(CHANGES, key=lambda change: change.zone):
        assert all(later.at - earlier.at > 6 * DAY for earlier, later in pairwise(changes))
