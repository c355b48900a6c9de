from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar

from tests.clients.edges import edge_document, edges_as_meant, reads_the_edges


def _said(time: datetime | date) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else time.isoformat()


@reads_the_edges
def test_every_edge_event_is_read_as_it_was_meant_by_the_library_that_wrote_it() -> None:
    meant = edges_as_meant()

    read = {
        str(event["UID"]): {
            "uid": str(event["UID"]),
            "start": _said(event.start),
            "end": _said(event.end),
            "summary": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
            "allday": not isinstance(event.start, datetime),
        }
        for event in icalendar.Calendar.from_ical(edge_document()).events
    }

    assert read == {each["uid"]: each for each in meant}


@reads_the_edges
def test_the_edge_feed_keeps_the_wall_clock_where_it_can() -> None:
    body = edge_document()

    assert b"DTSTART;TZID=Australia/Lord_Howe:20261207T090000\r\n" in body
    assert b"DTSTART;TZID=America/New_York:20261028T090000\r\n" in body
    assert b"DTSTART:20261025T003000Z\r\n" in body
    assert b"DTSTART:20261025T013000Z\r\n" in body
    assert b"DTSTART:20410701T080000Z\r\n" in body
    assert b"RDATE" not in body
