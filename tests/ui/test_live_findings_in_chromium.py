"""What the guard finds is underlined in the text while somebody types, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui import accessible

pytestmark = pytest.mark.browser

SECRET = "MRN 12345678"


def test_a_finding_is_underlined_in_the_text_and_said_beneath_it_and_goes_with_its_words(page: Page) -> None:
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}/write")
    area = page.get_by_label("Text", exact=True)
    area.click()
    page.keyboard.type(f"\U0001f600 The clinic is open. {SECRET}")

    mark = page.locator(".rounds-underlines mark")
    expect(mark).to_have_text(SECRET)
    said = page.locator(".rounds-found")
    expect(said).to_have_text("Must change: Take the medical record number out.")
    expect(said).to_have_attribute("role", "status")
    assert area.evaluate("area => area.clientWidth") == page.locator(".rounds-underlines").evaluate(
        "layer => layer.clientWidth"
    )
    expect(page.get_by_text("Take the medical record number out.")).to_have_count(2)  # the page followed
    assert accessible.faults(page) == []

    for _ in SECRET:
        page.keyboard.press("Backspace")
    expect(mark).to_have_count(0)
    expect(said).to_have_text("")
    expect(area).to_be_focused()
    expect(area).to_have_value("\U0001f600 The clinic is open. ")
