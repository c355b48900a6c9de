from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from scheduler.ical import EventStatus, PlanEvent, Window, choose

_TODAY = date(2026, 10, 5)
_MIDNIGHT = datetime(2026, 10, 5, tzinfo=UTC)
_TICK = timedelta(seconds=1)


def _starts(events: tuple[PlanEvent, ...]) -> list[datetime]:
    return [event.starts_at for event in events]


def test_a_month_back_and_a_year_ahead_are_shown(event: Callable[..., PlanEvent]) -> None:
    first, last = _MIDNIGHT - timedelta(days=30), _MIDNIGHT + timedelta(days=365) - _TICK
    given = [event(uid=str(at), start=at) for at in (last, first - _TICK, first, last + _TICK)]

    choice = choose(given, Window.on(_TODAY))

    assert _starts(choice.events) == [first, last]
    assert choice.left_out == 0


def test_a_cancelled_event_is_shown_for_seven_days_and_then_dropped(event: Callable[..., PlanEvent]) -> None:
    week_ago = _MIDNIGHT - timedelta(days=7)
    cancelled = event(status=EventStatus.CANCELLED, modified=week_ago)
    long_ago = event(status=EventStatus.CANCELLED, modified=week_ago - _TICK, uid="gone")

    choice = choose([cancelled, long_ago], Window.on(_TODAY))

    assert choice.events == (cancelled,)


def test_of_too_many_the_nearest_are_shown_and_the_reader_is_told(event: Callable[..., PlanEvent]) -> None:
    given = [event(uid=f"{n}", start=_MIDNIGHT + timedelta(hours=6 * n)) for n in range(-100, 1400)]

    choice = choose(given, Window.on(_TODAY))

    assert len(choice.events) == 1000
    assert choice.left_out == 500
    assert max(abs(event.starts_at - _MIDNIGHT) for event in choice.events) == timedelta(hours=6 * 899)
    assert choice.notice("Posts.") == (
        "Posts. Shows the 1,000 posts nearest to today; 500 more are in the planner."
    )


def test_the_choice_does_not_depend_on_the_order_of_what_is_given(event: Callable[..., PlanEvent]) -> None:
    given = [event(uid=f"{n}", start=_MIDNIGHT + timedelta(days=n % 5)) for n in range(40)]

    chosen = choose(given, Window.on(_TODAY), most=7)

    assert choose(reversed(given), Window.on(_TODAY), most=7) == chosen
    assert chosen.notice("") != ""
