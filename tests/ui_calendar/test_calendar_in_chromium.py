"""People in front of the calendar: what they do with mouse and keys reaches Python once, in order, in UTC."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.resting import settled
from tests.ui_calendar.conftest import BOARD, Told, open_board
from tests.ui_calendar.serving import free_port, serve_streamlit, until
from ui.components.calendar import ViewName, VisibleRange, visible_range

pytestmark = pytest.mark.browser

#: Which events' own content changes from now on, and how many events there are.
_WATCH = """(chip) => {
  const events = [...chip.getRootNode().querySelectorAll("[data-event-id]")];
  window.among = events.length;
  window.redrawn = new Set();
  for (const event of events)
    new MutationObserver(() => window.redrawn.add(event.dataset.eventId))
      .observe(event, { childList: true, subtree: true, characterData: true });
}"""


def post(page: Page, number: int) -> Locator:
    return page.locator(f'[data-event-id="post:{number}"]').first


def gap(page: Page, key: str) -> Locator:
    return page.locator(f'[data-event-id="gap:{key}"]').first


def card(page: Page, key: str) -> Locator:
    return page.locator(f'[data-card-id="{key}"]')


def day(page: Page, iso: str) -> Locator:
    return page.locator(f'[data-date="{iso}"]').first


def drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = settled(what), settled(onto)
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 4, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def test_a_post_dragged_to_another_day_keeps_its_time_of_day(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    drag(page, post(page, 14), day(page, "2026-11-21"))

    (move,) = told.first(1)
    assert (move["type"], move["id"], move["version"]) == ("move", "14", 1)
    assert move["start"] == "2026-11-21T12:30:00Z"
    expect(day(page, "2026-11-21").locator('[data-event-id="post:14"]')).to_be_visible()


def test_what_a_drop_does_not_change_stays_in_its_place(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)
    post(page, 14).evaluate(_WATCH)

    drag(page, post(page, 14), day(page, "2026-11-21"))
    told.first(1)
    expect(day(page, "2026-11-21").locator('[data-event-id="post:14"]')).to_be_visible()
    page.wait_for_timeout(500)

    redrawn = {each for each in page.evaluate("[...window.redrawn]") if each != "post:14"}
    among = page.evaluate("window.among")
    assert among > 15
    assert len(redrawn) < among / 3


def test_a_name_that_is_code_is_shown_as_a_name(page: Page, board_url: str) -> None:
    open_board(page, board_url, "title14=" + quote('<img src=x onerror="window.hit=1">"&amp;'))

    expect(post(page, 14)).to_contain_text('<img src=x onerror="window.hit=1">"&amp;')
    assert page.evaluate("window.hit") is None


def test_a_post_dragged_back_and_forth_across_the_change_of_clocks_keeps_its_time(
    page: Page, board_url: str, told: Told
) -> None:
    open_board(page, board_url, "zone=America/New_York")

    drag(page, post(page, 2), day(page, "2026-10-31"))

    (move,) = told.first(1)
    assert move["start"] == "2026-10-31T14:30:00Z"


def test_the_same_post_opens_each_time_it_is_clicked(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    post(page, 3).click()
    told.first(1)
    post(page, 3).click()

    assert [(each["type"], each["id"], each["seq"]) for each in told.first(2)] == [
        ("open", "3", 1),
        ("open", "3", 2),
    ]


def test_a_click_on_an_empty_day_asks_to_write_there(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    day(page, "2026-11-08").click()

    (write,) = told.first(1)
    assert (write["type"], write["day"], write["all_day"], write["start"]) == (
        "write",
        "2026-11-08",
        True,
        None,
    )


def test_the_days_are_reached_by_arrow_keys_and_written_to_by_enter(
    page: Page, board_url: str, told: Told
) -> None:
    open_board(page, board_url)

    page.locator('[data-add-day][tabindex="0"]').first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    (write,) = told.first(1)
    assert write["type"] == "write"
    assert date.fromisoformat(write["day"]).month in {11, 12}


def test_the_button_of_a_day_writes_on_that_day_east_of_greenwich_too(page: Page, board_url: str) -> None:
    open_board(page, board_url, "zone=Asia/Kolkata")

    button = day(page, "2026-11-18").locator("[data-add-day]")

    expect(button).to_have_attribute("data-add-day", "2026-11-18")
    expect(button).to_have_attribute("aria-label", re.compile("Wednesday,? 18 November"))


def test_a_click_on_an_empty_hour_brings_that_instant(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url, "view=week")
    column, line = day(page, "2026-11-18").bounding_box(), gap(page, "g16").bounding_box()
    assert column is not None
    assert line is not None

    page.mouse.click(column["x"] + column["width"] / 2, line["y"] + 8)

    (write,) = told.first(1)
    assert (write["type"], write["start"], write["day"]) == ("write", "2026-11-18T08:00:00Z", None)


def test_a_card_dragged_onto_a_day_is_placed_there_and_leaves_the_inbox(
    page: Page, board_url: str, told: Told
) -> None:
    open_board(page, board_url)

    drag(page, card(page, "i2"), day(page, "2026-11-15"))

    (place,) = told.first(1)
    assert (place["type"], place["item_id"], place["day"], place["gap_id"]) == (
        "place",
        "i2",
        "2026-11-15",
        None,
    )
    expect(card(page, "i2")).to_have_count(0)
    expect(day(page, "2026-11-15").get_by_text("World Diabetes Day")).to_have_count(1)
    expect(page.get_by_text("09:00").first).to_be_visible()


def test_a_card_dropped_on_an_open_slot_takes_the_slots_time(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    drag(page, card(page, "i1"), gap(page, "g23"))

    (place,) = told.first(1)
    assert (place["item_id"], place["gap_id"], place["start"]) == ("i1", "g23", "2026-11-23T08:00:00Z")
    expect(gap(page, "g23")).to_have_count(0)


def test_a_card_is_picked_and_placed_without_a_mouse(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    card(page, "i3").focus()
    page.keyboard.press("Enter")
    expect(card(page, "i3")).to_have_attribute("aria-pressed", "true")
    gap(page, "g25").focus()
    page.keyboard.press("Enter")

    (place,) = told.first(1)
    assert (place["type"], place["item_id"], place["gap_id"]) == ("place", "i3", "g25")


def test_escape_lets_a_picked_card_go(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)
    card(page, "i3").click()

    page.keyboard.press("Escape")
    gap(page, "g25").click()

    (open_gap,) = told.first(1)
    assert (open_gap["type"], open_gap["gap_id"], open_gap["start"]) == (
        "open_gap",
        "g25",
        "2026-11-25T08:00:00Z",
    )


def test_enter_opens_and_alt_arrow_moves_and_the_focus_stays(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    post(page, 14).focus()
    page.keyboard.press("Alt+ArrowRight")
    told.first(1)
    expect(page.get_by_text("rev 1 ")).to_be_visible()
    expect(post(page, 14)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    told.first(2)
    expect(page.get_by_text("rev 2 ")).to_be_visible()
    page.keyboard.press("Enter")

    moved, lower, opened = told.first(3)
    assert (moved["start"], lower["start"]) == ("2026-11-14T12:30:00Z", "2026-11-21T12:30:00Z")
    assert lower["version"] == 2
    assert (opened["type"], opened["id"]) == ("open", "14")


def test_in_the_week_alt_arrow_moves_by_a_quarter_of_an_hour(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url, "view=week")

    post(page, 17).focus()
    page.keyboard.press("Alt+ArrowUp")

    (move,) = told.first(1)
    assert move["start"] == "2026-11-19T15:15:00Z"


def test_twenty_fast_moves_all_arrive_once_and_in_order(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)
    post(page, 14).focus()

    for turn in range(20):
        page.keyboard.press("Alt+ArrowRight" if turn % 2 == 0 else "Alt+ArrowLeft")

    moves = told.first(20)
    assert [move["seq"] for move in moves] == list(range(1, 21))
    assert [move["version"] for move in moves] == list(range(1, 21))
    assert {move["outcome"] for move in moves} == {"done"}
    assert moves[-1]["start"] == "2026-11-13T12:30:00Z"
    expect(post(page, 14)).to_be_focused()


def test_a_refused_move_goes_back_to_where_it_was(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    drag(page, post(page, 6), day(page, "2026-11-08"))

    (move,) = told.first(1)
    assert move["outcome"] == "conflict"
    expect(day(page, "2026-11-06").locator('[data-event-id="post:6"]')).to_be_visible()


def test_a_published_post_does_not_move(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url)

    drag(page, post(page, 5), day(page, "2026-11-08"))
    post(page, 5).focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Enter")

    (opened,) = told.first(1)
    assert opened["type"] == "open"


def test_whoever_may_not_edit_can_open_and_nothing_else(page: Page, board_url: str, told: Told) -> None:
    open_board(page, board_url, "readonly=1")

    drag(page, post(page, 14), day(page, "2026-11-08"))
    day(page, "2026-11-08").click()
    gap(page, "g25").click()
    post(page, 3).click()

    assert [each["type"] for each in told.first(1)] == ["open"]


def test_each_post_says_what_it_is_when_and_in_which_zone(page: Page, board_url: str) -> None:
    open_board(page, board_url)

    label = post(page, 14).get_attribute("aria-label") or ""

    assert label.startswith("Flu shots: walk in, no appointment, LI, Scheduled, ")
    assert re.search(r"Friday,? 13 November.* 13:30 (CET|GMT\+1)$", label)


def test_a_phone_opens_on_the_list_with_the_inbox_below(page: Page, board_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_board(page, board_url)

    board, inbox = page.locator(".board").bounding_box(), page.locator(".inbox").bounding_box()

    expect(page.get_by_text("Monday 2 November").first).to_be_visible()
    assert board is not None
    assert inbox is not None
    assert inbox["y"] > board["y"] + board["height"] - 1
    assert board["width"] <= 390


@pytest.mark.parametrize("view", ["month", "week", "list", "timeline"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/New_York"])
def test_python_foresees_the_range_that_the_browser_shows(
    page: Page, board_url: str, view: ViewName, zone: str
) -> None:
    open_board(page, board_url, f"view={view}&zone={zone}")

    shown = page.get_by_text('{"start"').first.text_content() or ""

    found = VisibleRange.model_validate_json(json.dumps(json.loads(shown)), strict=True)
    assert found == visible_range(view, date(2026, 11, 17), zone=zone)


def test_a_calendar_taken_off_the_page_comes_back_where_people_were(
    page: Page, board_url: str, told: Told
) -> None:
    open_board(page, board_url)
    page.get_by_role("button", name="Next").click()
    page.locator(".board").get_by_text("Week", exact=True).click()
    title = page.locator(".board").get_by_text(re.compile(r"Dec 2026$"))
    expect(title).to_be_visible()

    page.get_by_text("Show the calendar").click()
    expect(page.locator(".board")).to_have_count(0)
    page.get_by_text("Show the calendar").click()

    expect(title).to_be_visible()
    assert told.operations() == []


def test_a_restarted_server_does_not_obey_an_old_outbox(
    chromium: Browser, bundle: Path, tmp_path: Path
) -> None:
    assert bundle.is_dir()
    log, port = tmp_path / "told.jsonl", free_port()
    told, page = Told(log), chromium.new_page()
    with serve_streamlit(BOARD, port=port, environment={"CALENDAR_LOG": str(log)}) as url:
        open_board(page, url)
        drag(page, card(page, "i2"), day(page, "2026-11-15"))
        told.first(1)
        expect(page.get_by_text("rev 1 ")).to_be_visible()

    with serve_streamlit(BOARD, port=port, environment={"CALENDAR_LOG": str(log)}):
        expect(page.get_by_text("rev 0 ")).to_be_visible()
        post(page, 3).click()
        until(lambda: len(told.operations()) > 1)

    assert [each["type"] for each in told.operations()] == ["place", "open"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_every_state_can_be_read_by_day_and_by_night(
    chromium: Browser, board_url: str, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    open_board(page, board_url, "pillar=1")

    ratios: dict[str, float] = page.evaluate(CONTRASTS)

    assert len(ratios) > 15
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}
    page.close()


#: The contrast of each word on its chip, as the browser paints them: colours go through a canvas.
CONTRASTS = """() => {
  const host = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.chip'));
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paper = getComputedStyle(host.shadowRoot.querySelector('.card')).backgroundColor;
  const light = (...layers) => {
    for (const colour of layers) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255);
    const linear = parts.map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ratios = {};
  for (const word of host.shadowRoot.querySelectorAll('.chip-title, .chip-time, .chip-channel')) {
    const chip = word.closest('.chip'), own = getComputedStyle(word);
    const ground = [paper, getComputedStyle(chip).backgroundColor, own.backgroundColor];
    const [a, b] = [light(...ground, own.color), light(...ground)];
    const name = `${chip.className} ${word.className}`;
    ratios[name] = Math.min(ratios[name] ?? 99, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return ratios;
}"""
