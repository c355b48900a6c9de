"""The red switch in a real browser: two presses from anywhere, by keys too, and nothing typed is lost."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Pause
from tests.ui.browsed import PATIENCE, a_post_in, fits, signed_in
from tests.ui.by_keys import press

pytestmark = pytest.mark.browser

#: How long a press may take to stand in the database while much else runs; alone it takes about 0.1 s.
SOON = 30.0
NARROW, WIDE = ViewportSize(width=360, height=780), ViewportSize(width=1440, height=1000)


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["desk", "phone"])
def test_two_presses_pause_everything_from_the_calendar_the_write_page_and_settings(
    chromium: Browser, address: str, app: App, size: ViewportSize, scheme: str
) -> None:
    faults: list[str] = []
    page = signed_in(chromium, address, faults, size, scheme)
    page.set_default_timeout(PATIENCE)

    _press_twice(page, app)
    page.goto(f"{address}/write")
    page.get_by_label("Text", exact=True).fill("Half a sentence")
    _press_twice(page, app)
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sentence")
    page.goto(f"{address}/settings")
    _press_twice(page, app)

    page.context.close()
    assert faults == []


def test_by_keys_alone_and_from_a_post_that_is_being_written(
    chromium: Browser, address: str, app: App
) -> None:
    faults: list[str] = []
    post = a_post_in(app, 2, "Flu clinic on Saturday")
    page = signed_in(chromium, address, faults, WIDE)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/review")
    app.planning.submit(OPERATOR, post.id)
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Open").first.click()
    text = dialog.get_by_label("Text", exact=True)
    text.press("End")
    page.keyboard.type(" or Sunday", delay=10)

    page.keyboard.press("Alt+p")  # at once: letters on their way must neither be lost nor hold the switch up
    press(page, "Pause everything now")
    pause = _made(app)

    expect(page.get_by_text("Everything is paused: We stop first").first).to_be_visible()
    expect(text).to_have_value("Flu clinic on Saturday or Sunday")
    app.pausing.lift(OPERATOR, pause.id)
    app.planning.cancel(OPERATOR, post.id)
    page.context.close()
    assert faults == []


def _press_twice(page: Page, app: App) -> None:
    """Press the switch and the button in its dialog, see that it holds, and lift it again."""
    page.get_by_role("button", name="Pause all").click()
    button = page.get_by_role("dialog").get_by_role("button", name="Pause everything now")
    expect(button).to_be_in_viewport()
    assert fits(page)
    button.click()
    pause = _made(app)
    expect(page.get_by_text("Everything is paused: We stop first").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    app.pausing.lift(OPERATOR, pause.id)


def _made(app: App) -> Pause:
    """Wait for the pause that was just pressed."""
    begun = time.monotonic()
    while time.monotonic() - begun < SOON:
        found = app.pausing.active()
        if found:
            [pause] = found
            assert app.clock.now() - pause.created_at < timedelta(seconds=SOON)
            return pause
        time.sleep(0.01)
    raise AssertionError("nothing was paused")
