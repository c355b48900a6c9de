"""Hashtags and accounts are offered while a post is written, and rewritten words underlined no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from scheduler.domain.experts import Expert
from scheduler.domain.people import OPERATOR, Actor
from tests.ui import accessible
from tests.ui.browsed import PATIENCE, fits
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser

#: Does nothing cut off or cover the middle of an element?
_IS_SEEN = """each => {
  const { left, top, width, height } = each.getBoundingClientRect();
  return each.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


@pytest.fixture(scope="module", autouse=True)
def names(app: App) -> None:
    today = app.clock.now().date()
    app.communities.add(OPERATOR, "LarkspurWalks", title="Walks of Larkspur")
    app.communities.add(OPERATOR, "LarkspurTalks", title="Talks of Larkspur")
    app.experts.add(
        OPERATOR,
        Expert(
            name="Dr. Fern Example",
            handle="fern_example",
            consent_by="Folder 3",
            consent_since=today - timedelta(days=2),
            consent_until=today + timedelta(days=9),
        ),
    )


def write(page: Page) -> None:
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}/write")


def test_a_hashtag_by_keys_and_an_account_by_its_button_are_kept_and_judged_as_if_typed(
    page: Page, app: App
) -> None:
    write(page)
    area = page.get_by_label("Text", exact=True).first
    tags = page.get_by_role("listbox", name="Hashtags of the register")
    area.click()
    expect(page.get_by_role("button", name="@ Account")).to_be_visible(timeout=PATIENCE)
    page.keyboard.type("Come along #larkspur", delay=20)
    expect(tags.get_by_role("option")).to_have_text(
        ["#LarkspurTalksTalks of Larkspur", "#LarkspurWalksWalks of Larkspur"]
    )
    page.keyboard.press("ArrowDown")
    expect(tags.get_by_role("option", selected=True)).to_contain_text("#LarkspurWalks")
    expect(page.get_by_text("Kept for you alone")).to_be_visible()  # drawn anew, and the list stays
    expect(tags).to_be_visible()
    assert area.get_attribute("aria-activedescendant") == tags.get_by_role("option").nth(1).get_attribute(
        "id"
    )
    assert fits(page)
    for option in tags.get_by_role("option").all():
        assert option.evaluate(_IS_SEEN)
    page.keyboard.press("Escape")
    expect(tags).to_be_hidden()
    page.keyboard.type("w", delay=20)
    page.keyboard.press("Enter")
    expect(area).to_have_value("Come along #LarkspurWalks ")

    page.get_by_role("button", name="@ Account").click()
    accounts = page.get_by_role("listbox", name="Accounts that can be named")
    expect(accounts.get_by_role("option").first).to_contain_text("@fern_example")
    expect(area).to_be_focused()
    page.keyboard.press("Enter")
    expect(area).to_have_value("Come along #LarkspurWalks @fern_example ")
    assert accessible.faults(page) == []

    pam = Actor.of(app.people.find("pam@example.org"))
    wanted = "Come along #LarkspurWalks @fern_example"
    assert until(
        lambda: any(
            each.typed.content.text.strip() == wanted for each in app.keeping_drafts.waiting(pam, None)
        ),
        within=20,
    )

    _words_replaced_by_a_click_are_underlined_no_more(page)


def _words_replaced_by_a_click_are_underlined_no_more(page: Page) -> None:
    area = page.get_by_label("Text", exact=True).first
    area.fill("About hypertension today.")
    expect(page.locator(".rounds-underlines mark")).to_have_text("hypertension")

    page.get_by_role("button", name="Replace with “high blood pressure”").first.click()

    expect(area).to_have_value("About high blood pressure today.")
    expect(page.locator(".rounds-underlines mark")).to_have_count(0)
    expect(page.locator(".rounds-found").first).to_have_text("")
    page.get_by_role("button", name="Undo").first.click()
    expect(area).to_have_value("About hypertension today.")
    expect(page.locator(".rounds-underlines mark")).to_have_text("hypertension")
