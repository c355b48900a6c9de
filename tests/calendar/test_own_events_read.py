"""Calendars of others: what is in them is read, and nothing in them can do harm."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.occasions import EventFate
from scheduler.ical.reading import Found, Span, read
from scheduler.ical.recurring import occurrences

SPAN = Span(date(2026, 11, 1), date(2027, 6, 30), "America/Chicago")
SHARED = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[2].parent / "shared"))
CORPUS = SHARED / "data" / "ics"


_WINDOW = (datetime(2026, 11, 1), datetime(2027, 6, 30))


def an_event(*lines: str, uid: str = "walk@example.org") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Heart walk", *lines, "END:VEVENT"])


def a_calendar(*events: str, head: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *filter(None, [head]), *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read_one(*lines: str) -> Found:
    return read(a_calendar(an_event(*lines)), SPAN)


def test_an_hour_is_told_by_the_clock_of_the_house_whatever_zone_it_is_given_in() -> None:
    for start in (
        "DTSTART;TZID=America/New_York:20261201T100000",
        "DTSTART;TZID=Eastern Standard Time:20261201T100000",
        "DTSTART;TZID=/example.org/America/New_York:20261201T100000",
        "DTSTART:20261201T150000Z",
        "DTSTART:20261201T090000",
        "DTSTART;TZID=Nowhere at all:20261201T090000",
    ):
        (event,) = read_one(start).events

        assert (event.first, event.last, event.wall) == (date(2026, 12, 1), date(2026, 12, 1), "09:00")
        assert event.zone == "America/Chicago"


def test_whole_days_have_no_hour_and_end_before_the_day_they_name() -> None:
    (event,) = read_one("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204").events

    assert (event.first, event.last, event.wall) == (date(2026, 12, 1), date(2026, 12, 3), "")


def test_an_event_that_comes_again_comes_by_the_wall_clock_through_the_change_of_clocks() -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270501T000000Z"
    found = read_one("DTSTART;TZID=America/Chicago:20261201T090000", rule).events

    assert [event.first.isoformat() for event in found] == [
        "2026-12-01",
        "2027-01-05",
        "2027-02-02",
        "2027-03-02",
        "2027-04-06",
    ]
    assert {event.wall for event in found} == {"09:00"}


def test_a_rule_that_began_years_ago_keeps_its_rhythm() -> None:
    found = read_one("DTSTART;VALUE=DATE:20100104", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE").events
    days = [event.first for event in found]

    assert {(day - date(2010, 1, 4)).days % 14 for day in days} == {0, 2}
    assert len(days) > 30


def test_a_rule_that_counts_counts_from_its_beginning() -> None:
    found = read_one("DTSTART;VALUE=DATE:20261030", "RRULE:FREQ=DAILY;COUNT=4").events

    assert [event.first.day for event in found] == [1, 2]


def test_exceptions_are_left_out_and_changed_ones_stand_where_they_were_moved() -> None:
    master = an_event(
        "DTSTART;TZID=America/Chicago:20261201T090000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=America/Chicago:20261208T090000",
    )
    moved = an_event("RECURRENCE-ID:20261215T150000Z", "DTSTART:20261216T160000Z")
    off = an_event("RECURRENCE-ID:20261222T150000Z", "DTSTART:20261222T150000Z", "STATUS:CANCELLED")

    found = read(a_calendar(master, moved, off), SPAN).events

    assert [(event.first.day, event.wall, event.fate) for event in found] == [
        (1, "09:00", EventFate.STANDS),
        (16, "10:00", EventFate.STANDS),
        (22, "09:00", EventFate.CANCELLED),
    ]


def test_of_one_identity_the_last_version_counts() -> None:
    old = an_event("DTSTART;VALUE=DATE:20261201", "SEQUENCE:1")
    new = an_event("DTSTART;VALUE=DATE:20261202", "SEQUENCE:2")

    for order in ((old, new), (new, old)):
        (event,) = read(a_calendar(*order), SPAN).events

        assert event.first == date(2026, 12, 2)


def test_a_calendar_that_cancels_cancels_all_it_names() -> None:
    found = read(a_calendar(an_event("DTSTART;VALUE=DATE:20261201"), head="METHOD:CANCEL"), SPAN)

    assert [event.fate for event in found.events] == [EventFate.CANCELLED]


def test_what_can_not_be_read_is_left_out_with_a_sentence_and_the_rest_is_read() -> None:
    broken = an_event("DTSTART:soon", uid="broken")
    fine = an_event("DTSTART;VALUE=DATE:20261201", uid="fine")

    found = read(a_calendar(broken, fine), SPAN)

    assert [event.uid for event in found.events] == ["fine"]
    assert found.remarks == ("1 event: could not be read.",)


def test_addresses_that_run_something_are_dropped_and_texts_are_one_line() -> None:
    (event,) = read_one(
        "DTSTART;VALUE=DATE:20261201", "URL:javascript:alert(1)", "LOCATION:Main\\nhall\u2028 2"
    ).events

    assert event.url == ""
    assert event.place == "Main hall 2"


def test_a_series_that_counts_since_long_ago_is_not_followed_and_says_so() -> None:
    found = read_one("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=WEEKLY;COUNT=900")

    assert found.events == ()
    assert "only the first day was taken" in found.remarks[0]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3,4,5;BYSECOND=0,1,2,3",
        "FREQ=WEEKLY;BYSETPOS=999;BYDAY=MO",
        "FREQ=DAILY;UNTIL=never",
        "FREQ=" + "X" * 5000,
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 367))),
    ],
)
def test_no_rule_runs_without_end(rule: str) -> None:
    begun = time.process_time()
    found = read(
        a_calendar(*(an_event("DTSTART:19910101T000000Z", f"RRULE:{rule}", uid=str(n)) for n in range(20))),
        SPAN,
    )

    assert time.process_time() - begun < 10
    assert len(found.events) <= 10_000


freqs = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
some_days = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), max_size=3, unique=True)
ordinals = st.sampled_from(["", "1", "2", "4", "5", "-1", "-2"])


@settings(max_examples=60, deadline=None)
@given(
    freq=freqs,
    interval=st.integers(1, 5),
    months=st.lists(st.integers(1, 12), max_size=3, unique=True),
    month_days=st.lists(st.sampled_from([1, 2, 15, 29, 31, -1, -3]), max_size=2, unique=True),
    days=some_days,
    nth=ordinals,
    count=st.sampled_from([0, 1, 7]),
    begins=st.dates(date(2024, 1, 1), date(2027, 1, 1)),
)
def test_the_days_are_those_that_another_library_finds(
    freq: str,
    interval: int,
    months: list[int],
    month_days: list[int],
    days: list[str],
    nth: str,
    count: int,
    begins: date,
) -> None:
    assume(not set(month_days) & {29, 31, -3} or not months or freq in {"MONTHLY", "YEARLY"})
    wanted = [f"{nth}{day}" for day in days]
    parts: dict[str, list[Any]] = {"FREQ": [freq], "INTERVAL": [interval]}
    parts |= {"BYMONTH": months} if months else {}
    parts |= {"BYMONTHDAY": month_days} if month_days else {}
    parts |= {"BYDAY": wanted} if wanted else {}
    text = ";".join(f"{name}={','.join(map(str, each))}" for name, each in parts.items())
    last = f";COUNT={count}" if count else ";UNTIL=20270630T000000"
    theirs = rrulestr(text + last, dtstart=datetime(begins.year, begins.month, begins.day))

    ours = occurrences(parts | ({"COUNT": [count]} if count else {}), begins, start=SPAN.start, end=SPAN.end)

    assert ours == [day.date() for day in theirs.between(*_WINDOW, inc=True)]


def test_zones_that_define_themselves_are_not_even_looked_at() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
        "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+9999\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )

    found = read(a_calendar(zone, an_event("DTSTART;TZID=Mine:20261201T090000")), SPAN)

    assert [event.wall for event in found.events] == ["09:00"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "no calendar file"),
        (b"<html>Sign in</html>", "no calendar file"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, "larger than 10 MB"),
        (a_calendar(*[an_event()] * 5001), "more than 5,000 events"),
    ],
)
def test_what_is_no_calendar_or_too_much_is_refused_with_the_next_step(document: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        read(document, SPAN)


def test_components_in_components_do_not_pile_up() -> None:
    deep = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000 + b"BEGIN:X\r\n" * 10_000

    assert read(deep, SPAN).events == ()


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_codings_are_understood(coding: str) -> None:
    text = a_calendar(an_event("DTSTART;VALUE=DATE:20261201", "LOCATION:Café")).decode()

    (event,) = read(text.encode(coding), SPAN).events

    assert event.place == "Café"


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the fetched data is not at {CORPUS}")
@pytest.mark.timeout(900)
def test_no_calendar_of_the_corpus_whole_or_cut_short_does_harm() -> None:
    """Each whole, and cut at one tenth, its neighbour at the next."""
    found, span = 0, Span(date(2007, 1, 1), date(2010, 1, 1), "America/Chicago")
    for number, file in enumerate(sorted(CORPUS.rglob("*.ics"))):
        document = file.read_bytes()
        for tenth in (10, 1 + number % 9):
            with suppress(InvalidInputError):
                found += len(read(document[: len(document) * tenth // 10], span).events)

    assert found > 10_000
