"""A calendar of others is looked at again and again; its last good copy stays until a better one came."""

from __future__ import annotations

import logging
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import CalendarStatus, NewCalendar
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.fetching_calendars import address_of
from tests.builders import an_actor
from tests.feeds.feed_host import Host, Reply
from tests.outside_calendars.conftest import Desk, Shelved, a_calendar, an_event


def test_an_address_is_looked_at_and_its_events_stand_with_their_age(desk: Desk, host: Host) -> None:
    told = desk.subscribe(host, Shelved(a_calendar(an_event(), an_event(uid="b", title="Blood drive"))))

    calendar = desk.outside.get("Open days")
    assert (told.new, told.status) == (2, CalendarStatus.OK)
    assert sorted(desk.titles()) == ["Blood drive", "Heart walk"]
    assert calendar.as_of == desk.clock.now()


def test_an_unchanged_calendar_is_not_sent_again_and_is_as_of_now(desk: Desk, host: Host) -> None:
    shelved = Shelved(a_calendar(an_event()))
    desk.subscribe(host, shelved)
    desk.clock.advance(timedelta(hours=2))

    (told,) = desk.outside.poll_due()

    assert (told.status, told.unchanged) == (CalendarStatus.UNCHANGED, 1)
    assert shelved.asked[-1]["If-None-Match"] == '"1"'
    assert desk.outside.get("Open days").as_of == desk.clock.now()


def test_after_a_week_an_unchanged_calendar_is_read_as_a_whole_again(desk: Desk, host: Host) -> None:
    weekly = an_event("DTSTART:20261203T200000Z", "RRULE:FREQ=WEEKLY")
    shelved = Shelved(a_calendar(weekly))
    before = desk.subscribe(host, shelved).new
    desk.clock.advance(timedelta(days=60))

    (told,) = desk.outside.poll_due()

    assert told.status is CalendarStatus.OK
    assert told.new > 0
    assert "If-None-Match" not in shelved.asked[-1]
    assert before == 57


def test_before_its_time_nobody_is_asked(desk: Desk, host: Host) -> None:
    shelved = Shelved(a_calendar(an_event()))
    desk.subscribe(host, shelved, every_hours=6)
    desk.clock.advance(timedelta(hours=5))

    told = desk.outside.poll_due()

    assert told == []
    assert len(shelved.asked) == 1


def test_what_changed_is_changed_what_vanished_is_gone_and_what_is_off_is_shown_so(
    desk: Desk, host: Host
) -> None:
    shelved = Shelved(a_calendar(an_event(uid="a"), an_event(uid="b"), an_event(uid="c")))
    desk.subscribe(host, shelved)

    shelved.becomes(
        an_event("SEQUENCE:1", uid="a", title="Heart run"),
        an_event("STATUS:CANCELLED", "SEQUENCE:1", uid="b"),
    )
    (told,) = desk.outside.poll(OPERATOR)

    events = {each.uid: each for each in desk.outside.events("Open days")}
    assert (told.changed, told.gone, told.new) == (2, 1, 0)
    assert events["a"].title == "Heart run"
    assert events["b"].fate is EventFate.CANCELLED
    assert set(events) == {"a", "b"}


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        (("SEQUENCE:2",), ("SEQUENCE:1",), True),
        (("SEQUENCE:1",), ("SEQUENCE:2",), False),
        (("LAST-MODIFIED:20261102T000000Z",), ("LAST-MODIFIED:20261101T000000Z",), True),
        (("LAST-MODIFIED:20261101T000000Z",), ("LAST-MODIFIED:20261102T000000Z",), False),
        (
            ("SEQUENCE:1", "LAST-MODIFIED:20261102T000000Z"),
            ("SEQUENCE:2", "LAST-MODIFIED:20261101T000000Z"),
            False,
        ),
        ((), (), False),
    ],
)
def test_an_older_version_never_replaces_a_newer_one(
    desk: Desk, host: Host, before: tuple[str, ...], after: tuple[str, ...], *, stays: bool
) -> None:
    shelved = Shelved(a_calendar(an_event(*before)))
    desk.subscribe(host, shelved)

    shelved.becomes(an_event(*after, title="Heart run"))
    (told,) = desk.outside.poll(OPERATOR)

    assert desk.titles() == ["Heart walk" if stays else "Heart run"]
    assert (told.older, told.changed) == ((1, 0) if stays else (0, 1))


def test_a_host_that_fails_is_asked_less_and_less_and_the_last_good_copy_stays(
    desk: Desk, host: Host
) -> None:
    desk.subscribe(host, Shelved(a_calendar(an_event())))
    good = desk.outside.get("Open days").as_of
    host.serve("/private-4f9c/basic.ics", Reply(500))
    waits, told = [], desk.outside.poll_due()

    for _ in range(7):
        told = desk.outside.poll(OPERATOR)
        after = desk.outside.get("Open days")
        assert after.next_check_at is not None
        waits.append(after.next_check_at - desk.clock.now())

    assert told[0].status is CalendarStatus.BROKEN
    assert "status 500" in told[0].remarks[0]
    assert waits == [timedelta(hours=each) for each in (1, 2, 4, 8, 16, 24, 24)]
    assert (desk.titles(), desk.outside.get("Open days").as_of) == (["Heart walk"], good)


