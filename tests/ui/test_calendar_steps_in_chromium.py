"""Going on to the next month, in a real browser, over a line to the planner that can be held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from scheduler.bootstrap import App
from scheduler.domain.plan import wall_clock
from tests.builders import ZONE
from tests.ui.browsed import PATIENCE, a_post_in
from tests.ui_calendar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calendar_bundle")]


class Line:
    """What the page says to the planner: passed on at once, or held for a while."""

    def __init__(self) -> None:
        self.is_held = False
        self._held: list[str | bytes] = []

    def through(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self._send = server.send
        route.on_message(self._pass_on)

    def release(self) -> None:
        self.is_held = False
        while self._held:
            self._send(self._held.pop(0))

    def _pass_on(self, said: str | bytes) -> None:
        if self.is_held:
            self._held.append(said)
        else:
            self._send(said)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def page(desk: Page, line: Line) -> Page:
    desk.route_web_socket("**/_stcore/stream", line.through)
    desk.add_init_script("document.addEventListener('rounds:beside', () => { window.wasTold = true; });")
    return desk


def in_next_month(app: App) -> int:
    """Return in how many days there is a day of it that no month before it shows."""
    today = wall_clock(app.clock.now(), ZONE).date()
    return ((today.replace(day=1) + timedelta(days=32)).replace(day=20) - today).days


def is_told(page: Page) -> bool:
    return bool(page.evaluate("window.wasTold === true"))


def test_the_next_month_is_drawn_before_the_planner_answers(page: Page, app: App, line: Line) -> None:
    known = a_post_in(app, in_next_month(app), "Flu clinic on Monday")
    page.reload()
    expect(page.locator("[data-event-id]").first).to_be_visible(timeout=PATIENCE)
    assert until(lambda: is_told(page), within=60)
    assert page.locator(f'[data-event-id="post:{known.id}"]').count() == 0

    line.is_held = True
    page.get_by_role("button", name="Next").first.click()

    expect(page.locator(f'[data-event-id="post:{known.id}"]').first).to_be_visible(timeout=PATIENCE)
    new = a_post_in(app, in_next_month(app) + 1, "Farmers market")
    line.release()
    expect(page.locator(f'[data-event-id="post:{new.id}"]').first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f'[data-event-id="post:{known.id}"]').first).to_be_visible()
