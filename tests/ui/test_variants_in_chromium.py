"""One message for two channels in a real browser: by keyboard, with own words for one of them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, TimeoutError, expect  # noqa: A004 - its name there

from scheduler.bootstrap import App
from scheduler.domain.post import PostState
from tests.ui import accessible
from tests.ui.browsed import fits
from tests.ui.by_keys import shut
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser

SECRET = "MRN 12345678"


def a_picture() -> FilePayload:
    held = io.BytesIO()
    Image.new("RGB", (300, 900), "teal").save(held, "PNG")
    return {"name": "tall.png", "mimeType": "image/png", "buffer": held.getvalue()}


def pick(page: Page, label: str, option: str) -> None:
    """Choose in a list; a page that is redrawn just then may close it again."""
    field = page.get_by_role("combobox", name=label)
    found = page.get_by_role("option", name=option, exact=True).first

    def is_open() -> bool:
        if not found.is_visible():
            field.click()
            found.wait_for(state="visible", timeout=2_000)
        found.click(timeout=2_000)
        return True

    assert until(lambda: _worked(is_open), within=30)


def faults_at_rest(page: Page) -> list[str]:
    """Return what axe finds once nothing is drawn any more: what is about to be redrawn is pale."""
    until(lambda: not accessible.faults(page), within=20)
    return accessible.faults(page)


def _worked(action: Callable[[], bool]) -> bool:
    try:
        return action()
    except TimeoutError:
        return False


def test_a_message_for_two_channels_with_own_words_for_one(page: Page, address: str, app: App) -> None:
    before = {each.id for each in app.planning.in_state(PostState.DRAFT)}
    page.goto(f"{address}/write")
    area = page.get_by_label("Text", exact=True)
    area.click()
    page.keyboard.type("Flu shots are free on Friday.")
    pick(page, "Also on", "Main · @larkspur")
    shut(page)
    expect(page.get_by_text("What each channel says")).to_be_visible()

    # both say the common text; one of them gets words of its own
    expect(page.get_by_role("tab")).to_have_count(2)
    page.get_by_text("Write it differently for Main").click()
    own = page.get_by_label("Text for Main", exact=True)
    expect(own).to_have_value("Flu shots are free on Friday.")
    own.fill("")
    own.click()
    page.keyboard.type(f"Main: shots are free. {SECRET}")
    expect(page.locator(".rounds-underlines mark")).to_have_text(SECRET)
    expect(page.get_by_text("Must change").first).to_be_visible()
    for _ in f" {SECRET}":
        page.keyboard.press("Backspace")
    expect(own).to_be_focused()
    expect(own).to_have_value("Main: shots are free.")

    # tabs by keyboard, each with its own preview
    page.get_by_role("tab").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    shown = page.get_by_role("tabpanel").filter(has=page.get_by_role("article"))
    expect(shown.get_by_role("article")).to_contain_text("Main: shots are free.")
    expect(shown.get_by_text("What differs from the common text")).to_be_visible()
    assert faults_at_rest(page) == []
    assert fits(page)

    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The drafts for 2 channels are in the calendar.").first).to_be_visible()
    made = [each for each in app.planning.in_state(PostState.DRAFT) if each.id not in before]
    assert {each.channel: each.text for each in made} == {
        "county-x": "Flu shots are free on Friday.",
        "main-x": "Main: shots are free.",
    }
    assert len({each.bundle for each in made}) == 1


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_a_tall_picture_and_a_long_text_are_cut_as_each_network_cuts_them(page: Page, address: str) -> None:
    page.goto(f"{address}/write")
    page.get_by_label("Text", exact=True).fill("A word about shots. " * 13)
    page.locator("input[type=file]").first.set_input_files([a_picture()])
    page.get_by_role("textbox", name="What tall.png shows").fill("A tall sign")
    picture = page.get_by_role("article").get_by_role("img", name="A tall sign")
    expect(picture).to_be_visible()
    ratios = {}
    for network in ("X", "LinkedIn", "Facebook", "Bluesky", "Mastodon"):
        pick(page, "See it as on", network)
        expect(page.get_by_text(f"As on {network}:")).to_be_visible()
        box = picture.bounding_box()
        assert box is not None
        ratios[network] = round(box["width"] / box["height"], 2)
    assert ratios == {"X": 0.75, "LinkedIn": 0.8, "Facebook": 0.8, "Bluesky": 0.5, "Mastodon": 0.33}

    pick(page, "See it as on", "LinkedIn")
    more = page.get_by_role("article").locator("summary")
    expect(more).to_have_text("…more")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").locator("details")).to_have_attribute("open", "")
    assert faults_at_rest(page) == []
    assert fits(page)
