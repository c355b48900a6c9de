"""Calendars and hosts that mean harm: each gets a clear sentence, and nothing but itself is lost."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from feeds.fetch import Fetcher
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.outside_calendar import CalendarStatus, NewCalendar
from scheduler.domain.people import OPERATOR
from scheduler.ical.spans import Span
from scheduler.services.fetching_calendars import CalendarFetch, calendar_fetcher
from scheduler.services.outside_calendars import OutsideCalendars
from scheduler.services.reading_calendars import CalendarReader
from scheduler.settings import Settings
from scheduler.store.database import open_engine
from tests.feeds.feed_host import Host, Reply, Visit
from tests.outside_calendars.conftest import Desk, a_calendar, an_event, furnish

SPAN = Span(date(2026, 11, 1), date(2027, 12, 31), "America/Chicago", most=2_000)
FINE = an_event(uid="fine", title="Fine")


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield documents that each hold one event that can be read beside what means harm."""
    deep = "BEGIN:VTODO\r\n" * 20_000
    yield "20,000 nested parts", a_calendar(FINE, deep)
    yield "20,000 nested events", a_calendar(FINE, "BEGIN:VEVENT\r\n" * 20_000)
    yield "a line of 9 MB", a_calendar(FINE, an_event(f"DESCRIPTION:{'x' * 9_000_000}"))
    yield "a folded line of 9 MB", a_calendar(FINE, "SUMMARY:" + "\r\n x" * 2_000_000)
    yield "a million newlines", a_calendar("\r\n" * 1_000_000, FINE)
    yield "100,000 parameters", a_calendar(FINE, an_event("LOCATION" + ";A=1" * 100_000 + ":here"))
    yield "200,000 categories", a_calendar(FINE, an_event("CATEGORIES:" + "a," * 200_000))
    yield "no end anywhere", a_calendar(FINE).replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\nBEGIN:VALARM")
    yield (
        "text of every kind",
        a_calendar(FINE, "\ud800".encode("utf-16-le", "surrogatepass").decode("latin-1")),
    )
    for rule in ("SECONDLY", "MINUTELY", "HOURLY", "DAILY;INTERVAL=0", "YEARLY;BYMONTH=2;BYMONTHDAY=30"):
        rules = [an_event(f"RRULE:FREQ={rule}", uid=str(number)) for number in range(200)]
        yield f"200 rules {rule}", a_calendar(FINE, *rules)
    zone = "BEGIN:VTIMEZONE\r\nTZID:Bad\r\nBEGIN:STANDARD\r\nDTSTART:{}\r\nRRULE:{}\r\nTZOFFSETTO:{}\r\n"
    for begins, rule, offset in (
        ("00010101T000000", "FREQ=SECONDLY", "+0100"),
        ("19700101T000000", "FREQ=YEARLY;BYMONTH=13;BYDAY=9MO", "+0100"),
        ("99991231T235959", "FREQ=YEARLY", "-9999"),
        ("soon", "COUNT=9", "later"),
    ):
        bad = zone.format(begins, rule, offset) + "END:STANDARD\r\nEND:VTIMEZONE"
        yield (
            f"a zone from {begins} by {offset}",
            a_calendar(bad, FINE, an_event("DTSTART;TZID=Bad:20261203T120000")),
        )
    for start in ("99991231T235959Z", "00010101T000000", "20261350T990000", "", "20261203T120000\x00\x07"):
        yield f"begins at {start!r}", a_calendar(FINE, an_event(f"DTSTART:{start}", "DURATION:P9999999W"))


