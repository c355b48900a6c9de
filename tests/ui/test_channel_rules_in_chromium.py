"""What a channel asks of its posts, set in a real browser, wide and light, narrow and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLateError

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.policies.channel_policy import Stance
from scheduler.services.setting_policies import known_rules
from tests.ui.browsed import PATIENCE, fits
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser

SECONDS = PATIENCE / 1000


def opened(box: Locator, options: Locator) -> bool:
    """Click on a box until its list stays open."""
    box.click()
    try:
        options.first.hover(timeout=2_000)  # an element that goes away meanwhile is not hovered
    except TooLateError:
        return False
    return True


def test_a_rule_is_searched_and_made_stricter_and_links_are_bound_to_a_site(
    page: Page, address: str, app: App
) -> None:
    app.policies.change(OPERATOR, "county-x", rules={"STORY-PATIENT": None}, link_domains=())
    page.goto(f"{address}/settings")
    page.get_by_role("tab", name="Rules of channels").click()
    page.get_by_label("Search rules", exact=True).fill("story-patient")
    page.get_by_label("Search rules", exact=True).press("Enter")
    found = [each for each in known_rules() if "story-patient" in f"{each.id} {each.advice}".lower()]
    expect(page.locator("[class*='st-key-rule-']")).to_have_count(len(found), timeout=PATIENCE)
    rule = page.locator(".st-key-rule-STORY-PATIENT")
    expect(rule.get_by_text("It protects people")).to_be_visible(timeout=PATIENCE)

    # a list that was opened while the page was still being drawn closes again
    options = page.get_by_role("option")
    assert until(lambda: opened(rule.get_by_role("combobox"), options), within=SECONDS)
    assert options.all_inner_texts() == ["As usual: holds for a person", "Blocks"]
    page.get_by_role("option", name="Blocks").click()

    blocks = {"STORY-PATIENT": Stance.BLOCK}
    assert until(lambda: app.policies.of("county-x").overrides == blocks, within=SECONDS)
    expect(rule.get_by_text("Last changed by Pam Publisher")).to_be_visible(timeout=PATIENCE)
    assert fits(page)

    site = f"site-{page.viewport_size['width'] if page.viewport_size else 0}.example.org"
    page.get_by_label("Its links may lead to", exact=True).fill(site)
    page.get_by_role("button", name="Save what it asks").click()
    assert until(lambda: app.policies.of("county-x").link_domains == (site,), within=SECONDS)
