"""The edge feed of the calendar study: 37 events at which programs stumble, written by us.

Its files stand outside the repository: each event's raw title and zone, and what was meant by it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import icalendar
import pytest

from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document

OWN = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "ics" / "own"
_EDGES, _EXPECTED = OWN / "edge-hybrid.ics", OWN / "ref.expected.json"
_MADE = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

Test = TypeVar("Test", bound=Callable[..., None])
_IS_MISSING = pytest.mark.skipif(not _EDGES.is_file(), reason=f"{_EDGES.name} of the study is not here")


def reads_the_edges(test: Test) -> Test:
    """Mark a test that needs the edge feed."""
    marked: Test = pytest.mark.real(_IS_MISSING(test))
    return marked


def edges_as_meant() -> list[dict[str, Any]]:
    """Return what every program is to see."""
    meant: list[dict[str, Any]] = json.loads(_EXPECTED.read_text(encoding="utf-8"))
    return meant


def edge_document() -> bytes:
    """Return the edge feed as we write it."""
    raw = {str(read["UID"]): read for read in icalendar.Calendar.from_ical(_EDGES.read_bytes()).events}
    events = [_plan_event(raw[each["uid"]], each) for each in edges_as_meant()]
    return document(events, name="Northwind", zone="Europe/London")


def _plan_event(read: icalendar.Event, meant: dict[str, Any]) -> PlanEvent:
    """Return an event with the raw title and zone of the edge feed, and the instants that were meant."""
    title = "Old promo" if meant["status"] == "CANCELLED" else str(read["SUMMARY"])
    return PlanEvent(
        uid=meant["uid"],
        revision=1,
        title=title,
        start=_time(meant["start"]),
        end=_time(meant["end"]),
        status=EventStatus(meant["status"]),
        sequence=0,
        created=_MADE,
        modified=_MADE,
        zone=read["DTSTART"].params.get("TZID", "UTC"),
        description=str(read.get("DESCRIPTION", "")),
        url=str(read.get("URL", "")),
    )


def _time(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
