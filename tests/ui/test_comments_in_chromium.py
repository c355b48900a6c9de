"""Calling somebody in a comment, by keys alone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor
from tests.ui.browsed import PATIENCE, PHONE, a_post_in, fits, signed_in
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser


def test_somebody_is_called_by_an_at_sign_arrows_and_enter(chromium: Browser, address: str, app: App) -> None:
    post = app.planning.submit(OPERATOR, a_post_in(app, 2, "Come and see us.").id)
    faults: list[str] = []
    page = signed_in(chromium, address, faults, PHONE, "dark")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/review")
    page.get_by_role("button", name="Comment", exact=True).click()
    field, names = (
        page.get_by_label("Your comment"),
        page.get_by_role("listbox", name="People who can be called"),
    )
    expect(field).to_be_visible()
    expect(field).to_have_attribute("aria-autocomplete", "list")

    field.click()
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

    eli = Actor.of(app.people.find("eli@example.org"))
    assert until(lambda: app.commenting.count(eli) == 1, within=20)
    (said,) = app.commenting.of(eli, [post])[post.id]
    assert said.text == "Is it right, @Eli Editor ?"
    page.context.close()
    assert faults == []
