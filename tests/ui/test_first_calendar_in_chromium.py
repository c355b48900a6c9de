"""The calendar that stands before its page, in a real browser to which Streamlit's code comes late."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from scheduler.bootstrap import App
from scheduler.domain.plan import wall_clock
from tests.builders import ZONE
from tests.ui.browsed import PATIENCE, a_post_in
from tests.ui_calendar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calendar_bundle")]

#: What Streamlit's page begins with.
_CODE = re.compile(r"/static/js/index\.(?!esm)")
_PLACE = "localStorage.getItem('rounds-first-calendar')"
_ITS_PAGE = "[data-testid=stBidiComponentIsolated]"


@pytest.fixture
def page(desk: Page, app: App) -> Page:
    """A browser in which the calendar was seen before."""
    a_post_in(app, 1, "Flu clinic on Monday")
    expect(desk.locator("[data-event-id]").first).to_be_visible(timeout=PATIENCE)
    assert until(lambda: desk.evaluate(_PLACE) is not None, within=60)
    desk.set_default_timeout(PATIENCE)
    return desk


def opened_slowly(page: Page, address: str = "") -> Callable[[], None]:
    """Open the planner anew while Streamlit's code is on its way; what comes back lets it arrive."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(_CODE, hold)
    page.goto(address or page.url, wait_until="commit")
    assert until(lambda: page.evaluate("1") == 1 and bool(held), within=60)

    def arrive() -> None:
        for each in held:
            each.continue_()
        page.unroute(_CODE)

    return arrive


def stands_alone(page: Page) -> None:
    """Expect the calendar, and nothing of Streamlit's page."""
    expect(page.locator("[data-event-id^='post:']").first).to_be_visible(timeout=PATIENCE)
    assert page.get_by_test_id("stApp").count() == 0


def is_taken_over(page: Page) -> None:
    expect(page.locator(f"{_ITS_PAGE} [data-event-id^='post:']").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".rounds-calendar")).to_have_count(1)


def test_it_is_drawn_where_it_stood_and_taken_over_as_it_is(page: Page) -> None:
    chip = page.locator("[data-event-id^='post:']").first
    before = chip.bounding_box()

    arrive = opened_slowly(page)
    stands_alone(page)
    assert chip.bounding_box() == before
    chip.evaluate("chip => { chip.isTheSame = true; }")
    arrive()

    is_taken_over(page)
    assert chip.evaluate("chip => chip.isTheSame === true")
    expect(page.get_by_text("Getting started").first).to_be_visible(timeout=PATIENCE)
    assert chip.bounding_box() == before


def test_in_the_dark_nothing_of_the_window_is_white_before(page: Page) -> None:
    page.emulate_media(color_scheme="dark")

    arrive = opened_slowly(page)

    assert page.get_by_test_id("stApp").count() == 0
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    arrive()
    app = page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", ground, timeout=PATIENCE)
    assert ground == "rgb(17, 25, 28)"


def test_what_is_opened_meanwhile_opens_with_the_page(page: Page) -> None:
    arrive = opened_slowly(page)
    stands_alone(page)

    page.locator("[data-event-id^='post:']").first.click()
    arrive()

    expect(page.get_by_role("dialog").get_by_label("Text", exact=True)).to_have_value("Flu clinic on Monday")


def test_a_post_moved_meanwhile_is_moved(page: Page, app: App) -> None:
    post = a_post_in(app, 2, "Farmers market")
    arrive = opened_slowly(page)
    stands_alone(page)
    chip = page.locator(f'[data-event-id="post:{post.id}"]').first

    chip.focus()
    page.keyboard.press("Alt+ArrowRight")
    arrive()

    assert until(lambda: app.planning.get(post.id).due == post.due + timedelta(days=1), within=60)
    is_taken_over(page)
    expect(chip).to_be_focused(timeout=PATIENCE)


def test_a_month_turned_to_meanwhile_stays(page: Page, app: App) -> None:
    today = wall_clock(app.clock.now(), ZONE).date()
    ahead = ((today.replace(day=1) + timedelta(days=32)).replace(day=20) - today).days
    post = a_post_in(app, ahead, "Blood drive")
    arrive = opened_slowly(page)
    stands_alone(page)

    page.get_by_role("button", name="Next").first.click()
    arrive()

    expect(page.locator(f'{_ITS_PAGE} [data-event-id="post:{post.id}"]').first).to_be_visible(
        timeout=PATIENCE
    )


def test_what_was_taken_over_is_dragged_as_any_other(page: Page, app: App) -> None:
    post = a_post_in(app, 3, "Story hour")
    opened_slowly(page)()
    is_taken_over(page)
    chip, day = page.locator(f'[data-event-id="post:{post.id}"]').first, wall_clock(post.due, ZONE).date()

    chip.hover()
    page.mouse.down()
    page.locator(f'[data-date="{day + timedelta(days=1)}"]').first.hover(position={"x": 60, "y": 60})
    page.mouse.up()

    assert until(lambda: app.planning.get(post.id).due == post.due + timedelta(days=1), within=60)


def test_a_calendar_that_the_page_would_not_draw_gives_way(page: Page) -> None:
    def as_for_a_reader(route: Route) -> None:
        told = json.loads(route.fetch().text())
        route.fulfill(json=told | {"editable": False})

    page.route("**/first-calendar", as_for_a_reader)
    arrive = opened_slowly(page)
    stands_alone(page)
    assert page.locator("[data-add-day]").count() == 0
    arrive()

    is_taken_over(page)
    expect(page.locator("[data-add-day]").first).to_be_attached(timeout=PATIENCE)


def test_it_leaves_where_the_page_goes_elsewhere(page: Page) -> None:
    opened_slowly(page)
    stands_alone(page)

    page.evaluate("history.pushState({}, '', '/queue')")

    expect(page.locator(".rounds-calendar")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("asked", ["?find=flu", "queue"])
def test_an_address_that_asks_for_something_else_is_answered_by_the_page(page: Page, asked: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    opened_slowly(page, f"{page.url}{asked}")()

    expect(page.get_by_test_id("stMain")).to_be_visible(timeout=PATIENCE)
    assert not [each for each in requests if each.endswith("/first-calendar")]


def test_a_window_of_another_size_has_no_place_for_it(page: Page) -> None:
    page.set_viewport_size({"width": 1000, "height": 700})

    arrive = opened_slowly(page)
    page.wait_for_timeout(1_000)
    assert page.locator(".rounds-calendar").count() == 0
    arrive()

    is_taken_over(page)


def test_nothing_of_the_plan_is_kept_in_the_browser(page: Page) -> None:
    kept = page.evaluate("JSON.stringify(localStorage)")

    assert "Flu clinic" not in kept
    assert set(json.loads(page.evaluate(_PLACE))) == {"window", "left", "top", "width", "tokens"}
