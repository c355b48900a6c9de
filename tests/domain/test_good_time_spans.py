"""Good times by the wall clock: over weeks, midnights, and days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time

from scheduler.domain.good_times import GoodTime, spans, standing

_CHICAGO = "America/Chicago"


def a_good_time(weekday: int, begins: time, ends: time) -> GoodTime:
    return GoodTime(channel="main-x", weekday=weekday, begins=begins, ends=ends, known_from="a report")


def _found(good: GoodTime, first: datetime, last: datetime) -> list[tuple[str, str]]:
    found = spans([good], _CHICAGO, start=first, end=last)
    return [(f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}") for each in found]


def test_hours_of_a_weekday_come_once_a_week_by_the_clock_of_the_channel() -> None:
    tuesdays = a_good_time(1, time(12), time(13, 30))
    first, last = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 15, tzinfo=UTC)

    assert _found(tuesdays, first, last) == [("01 18:00", "01 19:30"), ("08 18:00", "08 19:30")]


def test_an_end_at_midnight_is_the_one_after() -> None:
    evening = a_good_time(1, time(22), time(0))

    found = _found(evening, datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC))

    assert found == [("02 04:00", "02 06:00")]


def test_hours_that_the_clock_skips_are_left_out_and_half_skipped_ones_begin_later() -> None:
    first, last = datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)

    assert _found(a_good_time(6, time(2), time(3)), first, last) == []
    assert _found(a_good_time(6, time(2, 30), time(5)), first, last) == [("08 08:30", "08 10:00")]


def test_hours_over_a_repeated_hour_last_longer() -> None:
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)

    assert _found(a_good_time(6, time(0, 30), time(3)), first, last) == [("01 05:30", "01 09:00")]


def test_an_instant_is_inside_or_the_next_one_is_told() -> None:
    tuesdays = [a_good_time(1, time(12), time(13)), a_good_time(1, time(18), time(19))]

    inside = standing(datetime(2026, 12, 1, 18, 0, tzinfo=UTC), tuesdays, _CHICAGO)
    at_the_end = standing(datetime(2026, 12, 1, 19, 0, tzinfo=UTC), tuesdays, _CHICAGO)
    after_all = standing(datetime(2026, 12, 2, 1, 0, tzinfo=UTC), tuesdays, _CHICAGO)

    assert inside.inside is not None
    assert inside.inside.good.begins == time(12)
    assert at_the_end.inside is None
    assert at_the_end.next is not None
    assert at_the_end.next.start == datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
    assert after_all.next is not None
    assert after_all.next.start == datetime(2026, 12, 8, 18, 0, tzinfo=UTC)
