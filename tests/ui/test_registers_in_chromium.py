"""What the days are for, from the register to the calendar and back, in a real browser."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from scheduler.domain.experts import Expert
from scheduler.domain.people import OPERATOR
from tests.ui.browsed import PATIENCE
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser
#: Tells days apart where a test runs twice in one house.
_numbers = count(1)

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\nUID:walk\r\n"
    "SUMMARY:Larkspur heart walk\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def note(page: Page, day: date) -> str:
    """Return what the calendar's line for a day says, empty where it has none."""
    found = page.locator(f'[data-event-id="note:{day}"]').first
    return found.get_attribute("aria-label") or "" if found.count() else ""


def test_an_own_day_is_on_the_calendar_until_it_is_switched_off(page: Page, address: str, app: App) -> None:
    day = app.experts.today().replace(day=15)
    name = f"Larkspur garden day {next(_numbers)}"
    mine = app.observing.add(OPERATOR, name, f"fixed:{day:%m-%d}")
    page.goto(address)
    line = page.locator(f'[data-event-id="note:{day}"]').first
    expect(line).to_be_visible(timeout=PATIENCE)
    assert name in note(page, day)

    page.goto(f"{address}/occasions")
    page.get_by_label("Search").fill("garden day")
    page.get_by_label("Search").press("Enter")
    toggle = page.locator(f".st-key-observance-{mine.key}").get_by_text(name)
    toggle.click()

    assert until(lambda: not app.observing.get(mine.key).active, within=PATIENCE / 1000)
    page.goto(address)
    expect(page.locator('[data-event-id^="note:"]').first).to_be_visible(timeout=PATIENCE)
    assert name not in note(page, day)


def test_a_calendar_file_becomes_lines_of_the_calendar_and_a_click_on_one_writes_a_post(
    page: Page, address: str, app: App, tmp_path: Path
) -> None:
    day = app.experts.today() + timedelta(days=1)
    file = tmp_path / "classes.ics"
    file.write_bytes(ICS.format(day=day).encode())
    page.goto(f"{address}/occasions")
    page.get_by_role("tab", name="Own events").click()

    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("classes.ics")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Read it").click()

    assert until(lambda: [each.events for each in app.own_events.calendars()] == [1], within=PATIENCE / 1000)
    page.goto(address)
    line = page.locator(f'[data-event-id="note:{day}"]').first
    expect(line).to_contain_text("Larkspur heart walk", timeout=PATIENCE)
    line.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("On this day:")).to_be_visible(timeout=PATIENCE)
    expect(dialog.get_by_text("Larkspur heart walk")).to_be_visible(timeout=PATIENCE)


def test_an_expert_is_proposed_beside_a_text_on_their_topic(page: Page, address: str, app: App) -> None:
    today = app.experts.today()
    consent = {"consent_by": "Folder 3", "consent_since": today, "consent_until": today}
    if not app.experts.listed():
        given = {"name": "Dr. Fern Example", "topics": ("heart failure",), **consent}
        app.experts.add(OPERATOR, Expert.model_validate(given))
    page.goto(f"{address}/experts")
    expect(page.get_by_role("button", name="Press page")).to_be_visible(timeout=PATIENCE)

    page.goto(f"{address}/write")
    page.get_by_label("Text", exact=True).fill("Living with heart failure: what helps.")

    expect(page.get_by_text("Who can speak on this:")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Dr. Fern Example: heart failure")).to_be_visible(timeout=PATIENCE)
