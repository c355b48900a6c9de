"""Days on which the browser, the line or the person before it does not do as one would wish."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor, Role
from tests.ui.browsed import DESK, PATIENCE, a_post_in, signed_in
from tests.ui.house import PASSWORD
from tests.ui_calendar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Tells people apart where a test runs twice in one house.
_numbers = count(1)
HOSTILE = "<script>document.title='taken'</script>"
#: What an office program puts beside the plain words.
STYLED = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><p class="MsoNormal" '
    'style="mso-style-name:Title"><b style="color:red">Flu shots</b>&nbsp;“today”<o:p></o:p></p></html>'
)


@pytest.fixture(scope="module")
def faults() -> list[str]:
    return []


@pytest.fixture(scope="module")
def desk(chromium: Browser, address: str, faults: list[str]) -> Iterator[Page]:
    """One tab for all of these; none of them may leave it worse than it was."""
    made = signed_in(chromium, address, faults, DESK)
    made.set_default_timeout(PATIENCE)
    yield made
    made.context.close()
    assert faults == []


def an_empty_text(page: Page, address: str) -> None:
    """Open the page to write on, and begin in its text."""
    page.goto(f"{address}/write")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_count(1, timeout=PATIENCE)
    text.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")


def kept(app: App) -> str:
    """Return what is kept of the publisher now."""
    found = app.keeping_drafts.newest(Actor.of(app.people.find("pam@example.org")))
    return found.typed.content.text if found else ""


def test_a_line_that_is_lost_while_typing_takes_nothing_and_what_was_typed_is_kept_after(
    desk: Page, address: str, app: App
) -> None:
    an_empty_text(desk, address)
    desk.keyboard.type("Before it. ", delay=10)
    desk.context.set_offline(True)
    try:
        desk.keyboard.type("Without a line.", delay=60)
        desk.wait_for_timeout(5_000)
        expect(desk.get_by_label("Text", exact=True)).to_have_value(
            "Before it. Without a line.", timeout=PATIENCE
        )
    finally:
        desk.context.set_offline(False)
    desk.keyboard.type(" After it.", delay=10)

    assert until(lambda: kept(app) == "Before it. Without a line. After it.", within=60)
    expect(desk.get_by_label("Text", exact=True)).to_have_value(
        "Before it. Without a line. After it.", timeout=PATIENCE
    )


def test_words_pasted_with_styles_arrive_as_plain_words(desk: Page, address: str) -> None:
    an_empty_text(desk, address)
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.evaluate(
        """async ([styled, plain]) => navigator.clipboard.write([new ClipboardItem({
            "text/html": new Blob([styled], { type: "text/html" }),
            "text/plain": new Blob([plain], { type: "text/plain" }),
        })])""",
        [STYLED, "Flu shots\u00a0“today”"],
    )

    desk.keyboard.press("ControlOrMeta+v")

    expect(desk.get_by_label("Text", exact=True)).to_have_value("Flu shots\u00a0“today”", timeout=PATIENCE)


def test_a_slow_old_computer_loses_no_key(desk: Page, address: str, app: App) -> None:
    an_empty_text(desk, address)
    slow = desk.context.new_cdp_session(desk)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    try:
        words = "Our walk-in clinic opens at eight on Saturday, and parking is free. " * 2
        desk.keyboard.type(words, delay=15)
        expect(desk.get_by_label("Text", exact=True)).to_have_value(words, timeout=PATIENCE)
    finally:
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    assert until(lambda: kept(app) == words.strip() or kept(app) == words, within=60)


def test_a_picture_of_two_hundred_megabytes_is_refused_with_a_sentence(
    desk: Page, address: str, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        os.truncate(file.fileno(), 200 * 1024**2)
    an_empty_text(desk, address)
    desk.keyboard.type("With a picture.", delay=10)

    desk.locator('input[type="file"]').first.set_input_files(huge)

    expect(
        desk.get_by_text("30.0MB or smaller").or_(desk.get_by_text("30MB or smaller")).first
    ).to_be_visible(timeout=PATIENCE)
    expect(desk.get_by_label("Text", exact=True)).to_have_value("With a picture.", timeout=PATIENCE)


@pytest.mark.parametrize(
    "where",
    [
        "nowhere-at-all",
        f"calendar?channel={HOSTILE}&state=asleep&find=%00&colour=7",
        "calendar?channel=&channel=&state=published&state=published",
        "?channel=../../etc/passwd",
        "review?post=999999999999999999999",
        "start?step=the-last",
    ],
)
def test_an_address_with_something_unknown_leads_to_a_page(desk: Page, address: str, where: str) -> None:
    desk.goto(f"{address}/{where}")

    expect(desk.get_by_role("navigation").or_(desk.get_by_test_id("stSidebarNav")).first).to_be_visible(
        timeout=PATIENCE
    )
    expect(desk.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE)
    expect(desk.locator('[data-testid="stException"]')).to_have_count(0)
    expect(desk.get_by_text("reference number")).to_have_count(0)
    assert desk.title() != "taken"


def test_a_clock_in_another_zone_shows_the_houses_times_and_says_so(
    chromium: Browser, address: str, app: App, desk: Page
) -> None:
    post = a_post_in(app, 1, "Seen from far away.")
    # Signed in through the first tab: the same session, on a machine whose clock is in Tokyo.
    context: BrowserContext = chromium.new_context(
        viewport=DESK,
        timezone_id="Asia/Tokyo",
        locale="ja-JP",
        storage_state=desk.context.storage_state(),
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/")
    chip = page.locator(f'[data-event-id="post:{post.id}"]').first

    expect(chip).to_contain_text("10:00", timeout=PATIENCE)
    assert f"{post.wall:%A} {post.wall.day} {post.wall:%B} at 10:00" in (
        chip.get_attribute("aria-label") or ""
    )
    expect(page.get_by_text("Times in America/Chicago")).to_be_visible(timeout=PATIENCE)
    context.close()


def test_a_name_with_a_script_in_it_is_a_name(chromium: Browser, address: str, app: App) -> None:
    email = f"hostile-{next(_numbers)}@example.org"
    app.people.add(OPERATOR, name=HOSTILE, email=email, roles=(Role.PUBLISHER,), password=PASSWORD)
    post = a_post_in(app, 2, f"{HOSTILE} & friends")
    context = chromium.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/signin")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text(HOSTILE).first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f'[data-event-id="post:{post.id}"]').first).to_contain_text(
        "<script>", timeout=PATIENCE
    )
    assert page.title() != "taken"
    context.close()
