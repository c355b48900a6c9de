"""Times in words, by the clock on a given wall."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.plan import wall_clock, zone_named

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Beyond this a date says more than a number of days.
_FAR = timedelta(days=14)


def moment(at: datetime, zone: str) -> str:
    """Write an instant like `Mon 23 Nov 2026, 09:00 CST`."""
    there = at.astimezone(zone_named(zone))
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M %Z}"


def day(at: datetime, zone: str) -> str:
    """Write the day of an instant like `Monday 23 November`."""
    there = wall_clock(at, zone)
    return f"{there:%A} {there.day} {there:%B}"


def hour(at: datetime, zone: str) -> str:
    """Write the time of an instant like `09:00 CST`; the letters tell summer time from winter time."""
    return f"{at.astimezone(zone_named(zone)):%H:%M %Z}"


def to_the_second(at: datetime, zone: str) -> str:
    """Write the time of an instant like `09:00:30 CST`."""
    return f"{at.astimezone(zone_named(zone)):%H:%M:%S %Z}"


def distance(at: datetime, now: datetime, zone: str) -> str:
    """Write how far away an instant is: `in 3 h`, `2 days ago`, or its date when that says more."""
    span = abs(at - now)
    if span < _MINUTE:
        return "now" if at > now else "just now"
    if span >= _FAR:
        return f"on {moment(at, zone).partition(',')[0]}"
    return f"in {length(span)}" if at > now else f"{length(span)} ago"


def length(span: timedelta) -> str:
    """Write a span in its largest unit: `5 min`, `3 h`, `1 day`."""
    if span < _HOUR:
        return f"{max(1, span // _MINUTE)} min"
    if span < _DAY:
        return f"{span // _HOUR} h"
    days = span // _DAY
    return "1 day" if days == 1 else f"{days} days"
