from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document
from scheduler.ical.text import one_line, paragraphs

_SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "calendar.ics"
_AT = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
_HOSTILE = [
    "\r\nATTENDEE:mailto:x@example.org",
    "a\rb",
    "C:\\New\\notes",
    "\\",
    "\\;",
    "\\\n",
    "tail\\",
    "\x00\x07\x1b[31m",
    "\ud800 lone",
    "\ufeffBOM",
    "\u202eright to left\u202c \u200f",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    'a;b,c:"d"=e^f',
    "é漢🚀" * 40,
    "👩\u200d👩\u200d👧\u200d👦" * 20,
    " leading and trailing ",
]
_text = st.one_of(
    st.sampled_from(_HOSTILE), st.text(alphabet=st.characters(exclude_categories=[]), max_size=400)
)
_instants = st.datetimes(
    min_value=datetime(1999, 1, 1),
    max_value=datetime(2045, 1, 1),
    timezones=st.just(UTC),
)
_zones = st.sampled_from(["UTC", "Europe/London", "America/Chicago", "Australia/Lord_Howe", "Africa/Cairo"])
_events = st.builds(
    PlanEvent,
    uid=st.uuids().map(lambda uid: f"post-{uid}@rounds"),
    revision=st.integers(1, 9),
    title=_text,
    start=_instants,
    status=st.sampled_from(EventStatus),
    sequence=st.integers(0, 99),
    created=_instants,
    modified=_instants,
    end=st.none() | _instants,
    zone=_zones,
    description=_text,
    categories=st.lists(_text, max_size=3).map(tuple),
    url=st.just("https://planner.example/?post=1"),
)

_HOSTILE_PROGRAM = r"""
import sys
from datetime import UTC, datetime
from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document

assert False, "assertions are off"
bad = "a\r\nATTENDEE:b\rATTENDEE:c\nATTENDEE:d\u2028ATTENDEE:e"
at = datetime(2026, 10, 5, 8, tzinfo=UTC)
event = PlanEvent(uid=bad, revision=1, title=bad, start=at, status=EventStatus.CONFIRMED, sequence=0,
    created=at, modified=at, zone=bad, description=bad, categories=(bad,), url=bad)
sys.stdout.buffer.write(document([event], name=bad, zone=bad, description=bad))
"""


def _written(*events: PlanEvent, name: str = "Posts", zone: str = "Europe/London") -> bytes:
    return document(events, name=name, zone=zone, description="Planned and published posts.")


def _read(body: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    return calendar.events


def _small_plan(event: Callable[..., PlanEvent]) -> list[PlanEvent]:
    return [
        event(
            uid="post-a@rounds",
            sequence=3,
            description="Wash your hands; often, and well.\n\nState: scheduled",
            categories=("Main account", "Prevention; first"),
            url="https://planner.example/?post=1",
        ),
        event(
            uid="post-b@rounds",
            start=_AT + timedelta(days=1),
            status=EventStatus.CANCELLED,
            title="[Careers] Nurses wanted: évidemment 🚑 " + "long title " * 10,
        ),
        event(uid="post-c@rounds", start=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), title="01:30, second"),
        event(
            uid="post-d@rounds",
            start=datetime(2026, 11, 2, 14, 0, tzinfo=UTC),
            zone="America/Chicago",
            status=EventStatus.TENTATIVE,
        ),
        event(uid="post-e@rounds", start=datetime(2026, 7, 1, 9, tzinfo=UTC), zone="Africa/Cairo"),
        event(uid="day-f@rounds", start=date(2026, 10, 10), title="World Mental Health Day"),
    ]


def test_a_small_calendar_is_written_as_in_the_snapshot(event: Callable[..., PlanEvent]) -> None:
    body = _written(*_small_plan(event), name="Larkspur, posts 🗓️")

    if os.environ.get("ROUNDS_UPDATE_SNAPSHOTS"):
        _SNAPSHOT.write_bytes(body)
    assert body == _SNAPSHOT.read_bytes()


@given(st.lists(_events, max_size=4, unique_by=lambda event: event.uid))
def test_a_reader_finds_what_was_written(events: list[PlanEvent]) -> None:
    found = {str(read["UID"]): read for read in _read(_written(*events))}

    assert set(found) == {event.uid for event in events}
    for event in events:
        read = found[event.uid]
        cancelled = event.status is EventStatus.CANCELLED and not event.title.startswith("Cancelled: ")
        prefix = "Cancelled: " if cancelled else ""
        assert str(read["SUMMARY"]) == one_line(prefix + one_line(event.title, 250), 250)
        assert str(read["STATUS"]) == event.status
        assert read.start == event.starts_at.replace(microsecond=0)
        assert read.end > read.start
        assert str(read.get("DESCRIPTION", "")) == paragraphs(event.description, 8000)
        assert "ATTENDEE" not in read
        assert read["SEQUENCE"] == event.sequence


