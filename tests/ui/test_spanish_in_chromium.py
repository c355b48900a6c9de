"""Spanish in a real browser: chosen at the door, marked for screen readers, and fitting a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App
from tests.ui.browsed import PATIENCE, PHONE, a_post_in, fits
from tests.ui.house import PASSWORD

pytestmark = pytest.mark.browser

PAGES = {
    "write": "Escribir una publicación",
    "review": "Revisión",
    "delivery": "Entregas",
    "pillars": "Pilares",
    "sources": "Fuentes",
    "occasions": "Ocasiones",
    "calendars": "Enlaces de calendario",
    "pause": "Pausa",
    "settings": "Ajustes",
    "you": "Usted",
}


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    """The planner's door on a telephone whose browser asks for Spanish."""
    context = chromium.new_context(viewport=PHONE, locale="es-MX", timezone_id="America/Chicago")
    made = context.new_page()
    made.goto(f"{address}/signin")
    yield made
    context.close()


def sign_in(phone: Page) -> None:
    phone.get_by_label("Correo electrónico").fill("pam@example.org")
    phone.get_by_label("Contraseña").fill(PASSWORD)
    phone.get_by_role("button", name="Iniciar sesión").click()
    expect(phone.get_by_role("heading", name="Calendario")).to_be_visible(timeout=PATIENCE)


def test_the_door_speaks_as_the_browser_asks_and_leads_to_a_spanish_planner(phone: Page, app: App) -> None:
    a_post_in(app, 2, "Vacúnese contra la gripe.")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.get_by_role("link", name="English").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    phone.get_by_role("link", name="Español").click()
    phone.context.clear_cookies(name="rounds_language")  # the planner goes by the browser alone, too

    sign_in(phone)

    expect(phone.locator("html")).to_have_attribute("lang", "es", timeout=PATIENCE)
    expect(phone.get_by_text("Vacúnese contra la gripe.").first).to_be_visible(timeout=PATIENCE)
    assert fits(phone)


def test_every_page_says_its_spanish_on_a_phone_without_hanging_over(phone: Page, address: str) -> None:
    sign_in(phone)
    for path, title in PAGES.items():
        phone.goto(f"{address}/{path}")
        expect(phone.get_by_role("heading", name=title, exact=True).first).to_be_visible(timeout=PATIENCE)
        expect(phone.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
        assert fits(phone), path
