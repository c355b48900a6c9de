"""The page that a link to choose a password leads to: over real HTTP, then in a real browser."""

from __future__ import annotations

import http.client
from itertools import count

import pyotp
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor, Role
from tests.builders import ZONE
from tests.ui.browsed import PATIENCE, PHONE
from tests.ui.house import PASSWORD
from tests.ui.planner_process import Browser, hidden

#: Tells people apart where a test runs twice in one house.
_numbers = count(1)
_OWN = "seven quiet boats at noon"


def _path(app: App, short: str, password: str | None = None) -> str:
    """Return where the link of a new person leads."""
    app.people.add(
        OPERATOR,
        name=f"{short.title()} <b>Example</b>",
        email=f"{short}@example.org",
        roles=[Role.AUTHOR],
        password=password,
    )
    return _link(app, short)


def _link(app: App, short: str) -> str:
    return "/invitation/" + app.inviting.make(OPERATOR, f"{short}@example.org")[1].reveal().rpartition("/")[2]


def test_a_link_shows_whose_account_it_is_and_takes_a_password_once(port: int, app: App) -> None:
    kim = f"kim{next(_numbers)}"
    browser, path = Browser(port), _path(app, kim)
    browser.get(path)
    shown = browser.get(path)
    assert shown.status == http.HTTPStatus.OK
    assert f"{kim.title()} &lt;b&gt;Example&lt;/b&gt; ({kim}@example.org)" in shown.body
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert path.rpartition("/")[2] not in shown.body

    for typed, again, told in (("short", "short", "at least 12"), (_OWN, "another", "not the same")):
        form = {**hidden(browser.get(path)), "password": typed, "again": again}
        refused = browser.post(path, form)
        assert refused.status == http.HTTPStatus.BAD_REQUEST
        assert told in refused.body
    form = {**hidden(browser.get(path)), "password": _OWN, "again": _OWN}
    assert browser.post(path, form | {"csrf": "guessed"}).status == http.HTTPStatus.FORBIDDEN
    form = {**hidden(browser.get(path)), "password": _OWN, "again": _OWN}
    let_in = browser.post(path, form)

    assert (let_in.status, let_in.headers["location"]) == (http.HTTPStatus.SEE_OTHER, "/")
    assert browser.get("/").status == http.HTTPStatus.OK
    used, invented = Browser(port).get(path), Browser(port).get("/invitation/" + "A" * 43)
    assert used.status == invented.status == http.HTTPStatus.GONE
    sentence = "This link opens nothing any more."
    assert sentence in used.body
    assert sentence in invented.body


def test_whoever_has_two_step_sign_in_is_asked_for_a_code_after_it(port: int, app: App) -> None:
    name = f"lee{next(_numbers)}"
    _path(app, name, PASSWORD)
    lee = Actor.of(app.people.find(f"{name}@example.org"), confirmed_at=app.clock.now())
    device = pyotp.TOTP(app.second_factors.offer(lee).key.reveal().replace(" ", ""))
    app.second_factors.turn_on(lee, device.at(app.clock.now()))
    browser, path = Browser(port), _link(app, name)

    form = {**hidden(browser.get(path)), "password": _OWN, "again": _OWN}
    asked = browser.post(path, form)

    assert asked.headers["location"].startswith("/signin/code")
    assert "rounds_session" not in browser.cookies


@pytest.mark.browser
def test_on_a_phone_in_the_dark_somebody_chooses_a_password_and_is_in(
    chromium: Chromium, port: int, app: App
) -> None:
    context = chromium.new_context(
        viewport={**PHONE, "width": 360}, timezone_id=ZONE, color_scheme="dark", locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{port}{_path(app, f'ned{next(_numbers)}')}")
    expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
    over = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(over)
    expect(page.get_by_label("New password", exact=True)).to_be_focused()

    page.keyboard.type(_OWN)
    page.keyboard.press("Tab")
    page.keyboard.type(_OWN)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Calendar")).to_be_visible(timeout=PATIENCE)
    context.close()
