from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.services.exporting import Exporting, Kind, What
from scheduler.services.importing import Fate
from scheduler.services.shelving import Shelf
from scheduler.sheets.table import read_table
from tests.builders import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.importing.conftest import Office

START, END = NOON, NOON + timedelta(days=365)
SHEET = (
    "channel,date,time,zone,text,part 2,link,pillar\n"
    "main-x,2026-12-08,09:00,,'=1+1 is two.,And that is all.,https://www.larkspur.example.org/a,Prevention\n"
    "main-x,2026-12-09,09:00,,'@clinic staff are in.,,,\n"
    "clinic-b,2027-10-31,01:30,,Wash your hands.,,,\n"
)


@pytest.fixture
def exporting(office: Office, tmp_path: Path) -> Exporting:
    return Exporting(office.store, FrozenClock(NOON), Shelf(tmp_path / "pictures"))


@pytest.mark.parametrize("kind", [Kind.CSV, Kind.XLSX])
def test_a_plan_that_was_exported_adds_nothing_when_it_comes_back(
    office: Office, exporting: Exporting, kind: Kind
) -> None:
    office.take(SHEET)

    data = exporting.export(office.actor, What.PLAN, kind, start=START, end=END)
    again = office.take(data)

    assert [row.fate for row in again.rows] == [Fate.KNOWN] * 3
    assert again.rows[0].row.text == "=1+1 is two."


def test_the_second_of_two_equal_hours_comes_back_as_itself(office: Office, exporting: Exporting) -> None:
    office.take("channel,date,time,zone,text\nclinic-b,2027-10-31,01:30,UTC,Wash your hands.\n")

    again = office.take(exporting.export(office.actor, What.PLAN, Kind.CSV, start=START, end=END))

    assert again.rows[0].fate is Fate.KNOWN


def test_no_cell_of_an_export_begins_a_formula(office: Office, exporting: Exporting) -> None:
    office.take(SHEET)

    table = read_table(
        exporting.export(office.actor, What.PLAN, Kind.CSV, start=START, end=END), name="plan.csv"
    )

    assert not [cell for row in table.rows for cell in row.cells if cell.startswith(("=", "@", "+", "-"))]


def test_results_say_what_became_of_each_post(office: Office, exporting: Exporting) -> None:
    office.take(SHEET)

    rows = json.loads(exporting.export(office.actor, What.RESULTS, Kind.JSON, start=START, end=END))

    assert [row["state"] for row in rows] == ["draft"] * 3
    assert rows[0]["due (UTC)"] == "2026-12-08 15:00:00"
    assert rows[0]["published (UTC)"] == ""


def test_only_the_channels_and_days_asked_for_are_given(office: Office, exporting: Exporting) -> None:
    office.take(SHEET)

    rows = json.loads(
        exporting.export(office.actor, What.PLAN, Kind.JSON, channels=["clinic-b"], start=START, end=END)
    )

    assert [row["channel"] for row in rows] == ["clinic-b"]


def test_taking_the_plan_out_stands_in_the_record(office: Office, exporting: Exporting) -> None:
    exporting.export(office.actor, What.PLAN, Kind.CSV, start=START, end=END)

    with office.store.read() as unit:
        assert next(each.action for each in unit.audit.recent()) == "plan.exported"