@pytest.mark.parametrize(("name", "document"), list(hostile()), ids=[name for name, _ in hostile()])
def test_what_can_be_read_is_read_beside_what_means_harm(
    reader: CalendarReader, name: str, document: bytes
) -> None:
    found = reader.read(document, SPAN)

    assert name
    assert "Fine" in {each.title for each in found.events}
    assert len(found.events) <= 2_000


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, "larger than 10 MB"),
        (a_calendar(*[an_event(uid=str(number)) for number in range(5_001)]), "more than 5,000 events"),
        (b"\x1f\x8b\x08\x00 packed", "no calendar file"),
        (b"", "no calendar file"),
    ],
)
def test_what_is_too_much_or_no_calendar_is_refused(
    reader: CalendarReader, document: bytes, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        reader.read(document, SPAN)


def test_daily_events_of_years_are_cut_at_two_thousand_and_it_is_said(reader: CalendarReader) -> None:
    daily = [an_event("RRULE:FREQ=DAILY", uid=str(number)) for number in range(20)]

    found = reader.read(a_calendar(*daily), SPAN)

    assert len(found.events) == 2_000
    assert any("more than can be kept" in each for each in found.remarks)


def test_a_document_that_takes_too_long_or_too_much_costs_only_itself() -> None:
    many = a_calendar(*[an_event("RRULE:FREQ=DAILY", uid=str(number)) for number in range(4_000)])
    hasty, poor = CalendarReader(seconds=0.05), CalendarReader(memory_bytes=1024**2 * 110)

    with pytest.raises(InvalidInputError, match="takes too long to read"):
        hasty.read(many, SPAN)
    with pytest.raises(InvalidInputError, match="too much memory"):
        poor.read(a_calendar(FINE, "SUMMARY:\U0001f600" + "\r\n x" * 2_400_000), SPAN)
    calm = poor.read(a_calendar(FINE), SPAN)

    assert [each.title for each in calm.events] == ["Fine"]
    hasty.child.close()
    poor.child.close()


def test_text_of_others_stays_text_and_is_cut(reader: CalendarReader) -> None:
    loud = an_event(
        "DESCRIPTION:<script>alert(1)</script>\\n\u202eevil\\nA",
        "URL:javascript:alert(1)",
        title="A" * 5_000 + "\\nB\u2028C",
    )

    (event,) = reader.read(a_calendar(loud), SPAN).events

    assert len(event.title) == 250
    assert "\n" not in event.title
    assert event.url == ""
    assert event.about.startswith("<script>")


# hosts


def _redirect(to: str) -> Callable[[Visit], None]:
    return Reply(302, headers={"Location": to})


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://0.0.0.0:1/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_where_nobody_should_go_is_not_followed(desk: Desk, host: Host, target: str) -> None:
    address = host.serve("/moved.ics", _redirect(target))

    with pytest.raises(InvalidInputError, match="redirects to"):
        desk.outside.add(OPERATOR, NewCalendar(name="Moved"), address)

    assert desk.outside.all() == []


def test_without_leave_no_address_of_this_machine_is_asked(
    desk: Desk, host: Host, reader: CalendarReader, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)
    fetch = CalendarFetch(lambda: calendar_fetcher(settings, desk.store, desk.clock))
    strict = OutsideCalendars(desk.store, desk.clock, desk.seal, fetch, reader=reader)
    address = host.serve("/fine.ics", Reply(200, a_calendar(FINE)))

    for each in (address, "http://localhost/fine.ics", "http://[::1]/fine.ics", "http://2130706433/x.ics"):
        with pytest.raises(InvalidInputError):
            strict.add(OPERATOR, NewCalendar(name="Own"), each)

    assert host.visits == []


def test_three_redirects_are_followed_and_no_fourth(desk: Desk, host: Host) -> None:
    host.serve("/0", Reply(200, a_calendar(FINE)))
    for number in range(1, 5):
        host.serve(f"/{number}", _redirect(f"/{number - 1}"))

    told = desk.outside.add(OPERATOR, NewCalendar(name="Three"), host.url("/3"))

    assert told.new == 1
    with pytest.raises(InvalidInputError, match="in circles"):
        desk.outside.add(OPERATOR, NewCalendar(name="Four"), host.url("/4"))


def test_a_small_packed_document_that_unpacks_without_end_is_refused(desk: Desk, host: Host) -> None:
    bomb = gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 15_000_000, compresslevel=1)
    address = host.serve("/bomb.ics", Reply(200, bomb, {"Content-Encoding": "gzip"}))

    with pytest.raises(InvalidInputError, match="is too large"):
        desk.outside.add(OPERATOR, NewCalendar(name="Bomb"), address)


@pytest.mark.parametrize(
    ("name", "looks_like"),
    [
        ("outlook.office365.com", "Mozilla/5.0"),
        ("outlook.live.com", "Mozilla/5.0"),
        ("example.org", "Rounds/"),
    ],
)
def test_only_for_hosts_that_turn_programs_away_a_browser_is_named(
    desk: Desk, host: Host, reader: CalendarReader, name: str, looks_like: str
) -> None:
    def here(_: str, port: int, *__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    fetch = CalendarFetch(lambda: Fetcher(now=desk.clock.now, allow_private=True, resolver=here))
    outside = OutsideCalendars(desk.store, desk.clock, desk.seal, fetch, reader=reader)
    address = host.serve("/owa/calendar.ics", Reply(200, a_calendar(FINE)))

    outside.add(OPERATOR, NewCalendar(name="Named"), address.replace("127.0.0.1", name))

    ((_, asked),) = host.visits
    assert asked["User-Agent"].startswith(looks_like)


def test_a_host_that_never_ends_is_left_and_the_last_good_copy_stays(
    host: Host, reader: CalendarReader, tmp_path: Path
) -> None:
    desk = furnish(open_engine(f"sqlite:///{tmp_path / 'slow.db'}"), tmp_path, reader, seconds=0.5)

    def endless(visit: Visit) -> None:
        visit.start(200, {"Content-Type": "text/calendar"})
        visit.send(b"BEGIN:VCALENDAR\r\n")
        while visit.pause(0.05):
            visit.send(b"X-A:1\r\n")

    address = host.serve("/slow.ics", Reply(200, a_calendar(FINE)))
    desk.outside.add(OPERATOR, NewCalendar(name="Slow"), address)
    host.serve("/slow.ics", endless)

    (told,) = desk.outside.poll(OPERATOR)

    assert told.status is CalendarStatus.BROKEN
    assert "too slow" in told.remarks[0]
    assert [each.title for each in desk.outside.events("Slow")] == ["Fine"]
    desk.store.close()
