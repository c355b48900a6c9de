"""Two-step sign-in in a real browser, from the administrator's demand to the code and the lost phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Role
from tests.builders import ZONE
from tests.ui.browsed import DESK, PATIENCE, PHONE, fits, signed_in
from tests.ui.by_keys import take
from tests.ui.house import PASSWORD
from tests.ui.resting import settled

pytestmark = pytest.mark.browser


@pytest.fixture
def kim(app: App) -> str:
    """Somebody with a password, and no device yet; it is demanded of nobody."""
    email = f"kim-{len(app.people.all())}@example.org"
    app.people.add(OPERATOR, name="Kim Example", email=email, roles=[Role.AUTHOR], password=PASSWORD)
    app.second_factors.set_demand(OPERATOR)
    return email


def door(chromium: Browser, address: str, size: ViewportSize, scheme: str = "light") -> Page:
    """Open the door in a new browser."""
    is_dark = scheme == "dark"
    context = chromium.new_context(
        viewport=size, timezone_id=ZONE, locale="en-GB", color_scheme="dark" if is_dark else "light"
    )
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    made.goto(f"{address}/signin")
    return made


def enter(page: Page, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def type_code(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Code from your app").fill(code)
    page.get_by_role("button", name="Sign in").click()


def next_code(app: App, device: pyotp.TOTP, person: str) -> str:
    """Return a code that was not used yet, of this step or the next one."""
    with app._store.read() as unit:
        found = unit.second_factors.get(app.people.find(person).id)
    assert found is not None
    now = device.timecode(app.clock.now())
    assert found.last_step <= now, "the tests use one code in thirty seconds at most"
    return device.generate_otp(max(now, found.last_step + 1))


def demand_of_authors(chromium: Browser, address: str) -> None:
    """As the administrator, demand it of authors."""
    faults: list[str] = []
    pam = signed_in(chromium, address, faults, DESK)
    pam.set_default_timeout(PATIENCE)
    pam.goto(f"{address}/settings")
    pam.get_by_role("tab", name="People").click()
    pam.get_by_text("Who must use two-step sign-in").first.click()
    pam.get_by_text("People with these roles", exact=True).click()
    roles = pam.get_by_role("combobox", name="Roles")
    settled(roles)
    roles.click()
    roles.press_sequentially("Auth")
    take(pam, "Author")
    pam.get_by_role("button", name="Save who must use it").click()
    expect(pam.get_by_text("It counts from the next sign-in")).to_be_visible(timeout=PATIENCE)
    pam.context.close()
    assert faults == []


def test_the_whole_way_from_a_demand_to_a_lost_phone(
    chromium: Browser, address: str, app: App, kim: str
) -> None:
    demand_of_authors(chromium, address)

    page = door(chromium, address, {**PHONE, "width": 360}, "dark")
    enter(page, kim)
    expect(page.get_by_role("heading", name="Set up two-step sign-in")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("img").first).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    key = page.get_by_test_id("stCode").inner_text()
    device = pyotp.TOTP("".join(key.split()))
    page.get_by_role("textbox", name="Code from your app").fill(
        device.at(app.clock.now() - timedelta(seconds=30))
    )
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible(timeout=PATIENCE)
    shown = page.get_by_test_id("stCode").filter(has_text=re.compile(r"(\d{4} ){4}\d{4}"))
    expect(shown).to_be_visible(timeout=PATIENCE)
    recovery = shown.inner_text().strip().splitlines()
    assert len(recovery) == 10
    expect(page.get_by_text("planner.css")).to_have_count(0)
    assert fits(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible(timeout=PATIENCE)
    page.context.close()

    page = door(chromium, address, DESK)
    enter(page, kim)
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible(timeout=PATIENCE)
    field = page.get_by_role("textbox", name="Code from your app")
    expect(field).to_be_focused(timeout=PATIENCE)
    type_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("That code is not right", timeout=PATIENCE)
    expect(field).to_have_accessible_description(re.compile("That code is not right"), timeout=PATIENCE)
    type_code(page, next_code(app, device, kim))
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible(timeout=PATIENCE)
    page.context.close()

    page = door(chromium, address, DESK)
    enter(page, kim)
    type_code(page, recovery[0])
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{address}/you")
    expect(page.get_by_text("9 recovery codes are left")).to_be_visible(timeout=PATIENCE)
    page.context.close()
