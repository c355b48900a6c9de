"""Keys, several posts at once, taking a move back, and the filters of the calendar, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from scheduler.bootstrap import App
from scheduler.domain.post import Post, PostState
from tests.ui.browsed import PATIENCE, a_post_in
from tests.ui_calendar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calendar_bundle")]


@pytest.fixture
def page(desk: Page) -> Page:
    return desk


def chip(page: Page, post: Post) -> Locator:
    found = page.locator(f'[data-event-id="post:{post.id}"]').first
    expect(found).to_be_visible(timeout=PATIENCE)
    return found


def is_at(app: App, post: Post, days: int) -> bool:
    return app.planning.get(post.id).wall == post.wall + timedelta(days=days)


def test_posts_chosen_together_move_together_and_come_back_together(page: Page, app: App) -> None:
    one, other = a_post_in(app, 2, "Flu clinic on Monday"), a_post_in(app, 3, "Farmers market")

    chip(page, one).click(modifiers=["Control"])
    chip(page, other).focus()
    page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="2 chosen")
    bar.get_by_role("button", name="A day later").click()

    assert until(lambda: is_at(app, one, 1) and is_at(app, other, 1), within=60)
    expect(page.get_by_text("2 posts moved a day later.")).to_be_visible(timeout=PATIENCE)
    expect(bar).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.keyboard.press("u")

    assert until(lambda: is_at(app, one, 0) and is_at(app, other, 0), within=60)
    expect(page.get_by_text("2 posts are back where they were.")).to_be_visible(timeout=PATIENCE)


def test_chosen_posts_are_read_before_they_are_cancelled(page: Page, app: App) -> None:
    one, other = a_post_in(app, 2, "Parking moves to the north side"), a_post_in(app, 4, "Blood drive")
    for each in (one, other):
        chip(page, each).click(modifiers=["Control"])

    page.get_by_role("toolbar").get_by_role("button", name="Cancel").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Parking moves to the north side")).to_be_visible(timeout=PATIENCE)
    assert app.planning.get(one.id).state is PostState.DRAFT
    dialog.get_by_role("button", name="Cancel these").click()

    assert until(lambda: app.planning.get(one.id).state is PostState.CANCELLED, within=60)
    assert until(lambda: app.planning.get(other.id).state is PostState.CANCELLED, within=60)
    expect(page.get_by_text("2 posts cancelled.")).to_be_visible(timeout=PATIENCE)


def test_a_key_looks_for_posts_and_the_address_keeps_what_was_looked_for(page: Page, app: App) -> None:
    found, other = a_post_in(app, 5, "Stroke signs everybody should know"), a_post_in(app, 5, "Choir evening")
    chip(page, other)

    page.locator("body").press("/")
    field = page.get_by_label("Search the plan")
    expect(field).to_be_focused(timeout=PATIENCE)
    page.keyboard.type("stroke")
    page.keyboard.press("Enter")

    expect(page.locator(f'[data-event-id="post:{other.id}"]')).to_have_count(0, timeout=PATIENCE)
    chip(page, found)
    expect(page.get_by_text("1 post in sight matches.")).to_be_visible()
    assert "find=stroke" in page.url


def test_a_question_mark_lists_the_keys_and_they_can_be_switched_off(page: Page) -> None:
    expect(page.locator(".rounds-calendar .legend")).to_be_visible(timeout=PATIENCE)
    page.locator("body").press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible(timeout=PATIENCE)
    keys.get_by_label("Single keys work").uncheck()
    keys.get_by_role("button", name="Close").click()

    page.locator("body").press("?")

    expect(keys).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.locator("body").press("d")
    day = page.get_by_role("tab", name="Day view")
    expect(day).to_have_attribute("aria-selected", "true", timeout=PATIENCE)


def test_n_writes_a_post(page: Page) -> None:
    expect(page.locator(".rounds-calendar .legend")).to_be_visible(timeout=PATIENCE)

    page.locator("body").press("n")

    expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)
    page.keyboard.type("n")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_a_post_that_hides_among_many_on_its_way_stays_in_hand(page: Page, app: App) -> None:
    for number in range(6):
        a_post_in(app, 4, f"Busy day {number}")
    post = a_post_in(app, 5, "Zinc, on its way")
    chip(page, post).focus()

    page.keyboard.press("Alt+ArrowLeft")
    assert until(lambda: is_at(app, post, -1), within=60)
    expect(page.locator(f'[data-event-id="post:{post.id}"]')).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(1_500)
    page.keyboard.press("Alt+ArrowLeft")

    assert until(lambda: is_at(app, post, -2), within=60)
    expect(chip(page, post)).to_be_focused()


def test_the_first_calendar_is_sent_once_and_its_files_are_kept_by_the_browser(page: Page, app: App) -> None:
    post = a_post_in(app, 1, "Seen at once.")
    drawings: list[bytes | str] = []
    kept: dict[str, str] = {}

    def heard(frame: bytes | str) -> None:
        if isinstance(frame, bytes) and b"rounds.calendar" in frame and b"initial_view" in frame:
            drawings.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", heard))
    page.on("response", lambda answer: kept.update({answer.url: answer.headers.get("cache-control", "")}))
    page.reload()
    chip(page, post)
    page.wait_for_timeout(1_000)

    assert len(drawings) == 1
    scripts = [how for address, how in kept.items() if "/calendar-" in address]
    assert scripts
    assert all("immutable" in how for how in scripts)
