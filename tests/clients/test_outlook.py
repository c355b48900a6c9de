"""The calendars that we write, by the rules of Outlook."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document
from tests.builders import NOON, ZONE
from tests.clients.edges import OWN, edge_document, edges_as_meant, reads_the_edges
from tests.clients.house import House, kept
from tests.clients.outlook_model import Outlook
from tests.clients.programs import FIELDS

_AT = NOON.replace(hour=8)


def _calendar(*lines: str) -> bytes:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "METHOD:PUBLISH")
    return "\r\n".join([*head, *lines, "END:VCALENDAR", ""]).encode()


def _event(*lines: str, without: str = "") -> bytes:
    usual = [
        "UID:1@example.org",
        "DTSTAMP:20260901T080000Z",
        "SEQUENCE:0",
        "SUMMARY:Flu clinic",
        "DTSTART:20261201T150000Z",
        "DTEND:20261201T151500Z",
    ]
    told = [each for each in usual if not without or not each.startswith(without)]
    return _calendar("BEGIN:VEVENT", *told, *lines, "END:VEVENT")


@reads_the_edges
def test_outlook_takes_the_edge_feed_as_it_was_meant_and_has_nothing_to_complain_of() -> None:
    meant = edges_as_meant()

    outlook = Outlook(edge_document())

    assert kept(outlook.events, FIELDS) == kept(meant, FIELDS)
    assert outlook.complaints == []
    assert {each["busy"] for each in outlook.events} == {"FREE"}


@reads_the_edges
def test_lists_of_changes_would_put_events_an_hour_off_in_outlook() -> None:
    meant = {each["uid"]: each for each in edges_as_meant()}

    outlook = Outlook((OWN / "edge-rdate.ics").read_bytes())

    off = [each["uid"] for each in outlook.events if each["start"] != meant[each["uid"]]["start"]]
    assert len(off) >= 3
    assert "changes of a time zone that are ignored" in outlook.complaints


def test_outlook_takes_a_plan_as_it_stands_and_again_after_it_changed(house: House) -> None:
    made = house.plan()

    first, meant_first = Outlook(house.written()), house.meant()
    house.change(made)
    second, meant_second = Outlook(house.written()), house.meant(without=("Was cancelled",))

    assert kept(first.events, FIELDS) == kept(meant_first, FIELDS)
    assert kept(second.events, FIELDS) == kept(meant_second, FIELDS)
    assert (first.complaints, second.complaints) == ([], [])
    assert first.folder == "Heads of department"


def test_outlook_keeps_every_category_and_every_whole_day() -> None:
    names = ("Main; account", "PREVENTION", "Prevention", "Care\uff0c and\uff1b more", "x" * 300)
    days = {"start": date(2026, 10, 25), "end": date(2026, 10, 28), "categories": names}
    event = PlanEvent(
        uid="day@rounds",
        revision=1,
        title="Stroke week",
        status=EventStatus.CONFIRMED,
        sequence=0,
        created=_AT,
        modified=_AT,
        **days,  # type: ignore[arg-type] # a date, its end and the categories
    )

    outlook = Outlook(document([event], name="Plan\r\n" + "n" * 400, zone=ZONE))

    assert outlook.complaints == []
    assert [(each["start"], each["end"]) for each in outlook.events] == [("2026-10-25", "2026-10-28")]
    assert outlook.events[0]["categories"][:3] == ["Main account", "PREVENTION", "Care and more"]
    assert len(outlook.events[0]["categories"]) == 4
    assert len(outlook.folder) == 250


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_outlook_finds_every_day_of_a_year_on_the_wall_clock_of_a_zone(zone: str) -> None:
    at = [_AT + timedelta(days=n, hours=n % 24) for n in range(366)]
    events = [
        PlanEvent(
            uid=f"{n}@rounds",
            revision=1,
            title="Post",
            start=each,
            status=EventStatus.CONFIRMED,
            sequence=0,
            created=_AT,
            modified=_AT,
            zone=zone,
        )
        for n, each in enumerate(at)
    ]

    outlook = Outlook(document(events, name="Plan", zone=zone))

    assert [each["start"] for each in outlook.events] == [f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in at]
    assert outlook.complaints == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (_event(without="SEQUENCE"), "an event without SEQUENCE"),
        (_event(without="UID"), "an event without UID"),
        (_event(without="DTEND"), "an event without DTEND"),
        (_event("ATTENDEE:mailto:x@example.org"), "an event with ATTENDEE"),
        (_event("CATEGORIES:Care,care"), "a category that is changed or dropped"),
        (_event("CATEGORIES:Care\\; more"), "a category that is changed or dropped"),
        (_event("X-LONG:" + "x" * 80), "a line of more than 75 octets"),
        (
            _event().replace(b":0\r\n", b":0\nX-A:b\r\n"),
            "a byte order mark, or lines that end in anything but CRLF",
        ),
        (_event().replace(b"METHOD:PUBLISH", b"METHOD:REQUEST"), "METHOD is missing or wrong"),
        (
            _event().replace(b"DTSTART:20261201T150000Z", b"DTSTART;TZID=Nowhere:20261201T090000"),
            "an undeclared time zone is treated as floating",
        ),
        (_calendar(), "a calendar without a component"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_the_model_of_outlook_complains_of_what_outlook_does_not_take(body: bytes, complaint: str) -> None:
    assert Outlook(body).complaints[:1] == [complaint]
    assert Outlook(_event()).complaints == []
