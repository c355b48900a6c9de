"""Emergency words in a real browser, on a desk and on a phone: from the blanks to the second look."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor
from tests.ui.browsed import PATIENCE, fits

pytestmark = pytest.mark.browser

#: Tells what is sent apart: the same words are not sent twice.
_rooms = count(101)
TEXT = "{place:text 40} is closed until {until:time}.\n\nCall {desk:phone}. In an emergency, call 911."


@pytest.fixture(scope="module", autouse=True)
def _crisis(app: App) -> None:
    """Have words approved, Pam on call, and the lane open."""
    people = {short: app.people.find(f"{short}@example.org") for short in ("ada", "eli", "ona", "pam")}
    kept, lane, now = app.emergency.words, app.emergency.lane, app.clock.now()
    kept.write(Actor.of(people["ada"]), name="closed", title="Closed for bad weather", text=TEXT)
    for short in ("eli", "ona"):
        kept.approve(Actor.of(people[short]), "closed")
    lane.put_on_call(OPERATOR, people["pam"].id, begins=now, ends=now + timedelta(days=7))
    lane.open(OPERATOR, reason="Ice storm, roads are closed", hours=6)


def filled(page: Page, label: str, value: str) -> None:
    """Type into a blank and leave it, as a person who goes on to the next."""
    field = page.get_by_role("textbox", name=label)
    field.fill(value)
    field.press("Tab")


def test_words_are_filled_previewed_and_sent_and_wait_for_a_second_look(page: Page, address: str) -> None:
    room = next(_rooms)
    page.goto(f"{address}/emergency")
    expect(page.get_by_text("The fast lane is open until")).to_be_visible(timeout=2 * PATIENCE)

    filled(page, "Place", f"Oak Clinic, room {room}")
    filled(page, "Until", "see evil.com")
    expect(page.get_by_text("type a time such as")).to_be_visible()
    filled(page, "Until", "23:59")
    filled(page, "Desk", "555-555-0100")
    expect(page.get_by_text(f"Oak Clinic, room {room} is closed until 11:59 PM")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Send now").click()
    page.get_by_role("button", name="Yes, send now").click()
    expect(page.get_by_text("Another person looks at it within 24 hours")).to_be_visible()

    page.goto(f"{address}/review")
    expect(page.get_by_text(f"Oak Clinic, room {room}").first).to_be_visible(timeout=2 * PATIENCE)
    expect(page.get_by_text("You sent this one").first).to_be_visible()
    assert fits(page)


def test_the_words_are_kept_with_their_state(page: Page, address: str) -> None:
    page.goto(f"{address}/emergency?emergency=Words")

    expect(page.get_by_text("Closed for bad weather")).to_be_visible(timeout=2 * PATIENCE)
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    assert fits(page)
