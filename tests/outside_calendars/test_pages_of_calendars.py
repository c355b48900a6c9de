"""Calendars of others in the planner, drawn without a browser and pressed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.domain.outside_calendar import NewCalendar
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from tests.outside_calendars.conftest import a_calendar, an_event
from tests.ui.conftest import founded, house  # noqa: F401 - fixtures of the planner
from tests.ui.house import PASSWORD, House, click, page, words
from ui.components.calendar import Operation
from ui.parts.outside import layer_of
from ui.plan_operations import handle
from ui.state import State

START, END = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)


@pytest.fixture
def shown(house: House) -> House:  # noqa: F811 - the fixture
    """A house with one calendar of others: a walk with a loud name, a whole day, and one that is off."""
    walk = an_event("LOCATION:Main hall", uid="walk", title="Heart walk [now](javascript:x) <b>")
    visit = an_event("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207", uid="visit", title="Visit")
    off = an_event("DTSTART:20261209T150000Z", "STATUS:CANCELLED", uid="off", title="Drive")
    new = NewCalendar(name="Open days", keeps_free=True)
    house.app.outside.import_file(OPERATOR, new, a_calendar(walk, visit, off))
    house.sign_in("pam")
    return house


def test_without_a_calendar_the_page_says_what_to_do(house: House) -> None:  # noqa: F811 - the fixture
    house.sign_in("pam")

    said = words(page("outside_calendars"))

    assert "No calendar of others is read yet." in said
    assert "Paste the address of one" in said


def test_a_calendar_is_shown_with_its_age_in_a_zone_and_what_comes_next(shown: House) -> None:
    drawn = page("outside_calendars")

    said = words(drawn)
    assert not drawn.exception
    assert "as of Tue 1 Dec 2026, 09:00 CST" in said
    assert "Kept free" in said
    assert "~~Drive~~" in said
    assert "Cancelled" in said
    assert shown.app.outside.get("Open days").events == 3


def test_one_click_makes_a_draft_and_a_second_one_asks(shown: House) -> None:
    drawn = click(page("outside_calendars"), "Turn into a post")
    made = [each for each in shown.app.planning.between(START, END) if each.reason]
    again = click(page("outside_calendars"), "Turn into a post")

    assert not drawn.exception
    assert [each.state for each in made] == [PostState.DRAFT]
    assert made[0].text.startswith("Heart walk [now](javascript:x) <b>\nThursday, 3 December 2026, 14:00 CST")
    assert "was made of this event already" in words(again)
    assert len([each for each in shown.app.planning.between(START, END) if each.reason]) == 1


def test_a_calendar_is_removed_with_two_clicks(shown: House) -> None:
    drawn = click(page("outside_calendars"), "Remove this calendar")
    assert len(shown.app.outside.all()) == 1
    click(drawn, "Yes, remove this calendar")

    assert shown.app.outside.all() == []


def test_who_may_not_change_sources_sees_calendars_and_no_form(shown: House) -> None:
    shown.app.people.add(
        OPERATOR, name="Cleo Clinician", email="cleo@example.org", roles=[Role.CLINICIAN], password=PASSWORD
    )
    shown.token = shown.app.people.sign_in("cleo@example.org", PASSWORD)

    drawn = page("outside_calendars")

    assert "Open days" in {each.label for each in drawn.toggle}
    assert all(each.disabled for each in drawn.toggle)
    assert "Remove this calendar" not in words(drawn)


def test_the_layer_holds_hours_whole_days_and_what_is_off(shown: House) -> None:
    walk, visit, off = layer_of(START, END)

    assert (walk.start, walk.all_day) == (datetime(2026, 12, 3, 20, tzinfo=UTC), False)
    assert (visit.start, visit.end, visit.all_day) == (date(2026, 12, 5), date(2026, 12, 7), True)
    assert (off.is_off, walk.is_off) == (True, False)
    assert visit.model_dump(mode="json")["start"] == "2026-12-05"
    assert shown.app.outside.get("Open days").name == walk.calendar


def test_a_calendar_that_is_off_is_in_no_layer(shown: House) -> None:
    shown.app.outside.change(OPERATOR, "Open days", active=False)

    assert layer_of(START, END) == ()


def test_a_click_on_the_layer_opens_its_event(shown: House) -> None:
    memory, number = State(), shown.app.outside.events("Open days")[0].id
    operation = Operation(nonce="n", seq=1, type="look", id=str(number))

    handle(operation, OPERATOR, shown.app, memory)

    assert memory.looked_at == number
    assert memory.dialog is None


def test_the_dialog_of_filling_says_what_is_kept_free(shown: House) -> None:
    tuesday = shown.clock.now() + timedelta(days=7)
    busy = an_event(f"DTSTART;VALUE=DATE:{tuesday:%Y%m%d}", title="Ward closed")
    shown.app.outside.import_file(OPERATOR, NewCalendar(name="Wards", keeps_free=True), a_calendar(busy))

    said = words(click(page("calendar"), "Fill gaps"))

    assert "kept free for “Ward closed” (Wards)" in said
