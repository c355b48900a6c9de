"""The timeline: a row for each channel, where posts move by days and stay on their channel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui_calendar.conftest import Told, open_board
from tests.ui_calendar.test_calendar_in_chromium import card, drag, gap, post

pytestmark = pytest.mark.browser


def row(page: Page, channel: str) -> Locator:
    return page.locator(f'[data-row="{channel}"]')


def cell(page: Page, channel: str, iso: str) -> Locator:
    return row(page, channel).locator(f'[data-date="{iso}"]')


def test_each_channel_has_its_posts_and_open_slots_in_a_row_of_its_own(page: Page, board_url: str) -> None:
    open_board(page, board_url, "view=timeline")

    shown = {
        name: row(page, name).locator('[data-event-id^="post:"]').count() for name in ("X", "Blog", "LI")
    }
    expect(row(page, "Blog").locator('[data-event-id^="gap:"]')).to_have_count(2)
    expect(page.get_by_role("heading", name="Channel LI")).to_be_visible()
    assert shown == {"X": 2, "Blog": 1, "LI": 1}
    expect(page.locator('[data-event-id="post:16"]')).to_have_count(1)


def test_a_post_moves_along_its_row_and_not_to_another(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url, "view=timeline")

    drag(page, post(page, 18), cell(page, "X", "2026-11-22"))
    (moved,) = told.first(1)
    drag(page, post(page, 18), cell(page, "LI", "2026-11-21"))
    refused = told.first(2)[-1]

    assert (moved["type"], moved["start"], moved["channel"]) == ("move", "2026-11-22T07:00:00Z", None)
    assert (refused["outcome"], refused["channel"]) == ("stays", "LI")
    expect(cell(page, "X", "2026-11-22").locator('[data-event-id="post:18"]')).to_be_visible()
    expect(page.locator('[data-event-id="post:16"]')).to_have_count(1)


def test_cards_and_clicks_tell_the_channel_that_was_hit(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url, "view=timeline")

    drag(page, card(page, "i2"), cell(page, "LI", "2026-11-20"))
    told.first(1)
    drag(page, card(page, "i1"), gap(page, "g19"))
    told.first(2)
    cell(page, "X", "2026-11-18").click()

    placed, in_slot, write = told.first(3)
    assert (placed["item_id"], placed["day"], placed["channel"]) == ("i2", "2026-11-20", "LI")
    assert (in_slot["item_id"], in_slot["gap_id"]) == ("i1", "g19")
    assert (write["type"], write["day"], write["channel"]) == ("write", "2026-11-18", "X")


def test_the_rows_are_worked_by_keys_alone(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)
    page.locator("body").press("c")
    post(page, 17).focus()

    page.keyboard.press("Alt+ArrowRight")
    told.first(1)
    expect(page.get_by_text("rev 1 ")).to_be_visible()
    expect(post(page, 17)).to_be_focused()
    row(page, "X").locator("[data-add-day]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(row(page, "Blog").get_by_label("Write a post for Channel Blog on Tuesday")).to_be_focused()
    page.keyboard.press("Enter")

    moved, write = told.first(2)
    assert (moved["type"], moved["start"]) == ("move", "2026-11-20T15:30:00Z")
    assert (write["type"], write["day"], write["channel"]) == ("write", "2026-11-17", "Blog")


@pytest.mark.parametrize("view", ["month", "timeline"])
def test_one_key_accepts_a_proposal_and_goes_on_to_the_next(
    page: Page, board_url: str, told: Told, view: str
) -> None:
    open_board(page, board_url, f"view={view}&ghosts=1")
    expect(gap(page, "g16")).to_have_attribute("aria-label", re.compile("^Proposal, Ask about measles 16, "))

    gap(page, "g16").focus()
    page.keyboard.press("a")
    expect(gap(page, "g19")).to_be_focused()
    page.keyboard.press("a")

    first, second = told.first(2)
    assert (first["type"], first["gap_id"], first["start"]) == ("accept", "g16", "2026-11-16T08:00:00Z")
    assert (second["type"], second["gap_id"]) == ("accept", "g19")
    expect(gap(page, "g16")).to_have_count(0)


def test_the_tabs_of_the_tray_are_turned_by_keys_and_their_cards_are_placed(
    page: Page, board_url: str, told: Told
) -> None:
    open_board(page, board_url, "trays=1")
    expect(page.get_by_role("tab", name="Inbox", exact=False)).to_have_attribute("aria-selected", "true")

    page.get_by_role("tab", name="Inbox", exact=False).focus()
    page.keyboard.press("ArrowRight")
    drafts = page.get_by_role("tab", name="Drafts", exact=False)
    expect(card(page, "drafts:7")).to_be_visible()
    expect(drafts).to_be_focused()
    expect(page.get_by_text("Drag Drafts.")).to_be_visible()
    card(page, "drafts:7").focus()
    page.keyboard.press("Enter")
    gap(page, "g25").focus()
    page.keyboard.press("Enter")

    turned, placed = told.first(2)
    assert (turned["type"], turned["id"]) == ("tray", "drafts")
    assert (placed["type"], placed["item_id"], placed["gap_id"]) == ("place", "drafts:7", "g25")


def test_on_a_phone_the_channels_stand_one_under_another(page: Page, board_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    open_board(page, board_url, "view=timeline")

    boxes = [row(page, name).bounding_box() for name in ("X", "Blog", "LI")]
    tops = [box["y"] for box in boxes if box]
    wide = page.evaluate("() => document.documentElement.scrollWidth")

    assert tops == sorted(tops)
    assert all(box and box["x"] + box["width"] <= 360 for box in boxes)
    assert wide <= 360
    expect(row(page, "X").get_by_text("Tuesday 17 November")).to_be_visible()
    expect(row(page, "X").locator('[role="listitem"] [role="group"] [data-event-id]')).to_have_count(2)
