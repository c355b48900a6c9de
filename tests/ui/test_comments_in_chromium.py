"""Calling somebody in a comment, by keys alone, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor
from scheduler.domain.post import PostState
from tests.ui.browsed import DESK, PATIENCE, PHONE, a_post_in, fits, signed_in
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def nothing_else_waits(app: App) -> None:
    """Each of these looks for the one post that waits for a decision."""
    for post in app.planning.in_state(PostState.IN_REVIEW):
        app.planning.cancel(OPERATOR, post.id)


def test_somebody_is_called_by_an_at_sign_arrows_and_enter(chromium: Browser, address: str, app: App) -> None:
    post = app.planning.submit(OPERATOR, a_post_in(app, 2, "Come and see us.").id)
    eli = Actor.of(app.people.find("eli@example.org"))
    before = app.commenting.count(eli)
    faults: list[str] = []
    page = signed_in(chromium, address, faults, PHONE, "dark")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/review")
    page.get_by_role("button", name="Comment", exact=True).click()
    field, names = (
        page.get_by_label("Your comment"),
        page.get_by_role("listbox", name="People who can be called"),
    )

    field.click()
    expect(field).to_have_attribute("aria-autocomplete", "list")
    page.keyboard.type("Is it right, @", delay=20)
    expect(names.get_by_role("option")).to_have_text(["Ada Author", "Eli Editor", "Ona Officer"])
    page.keyboard.press("ArrowDown")
    expect(names.get_by_role("option", selected=True)).to_have_text("Eli Editor")
    assert fits(page)
    page.keyboard.press("Escape")
    expect(names).to_be_hidden()
    page.keyboard.type("el", delay=20)
    expect(names.get_by_role("option")).to_have_text(["Eli Editor"])
    page.keyboard.press("Enter")
    expect(field).to_have_value("Is it right, @Eli Editor ")
    expect(field).to_be_focused()
    page.keyboard.type("?", delay=20)
    page.get_by_role("button", name="Add comment").click()

    assert until(lambda: app.commenting.count(eli) == before + 1, within=60)
    (said,) = app.commenting.of(eli, [post])[post.id]
    assert said.text == "Is it right, @Eli Editor ?"
    page.context.close()
    assert faults == []


def test_what_others_say_appears_by_itself_and_takes_no_field_away(
    chromium: Browser, address: str, app: App
) -> None:
    post = app.planning.submit(OPERATOR, a_post_in(app, 3, "Steps are free.").id)
    eli = Actor.of(app.people.find("eli@example.org"))
    faults: list[str] = []
    page = signed_in(chromium, address, faults, DESK)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/review")
    card = page.locator(f".st-key-review-{post.id}")
    card.get_by_role("button", name="Comment", exact=True).click()
    field = card.get_by_label("Your comment")
    field.press_sequentially("I think that")

    app.commenting.say(eli, post.id, "Said while another writes.")

    expect(card.get_by_text("Said while another writes.")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type(" it is right")
    expect(field).to_have_value("I think that it is right")

    card.get_by_role("button", name="Open").click()
    text = page.get_by_role("dialog").get_by_label("Text", exact=True)
    text.press_sequentially("Today: ")
    app.commenting.say(eli, post.id, "Said beside an open post.")

    expect(page.get_by_role("dialog").get_by_text("Said beside an open post.")).to_be_visible()
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile("Today: "))
    page.context.close()
    assert faults == []
