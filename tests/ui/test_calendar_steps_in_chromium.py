"""Going on to the next month, in a real browser, over a line to the planner that can be held."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import Post
from scheduler.services.planning import NewPost
from tests.builders import ZONE
from tests.ui.browsed import DESK, PATIENCE, signed_in
from tests.ui_calendar.serving import until
from ui.components.calendar import build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not list((build.FRONTEND / "build").glob("calendar-*.js")):
        pytest.skip("the calendar's bundle is not built: run `make up`")
    made = tmp_path_factory.mktemp("steps") / "data"
    shutil.copytree(founded, made)
    return made


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
def page(chromium: Browser, address: str, line: Line) -> Iterator[Page]:
    faults: list[str] = []
    made = signed_in(chromium, address, faults, DESK)
    made.route_web_socket("**/_stcore/stream", line.through)
    made.add_init_script("document.addEventListener('rounds:beside', () => { window.wasTold = true; });")
    yield made
    made.context.close()
    assert faults == []


def next_month(app: App) -> datetime:
    """Return a time in it that no month before it shows."""
    first = wall_clock(app.clock.now(), ZONE).replace(day=1) + timedelta(days=32)
    return first.replace(day=20, hour=10, minute=0, second=0, microsecond=0, fold=0)


def a_post_at(app: App, at: datetime, text: str) -> Post:
    return app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))


def is_told(page: Page) -> bool:
    return bool(page.evaluate("window.wasTold === true"))


def test_the_next_month_is_drawn_before_the_planner_answers(page: Page, app: App, line: Line) -> None:
    known = a_post_at(app, next_month(app), "Flu clinic on Monday")
    page.reload()
    expect(page.locator("[data-event-id]").first).to_be_visible(timeout=PATIENCE)
    assert until(lambda: is_told(page), within=60)
    assert page.locator(f'[data-event-id="post:{known.id}"]').count() == 0

    line.is_held = True
    page.get_by_role("button", name="Next").first.click()

    expect(page.locator(f'[data-event-id="post:{known.id}"]').first).to_be_visible(timeout=PATIENCE)
    new = a_post_at(app, next_month(app) + timedelta(days=1), "Farmers market")
    line.release()
    expect(page.locator(f'[data-event-id="post:{new.id}"]').first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f'[data-event-id="post:{known.id}"]').first).to_be_visible()
