"""A plan out of a sheet and back into one, in a real browser, on a desk and on a phone."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from scheduler.domain.post import PostState
from tests.ui.browsed import PATIENCE, fits

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.bootstrap import App

pytestmark = pytest.mark.browser
#: Tells the rows of sheets apart: one that is known is not new, though its post was taken away.
_rooms = count(1)


def test_a_sheet_is_looked_at_taken_and_its_stopped_rows_are_given_back(
    page: Page, address: str, app: App, tmp_path: Path
) -> None:
    room, year = next(_rooms), app.clock.now().year + 1
    sheet = tmp_path / "buffer.csv"
    sheet.write_text(
        "Text,Image URL,Tags,Posting Time\n"
        f"The flu clinic opens in room {room}.,,,{year}-12-01 09:05\n"
        f"Wash your hands.,,,{year}-02-31 09:05\n"
    )

    page.goto(f"{address}/sheets")
    expect(page.get_by_role("heading", name="Sheets")).to_be_visible(timeout=PATIENCE)
    page.locator("input[type=file]").first.set_input_files(sheet)
    expect(page.get_by_text("buffer.csv")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Main").first.click()
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Read as a plan of Buffer: 1 new, 1 stopped.")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    page.get_by_role("button", name="Take as drafts").click()
    expect(page.get_by_text("Read as a plan of Buffer: 1 taken, 1 stopped.")).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as given:
        page.get_by_role("button", name="Download the stopped rows").click()

    assert f"The flu clinic opens in room {room}." in {
        post.text for post in app.planning.in_state(PostState.DRAFT)
    }
    left_over = given.value.path().read_text("utf-8-sig")
    assert "There is no such day" in left_over
    assert "room" not in left_over


def test_the_plan_is_given_as_a_workbook(page: Page, address: str) -> None:
    page.goto(f"{address}/sheets")
    page.get_by_role("tab", name="Take the plan out").click(timeout=PATIENCE)
    with page.expect_download() as given:
        page.get_by_role("button", name="Excel").click()

    assert given.value.suggested_filename == "rounds-plan.xlsx"
    assert given.value.path().read_bytes().startswith(b"PK")
    assert fits(page)


def test_a_month_is_printed_and_an_administrator_finds_the_whole_account(page: Page, address: str) -> None:
    page.goto(f"{address}/sheets")
    page.get_by_role("tab", name="Print a month").click(timeout=PATIENCE)
    with page.expect_download() as given:
        page.get_by_role("button", name="Print as PDF").click()

    assert given.value.suggested_filename.endswith(".pdf")
    assert given.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_role("tab", name="Whole account").click()
    expect(page.get_by_role("button", name="Download the whole account")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
