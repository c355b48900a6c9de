"""The planner in front of a person: a real browser, the real process, the real database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App
from tests.ui import accessible
from tests.ui.browsed import DESK, PATIENCE, PHONE, a_post_in, signed_in
from tests.ui.resting import settled
from tests.ui_calendar.serving import until
from ui.components.calendar import build

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "write",
    "inbox",
    "review",
    "queue",
    "delivery",
    "attention",
    "pillars",
    "sources",
    "trends",
    "occasions",
    "experts",
    "templates",
    "network",
    "sheets",
    "outside",
    "calendars",
    "activity",
    "pause",
    "emergency",
    "settings",
    "start",
    "you",
)


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    if not list((build.FRONTEND / "build").glob("calendar-*.js")):
        pytest.skip("the calendar's bundle is not built: run `make up`")
    return chromium


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, faults: list[str]) -> Iterator[Page]:
    """A signed-in editor; the test fails when a script fails or another host is asked for anything."""
    made = signed_in(browser, address, faults, DESK)
    made.set_default_timeout(PATIENCE)
    yield made
    made.context.close()
    assert faults == []


def test_a_post_dragged_to_another_day_stands_there_in_the_database(page: Page, app: App) -> None:
    post = a_post_in(app, 3, "Drag me.")
    chip = page.locator(f'[data-event-id="post:{post.id}"]').first
    expect(chip).to_be_visible()
    target = (post.wall + timedelta(days=1)).date()

    chip.evaluate("chip => chip.scrollIntoView({ block: 'center' })")
    start, end = settled(chip), page.locator(f'[data-date="{target}"]').first.bounding_box()
    assert end is not None
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 4, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()

    assert until(lambda: app.planning.get(post.id).due == post.due + timedelta(days=1), within=60)
    expect(page.get_by_text(re.compile("^Moved to"))).to_be_visible()


def test_a_click_opens_a_post_and_what_is_typed_is_counted_and_judged_while_typing(
    page: Page, app: App
) -> None:
    post = a_post_in(app, 1, "Open me.")
    page.locator(f'[data-event-id="post:{post.id}"]').first.click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_label("Text", exact=True)
    expect(text).to_have_value("Open me.")

    text.click()
    page.keyboard.press("End")
    page.keyboard.type(" MRN 12345678", delay=10)

    expect(dialog.get_by_text("21 of 280 characters")).to_be_visible()
    expect(dialog.get_by_text("Take the medical record number out.").last).to_be_visible()
    expect(text).to_be_focused()
    expect(text).to_have_value("Open me. MRN 12345678")


def test_a_post_that_somebody_else_adds_appears_by_itself(page: Page, app: App) -> None:
    expect(page.locator('[data-event-id^="gap:"]').first).to_be_visible()

    post = a_post_in(app, 2, "From elsewhere.")

    expect(page.locator(f'[data-event-id="post:{post.id}"]').first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone_shows_no_fault_and_keeps_wcag_2_2_aa(
    browser: Browser, address: str, app: App, faults: list[str], scheme: str
) -> None:
    a_post_in(app, 1, "Flu clinic on Monday.")
    page = signed_in(browser, address, faults, PHONE, scheme)

    for path in PAGES:
        page.goto(f"{address}/{path}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator('[data-testid="stStatusWidget"]')).to_have_count(0)
        overflow = page.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]');"
            " return main.scrollWidth - main.clientWidth }"
        )
        assert overflow <= 0, path
        assert page.get_by_text("Something went wrong").count() == 0, path
        assert accessible.faults(page) == [], path

    page.context.close()
    assert faults == []


def test_on_a_phone_what_the_calendar_shows_is_chosen_on_one_line(
    browser: Browser, address: str, faults: list[str]
) -> None:
    page = signed_in(browser, address, faults, PHONE)
    line = page.locator(".st-key-plan-layers")
    last = line.get_by_test_id("stCheckbox").last
    expect(last).to_be_visible()

    one, other = line.get_by_role("radio").first.bounding_box(), last.bounding_box()
    assert one is not None
    assert other is not None
    assert one["y"] < other["y"] + other["height"] / 2 < one["y"] + one["height"]
    last.get_by_role("switch").focus()
    expect(last).to_be_in_viewport(ratio=0.5)

    page.context.close()
    assert faults == []