def test_a_host_that_names_a_time_is_left_alone_until_then(desk: Desk, host: Host) -> None:
    desk.subscribe(host, Shelved(a_calendar(an_event())))
    host.serve("/private-4f9c/basic.ics", Reply(429, headers={"Retry-After": str(30 * 3600)}))

    desk.outside.poll(OPERATOR)

    after = desk.outside.get("Open days")
    assert after.next_check_at == desk.clock.now() + timedelta(hours=30)


def test_a_page_to_sign_in_is_no_calendar_though_it_comes_with_success(desk: Desk, host: Host) -> None:
    page = Reply(200, b"<!DOCTYPE html><title>Sign in</title>", {"Content-Type": "text/html"})

    with pytest.raises(InvalidInputError, match="web page, perhaps one to sign in"):
        desk.outside.add(OPERATOR, NewCalendar(name="Mine"), host.serve("/owa/calendar.html", page))

    assert desk.outside.all() == []


def test_a_mark_and_blanks_may_stand_before_a_calendar_and_nothing_else(desk: Desk, host: Host) -> None:
    fine = host.serve("/fine.ics", Reply(200, b"\xef\xbb\xbf\r\n  " + a_calendar(an_event())))
    other = host.serve("/other.ics", Reply(200, b"Notice\r\n" + a_calendar(an_event())))

    told = desk.outside.add(OPERATOR, NewCalendar(name="Fine"), fine)

    assert told.new == 1
    with pytest.raises(InvalidInputError, match="is no calendar"):
        desk.outside.add(OPERATOR, NewCalendar(name="Other"), other)


def test_two_calendars_give_one_name_to_two_zones_and_each_keeps_its_own(desk: Desk, host: Host) -> None:
    def zoned(hours: str) -> bytes:
        zone = (
            "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
            f"TZOFFSETFROM:{hours}\r\nTZOFFSETTO:{hours}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
        )
        return a_calendar(zone, an_event("DTSTART;TZID=Customized Time Zone:20261203T120000"))

    hours = {}
    for name, offset in (("East", "+1200"), ("Near", "+0300"), ("Again", "+1200")):
        address = host.serve(f"/{name}.ics", Reply(200, zoned(offset)))
        desk.outside.add(OPERATOR, NewCalendar(name=name), address)
        hours[name] = desk.outside.events(name)[0].begins.hour
    bare = a_calendar(an_event("DTSTART;TZID=Customized Time Zone:20261203T120000"))
    told = desk.outside.add(
        OPERATOR, NewCalendar(name="Bare", zone="UTC"), host.serve("/bare.ics", Reply(200, bare))
    )

    assert hours == {"East": 0, "Near": 9, "Again": 0}
    assert desk.outside.events("Bare")[0].begins.hour == 12
    assert "time zone that is not known" in told.remarks[0]


def test_a_zone_defined_in_the_calendar_is_followed_through_its_summer(desk: Desk, host: Host) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Our Time\r\n"
        "BEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
    )
    days = ("20261210", "20270327", "20270328", "20270701", "20271030", "20271031")
    events = [an_event(f"DTSTART;TZID=Our Time:{day}T120000", uid=day) for day in days]

    desk.subscribe(host, Shelved(a_calendar(zone, *events)))

    assert [each.begins.hour for each in desk.outside.events("Open days")] == [11, 11, 10, 10, 10, 11]


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        ("DTSTART;TZID=W. Europe Standard Time:20261203T120000", 11),
        ("DTSTART;TZID=(GMT+01:00) Amsterdam, Berlin:20261203T120000", 18),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261203T120000", 12),
        ("DTSTART;TZID=GMT+0100:20261203T120000", 11),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261203T120000", 11),
        ('DTSTART;TZID="Europe/Berlin":20261203T120000', 11),
        ("DTSTART:20261203T120000", 18),
    ],
)
def test_zones_are_known_by_all_the_names_that_are_about(
    desk: Desk, host: Host, start: str, hour: int
) -> None:
    desk.subscribe(host, Shelved(a_calendar(an_event(start))))

    assert desk.outside.events("Open days")[0].begins.hour == hour


