"""A calendar link made in a real browser, on a wide light screen and a narrow dark one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from tests.ui.browsed import PATIENCE, fits

pytestmark = pytest.mark.browser


def test_a_link_is_made_shown_once_and_given_another_address(page: Page, address: str, app: App) -> None:
    known = {link.id for link in app.subscribing.all()}
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/calendars")
    page.get_by_label("Who is it for?", exact=True).fill("Department heads")
    page.get_by_role("button", name="Make a link").click()

    card = page.locator(".st-key-fresh-link")
    expect(card.get_by_role("link", name="Outlook (personal)")).to_be_visible(timeout=PATIENCE)
    expect(card.get_by_role("img")).to_be_visible(timeout=PATIENCE)
    first = card.locator("code").inner_text()
    assert fits(page)
    page.get_by_role("button", name="Done").click()
    expect(card).to_be_hidden(timeout=PATIENCE)
    page.get_by_role("button", name="New address").first.click()
    page.get_by_role("button", name="Yes, new address").click()

    expect(card.locator("code")).to_contain_text(".ics", timeout=PATIENCE)
    (made,) = [link for link in app.subscribing.all() if link.id not in known]
    assert card.locator("code").inner_text() != first
    assert made.rotated_at is not None
    assert fits(page)
