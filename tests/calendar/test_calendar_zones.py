from __future__ import annotations

import io
import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from scheduler.ical.zones import placed, rule_of

_NO_RULE = {
    "Africa/Cairo",
    "America/Godthab",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Jerusalem",
}
_ZONES = [
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
]


@lru_cache
def _as_read_by_dateutil(zone: str) -> tzinfo:
    rule = rule_of(zone)
    assert rule is not None
    lines = [line for line in rule.component.decode().splitlines() if not line.startswith("X-")]
    read = tz.tzical(io.StringIO("\n".join(lines))).get(zone)
    assert read is not None
    return read


@pytest.mark.parametrize("zone", _ZONES)
def test_a_published_zone_is_read_by_another_library_as_the_time_zone_data_says(zone: str) -> None:
    true, read, rule = zoneinfo.ZoneInfo(zone), _as_read_by_dateutil(zone), rule_of(zone)
    assert rule is not None
    at = max(datetime(2026, 1, 1, tzinfo=UTC), rule.since)

    while at < datetime(2038, 1, 1, tzinfo=UTC):
        wall = at.astimezone(true)
        if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), wall
        at += timedelta(hours=97)


@given(
    zone=st.sampled_from(_ZONES),
    year=st.integers(min_value=1995, max_value=2045),
    minutes=st.integers(min_value=0, max_value=366 * 1440),
)
def test_a_placed_instant_is_found_again_by_another_library(zone: str, year: int, minutes: int) -> None:
    at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    start, end = placed(at, at + timedelta(minutes=15), zone)

    for meant, written in ((at, start), (at + timedelta(minutes=15), end)):
        if written.tzinfo is UTC:
            assert written == meant
        else:
            read = written.replace(tzinfo=_as_read_by_dateutil(zone), fold=0)
            assert read.astimezone(UTC) == meant


def test_only_the_known_zones_have_no_yearly_rule() -> None:
    without = {zone for zone in _NO_RULE | set(_ZONES) if rule_of(zone) is None}

    assert without == _NO_RULE


@pytest.mark.parametrize("zone", sorted(_NO_RULE))
def test_an_event_in_a_zone_without_a_rule_is_given_in_utc(zone: str) -> None:
    at = datetime(2026, 7, 1, 9, 0, tzinfo=zoneinfo.ZoneInfo(zone))

    start, end = placed(at, at + timedelta(hours=1), zone)

    assert start == at
    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Mars/Olympus", "", "../etc/passwd", "Etc/\0"])
def test_utc_and_unknown_zones_are_not_published(zone: str) -> None:
    assert rule_of(zone) is None


def test_both_hours_that_happen_twice_are_given_in_utc() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    for at in (first, first + timedelta(hours=1)):
        start, end = placed(at, at + timedelta(minutes=15), "Europe/London")
        assert (start.tzinfo, end.tzinfo) == (UTC, UTC)
        assert start == at


def test_an_event_that_ends_in_a_repeated_hour_is_wholly_in_utc() -> None:
    at = datetime(2026, 10, 24, 23, 50, tzinfo=UTC)

    start, end = placed(at, at + timedelta(minutes=15), "Europe/London")

    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)


def test_an_hour_beside_the_skipped_one_stays_on_the_wall_clock() -> None:
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    start, _ = placed(at, at + timedelta(minutes=15), "Europe/London")

    assert start.isoformat() == "2026-03-29T02:30:00+01:00"


def test_years_before_a_zone_changed_its_ways_and_after_2037_are_in_utc() -> None:
    while_mexico_still_changed = datetime(2022, 7, 1, tzinfo=UTC)
    far_ahead = datetime(2038, 7, 1, tzinfo=UTC)

    for at in (while_mexico_still_changed, far_ahead):
        assert placed(at, at + timedelta(hours=1), "America/Mexico_City")[0].tzinfo is UTC
    now = datetime(2026, 7, 1, tzinfo=UTC)
    assert placed(now, now + timedelta(hours=1), "America/Mexico_City")[0].tzinfo is not UTC


def test_a_published_zone_has_rules_and_no_list_of_dates() -> None:
    rule = rule_of("America/New_York")

    assert rule is not None
    assert rule.component.count(b"RRULE:FREQ=YEARLY") == 2
    assert b"RDATE" not in rule.component
