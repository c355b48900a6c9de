"""The first hour on a phone, in the dark: an empty house opens on it, and it leads on step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.domain.clock import SystemClock
from tests.starting.beginning import PASSWORD, begin
from tests.ui.browsed import PATIENCE, fits
from tests.ui.planner_process import running


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("begun")
    begin(folder, SystemClock())
    with running(folder) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def phone(chromium: Browser, new_house: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 780}, color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{new_house}/signin")
    page.get_by_label("Email address").fill("pam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def test_an_empty_house_opens_on_its_first_hour_and_a_card_leads_back_to_it(phone: Page) -> None:
    expect(phone.get_by_role("heading", name="Getting started")).to_be_visible(timeout=PATIENCE)
    assert fits(phone)

    phone.get_by_text("A rehearsal: nowhere").click()
    expect(phone.get_by_role("textbox", name="Handle")).to_have_count(0, timeout=PATIENCE)
    phone.get_by_role("textbox", name="Title").fill("Try it out")
    phone.get_by_role("button", name="Add a channel").click()
    expect(phone.get_by_text("There already: Try it out")).to_be_visible(timeout=PATIENCE)
    phone.goto(phone.url.partition("/start")[0])

    phone.locator(".st-key-start-card").get_by_role("link", name="Pillars").click()
    expect(phone.get_by_role("button", name="Add a pillar")).to_be_visible(timeout=PATIENCE)
    assert phone.url.endswith("/start?step=pillars")
    assert fits(phone)
