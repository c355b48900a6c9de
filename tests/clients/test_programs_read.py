"""What each program of others reads in our calendars: exactly what was meant."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.ical import EventStatus, PlanEvent
from scheduler.ical.document import document
from tests.builders import NOON, ZONE
from tests.clients.edges import edge_document, edges_as_meant, reads_the_edges
from tests.clients.hostile_plan import HOSTILE, planned
from tests.clients.house import House, kept
from tests.clients.outlook_model import Outlook
from tests.clients.programs import PROGRAMS, Program

programs = pytest.mark.parametrize("program", PROGRAMS, ids=[each.name for each in PROGRAMS])


@pytest.fixture(autouse=True)
def _is_here(program: Program) -> None:
    if not program.is_here():
        pytest.skip(f"no {program.name} on this machine: {program.install}")


@programs
@reads_the_edges
def test_the_edge_feed_is_read_as_it_was_meant(program: Program, tmp_path: Path) -> None:
    meant = edges_as_meant()

    seen = program.reads(edge_document(), tmp_path)

    assert len(meant) == 37
    assert kept(seen, program.keeps) == kept(meant, program.keeps)


@programs
def test_a_plan_is_read_as_it_stands_and_again_after_it_changed(
    program: Program, house: House, tmp_path: Path
) -> None:
    made = house.plan()
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()

    first, meant_first = program.reads(house.written(), before), house.meant()
    house.change(made)
    second, meant_second = program.reads(house.written(), after), house.meant(without=("Was cancelled",))

    assert (len(meant_first), len(meant_second)) == (5, 5)
    assert kept(first, program.keeps) == kept(meant_first, program.keeps)
    assert kept(second, program.keeps) == kept(meant_second, program.keeps)


@programs
def test_titles_that_mean_harm_are_read_as_titles(program: Program, house: House, tmp_path: Path) -> None:
    refused = planned(house.app)
    body = house.written()

    seen = program.reads(body, tmp_path)

    assert len(seen) == len(HOSTILE) - len(refused)
    assert all(each["summary"].startswith("[Main] Flu") for each in seen)
    assert kept(seen, program.keeps) == kept(Outlook(body).events, program.keeps)


@programs
def test_reminders_and_whole_days_do_not_change_what_is_read(program: Program, tmp_path: Path) -> None:
    alarms = [timedelta(), timedelta(minutes=15), timedelta(days=1)]
    deadlines = [_event(f"due-{n}", NOON + timedelta(days=n), alarm=each) for n, each in enumerate(alarms)]
    weeks = [_event(f"week-{n}", date(2026, 10, 23), end=date(2026, 10, 23 + n)) for n in (1, 2, 7)]
    body = document([*deadlines, *weeks], name="Approvals", zone=ZONE)

    seen, meant = program.reads(body, tmp_path), Outlook(body)

    assert body.count(b"BEGIN:VALARM") == 3
    assert (len(meant.events), meant.complaints) == (6, [])
    assert kept(seen, program.keeps) == kept(meant.events, program.keeps)


def _event(uid: str, start: date, *, end: date | None = None, alarm: timedelta | None = None) -> PlanEvent:
    return PlanEvent(
        uid=f"{uid}@rounds",
        revision=1,
        title="Approve by then",
        start=start,
        end=end,
        status=EventStatus.TENTATIVE,
        sequence=0,
        created=NOON,
        modified=NOON,
        zone=ZONE,
        alarm=alarm,
    )