@given(_events)
def test_lines_end_in_crlf_have_at_most_75_octets_and_split_no_character(event: PlanEvent) -> None:
    body = _written(event, name=event.title, zone=event.zone)

    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    for line in lines:
        assert len(line) <= 75
        assert line.decode().encode() == line
        assert b"\n" not in line
        assert b"\r" not in line


def test_no_summary_and_no_property_can_begin_another_line_even_without_assertions() -> None:
    run = subprocess.run(
        [sys.executable, "-O", "-c", _HOSTILE_PROGRAM],
        capture_output=True,
        check=True,
        cwd=_SNAPSHOT.parents[2],
    )

    lines = run.stdout.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith(b"ATTENDEE")]
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    assert len(_read(run.stdout)) == 1


def test_equal_events_give_equal_bytes_whatever_their_order(event: Callable[..., PlanEvent]) -> None:
    plan = _small_plan(event)
    once = _written(*plan)

    assert _written(*reversed(plan)) == once


def test_the_same_instant_in_another_time_zone_gives_the_same_bytes(event: Callable[..., PlanEvent]) -> None:
    there = event(
        start=_AT.astimezone(ZoneInfo("Asia/Tokyo")), modified=_AT.astimezone(ZoneInfo("Asia/Tokyo"))
    )
    here = event(start=_AT, modified=_AT)

    assert _written(there) == _written(here)


def test_a_calendar_says_what_programs_need_and_nothing_that_harms(event: Callable[..., PlanEvent]) -> None:
    body = _written(event())

    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["METHOD"] == "PUBLISH"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in body
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in body
    assert b"X-WR-TIMEZONE:Europe/London\r\n" in body
    assert not {"UID", "LAST-MODIFIED", "ORGANIZER", "ATTENDEE", "SOURCE", "URL"} & set(calendar)
    assert body.count(b"\r\nUID:") == 1


def test_an_empty_calendar_has_a_time_zone_even_where_its_own_can_not_be_published() -> None:
    for zone in ("Europe/London", "Africa/Cairo", "UTC", "Mars/Olympus"):
        body = _written(zone=zone)

        assert body.count(b"BEGIN:VTIMEZONE") == 1
        assert body.startswith(b"BEGIN:VCALENDAR\r\n")
        assert body.endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")


def test_every_zone_that_is_named_is_published_once(event: Callable[..., PlanEvent]) -> None:
    zones = ["America/Chicago", "Europe/London", "America/Chicago", "Africa/Cairo"]
    body = _written(*(event(uid=f"{n}", zone=zone) for n, zone in enumerate(zones)))

    published = [line.removeprefix(b"TZID:") for line in body.split(b"\r\n") if line.startswith(b"TZID:")]

    assert published == [b"Europe/London", b"America/Chicago"]


def test_an_event_never_lasts_no_time(event: Callable[..., PlanEvent]) -> None:
    day = date(2026, 10, 10)
    given = [
        event(uid="1", end=_AT),
        event(uid="2", end=_AT - timedelta(1)),
        event(uid="3", start=day, end=day),
    ]

    read = _read(_written(*given))

    assert [event.end - event.start for event in read] == [timedelta(minutes=15)] * 2 + [timedelta(days=1)]


def test_a_cancelled_event_says_so_in_its_title_once(event: Callable[..., PlanEvent]) -> None:
    given = [
        event(uid="1", status=EventStatus.CANCELLED),
        event(uid="2", status=EventStatus.CANCELLED, title="Cancelled: Open day"),
    ]

    titles = [str(read["SUMMARY"]) for read in _read(_written(*given))]

    assert titles == ["Cancelled: [Main] Wash your hands", "Cancelled: Open day"]


def test_a_title_of_ten_megabytes_is_cut_without_reading_all_of_it(event: Callable[..., PlanEvent]) -> None:
    huge = "\r\n\u2028x漢" * 2_000_000

    body = _written(event(title=huge, description=huge, categories=(huge,)))

    assert len(body) < 40_000
    assert len(str(_read(body)[0]["SUMMARY"])) == 250


def test_posts_never_block_the_time_of_those_who_subscribe(event: Callable[..., PlanEvent]) -> None:
    body = _written(event(), event(uid="day", start=date(2026, 10, 10)))

    assert body.count(b"TRANSP:TRANSPARENT\r\n") == 2
    assert body.count(b"X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n") == 2
    assert body.count(b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n") == 1
