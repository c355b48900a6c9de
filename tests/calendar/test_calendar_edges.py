"""The edge feed of the calendar study, written by us and read again."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document

_OWN = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "ics" / "own"
_EDGES, _EXPECTED = _OWN / "edge-hybrid.ics", _OWN / "ref.expected.json"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not _EDGES.is_file(), reason=f"{_EDGES.name} of the calendar study is not here"),
]
_MADE = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def _plan_event(read: icalendar.Event, expected: dict[str, Any]) -> PlanEvent:
    """Return an event with the raw title and zone of the edge feed, and the instants that were meant."""
    zone = read["DTSTART"].params.get("TZID", "UTC")
    title = "Old promo" if expected["status"] == "CANCELLED" else str(read["SUMMARY"])
    return PlanEvent(
        uid=expected["uid"],
        revision=1,
        title=title,
        start=_time(expected["start"]),
        end=_time(expected["end"]),
        status=EventStatus(expected["status"]),
        sequence=0,
        created=_MADE,
        modified=_MADE,
        zone=zone,
        description=str(read.get("DESCRIPTION", "")),
        url=str(read.get("URL", "")),
    )


def _time(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _said(time: datetime | date) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else time.isoformat()


def _edge_document() -> tuple[list[dict[str, Any]], bytes]:
    expected = json.loads(_EXPECTED.read_text(encoding="utf-8"))
    raw = {str(read["UID"]): read for read in icalendar.Calendar.from_ical(_EDGES.read_bytes()).events}
    events = [_plan_event(raw[each["uid"]], each) for each in expected]
    return expected, document(events, name="Northwind", zone="Europe/London")


def test_every_edge_event_is_read_as_it_was_meant() -> None:
    expected, body = _edge_document()

    read = {
        str(event["UID"]): {
            "uid": str(event["UID"]),
            "start": _said(event.start),
            "end": _said(event.end),
            "summary": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
            "allday": not isinstance(event.start, datetime),
        }
        for event in icalendar.Calendar.from_ical(body).events
    }

    assert len(read) == len(expected)
    for each in expected:
        assert read[each["uid"]] == each


def test_the_edge_feed_keeps_the_wall_clock_where_it_can() -> None:
    _, body = _edge_document()

    assert b"DTSTART;TZID=Australia/Lord_Howe:20261207T090000\r\n" in body
    assert b"DTSTART;TZID=America/New_York:20261028T090000\r\n" in body
    assert b"DTSTART:20261025T003000Z\r\n" in body
    assert b"DTSTART:20261025T013000Z\r\n" in body
    assert b"DTSTART:20410701T080000Z\r\n" in body
    assert b"RDATE" not in body