def test_times_without_a_zone_are_told_by_the_person_then_the_calendar_then_the_house(desk: Desk) -> None:
    floating = an_event("DTSTART:20261203T120000")
    named = a_calendar(floating, head=("X-WR-TIMEZONE:Europe/Berlin",))

    desk.outside.import_file(OPERATOR, NewCalendar(name="Person", zone="Asia/Tokyo"), named)
    desk.outside.import_file(OPERATOR, NewCalendar(name="Calendar"), named)
    desk.outside.import_file(OPERATOR, NewCalendar(name="House"), a_calendar(floating))

    hours = [desk.outside.events(name)[0].begins.hour for name in ("Person", "Calendar", "House")]
    assert hours == [3, 11, 18]


def test_an_address_is_in_no_file_of_the_database_in_no_log_and_in_no_record(
    desk: Desk, host: Host, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.subscribe(host, Shelved(a_calendar(an_event(title="Surgery at noon"))))
    host.serve("/private-4f9c/basic.ics", Reply(404))
    (told,) = desk.outside.poll(OPERATOR)

    dump = "\n".join(sqlite3.connect(tmp_path / "rounds.db").iterdump())
    for written in (dump, caplog.text, str(told), str(desk.outside.all())):
        assert "private-4f9c" not in written
    assert "Surgery" not in caplog.text
    assert desk.outside.get("Open days").shown_address == "http://127.0.0.1/…"


def test_a_calendar_that_came_from_another_house_without_its_address_says_what_to_do(
    desk: Desk, host: Host
) -> None:
    desk.subscribe(host, Shelved(a_calendar(an_event())))
    with desk.store.write() as unit:
        unit.outside.seal(desk.outside.get("Open days").id, None)

    (told,) = desk.outside.poll(OPERATOR)

    assert told.remarks == ("Its address did not move here with it. Remove it, then subscribe anew.",)
    assert desk.titles() == ["Heart walk"]


def test_a_file_is_read_once_again_as_a_whole_and_nobody_is_asked_for_it(desk: Desk) -> None:
    first = desk.outside.import_file(OPERATOR, NewCalendar(name="Congress"), a_calendar(an_event(uid="a")))
    same = desk.outside.import_file(OPERATOR, NewCalendar(name="Congress"), a_calendar(an_event(uid="a")))
    other = desk.outside.import_file(OPERATOR, NewCalendar(name="Congress"), a_calendar(an_event(uid="b")))
    desk.clock.advance(timedelta(days=2))

    assert (first.new, same.new, same.unchanged) == (1, 0, 1)
    assert (other.new, other.gone) == (1, 1)
    assert desk.outside.poll_due() == []
    with pytest.raises(InvalidInputError, match="came as a file"):
        desk.outside.poll(OPERATOR, names=["Congress"])


def test_only_who_may_change_sources_changes_calendars(desk: Desk, host: Host) -> None:
    auditor = an_actor(Role.AUDITOR)
    shelved = Shelved(a_calendar(an_event()))
    desk.subscribe(host, shelved)

    for forbidden in (
        lambda: desk.outside.add(auditor, NewCalendar(name="x"), host.url("/private-4f9c/basic.ics")),
        lambda: desk.outside.import_file(auditor, NewCalendar(name="x"), a_calendar()),
        lambda: desk.outside.change(auditor, "Open days", keeps_free=True),
        lambda: desk.outside.poll(auditor),
        lambda: desk.outside.remove(auditor, "Open days"),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()

    assert len(shelved.asked) == 1


def test_a_calendar_that_is_removed_leaves_nothing_and_one_that_is_off_is_not_asked(
    desk: Desk, host: Host
) -> None:
    shelved = Shelved(a_calendar(an_event()))
    desk.subscribe(host, shelved)
    desk.outside.change(OPERATOR, "Open days", active=False)
    desk.clock.advance(timedelta(days=1))

    assert desk.outside.poll_due() == []
    assert desk.outside.between(desk.clock.now(), desk.clock.now() + timedelta(days=30)) == []
    desk.outside.remove(OPERATOR, "Open days")
    with pytest.raises(UnknownNameError):
        desk.outside.events("Open days")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("WEBCAL://example.org/a.ics?x=1#top", "https://example.org/a.ics?x=1"),
        (" <https://example.org/a b> ", None),
        ("https://robin:secret@example.org/a.ics", None),
        ("ftp://example.org/a.ics", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://[::1", None),
        ("", None),
        ("https://example.org/" + "x" * 3000, None),
    ],
)
def test_addresses_are_read_as_people_paste_them(typed: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(InvalidInputError):
            address_of(typed)
    else:
        assert address_of(typed) == address


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 61}, {"every_hours": 0}, {"zone": "Mars/Base"}, {"colour": "red"}]
)
def test_what_can_not_be_meant_is_refused_before_anybody_is_asked(
    desk: Desk, host: Host, fields: dict[str, object]
) -> None:
    shelved = Shelved(a_calendar(an_event()))

    with pytest.raises(InvalidInputError):
        desk.subscribe(host, shelved, **{"name": "Open days", **fields})  # type: ignore[arg-type]

    assert shelved.asked == []
