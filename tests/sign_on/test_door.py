"""The way through the provider's page to the planner and out again, over real HTTP and in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect

from scheduler.bootstrap import open_app
from scheduler.domain.clock import SystemClock
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.secret import Secret
from scheduler.domain.sign_on import GroupRole
from scheduler.settings import Settings
from tests.sign_on.provider import CLIENT, SECRET, Provider, serving
from tests.ui.house import PASSWORD
from tests.ui.planner_process import Answer, Browser, running
from tests.ui_calendar.serving import free_port

NORA = {"name": "Nora Nurse", "email": "nora@example.org", "email_verified": True, "groups": ["editors"]}
GROUPS = (GroupRole(group="editors", role=Role.EDITOR),)
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[Provider]:
    back = f"http://127.0.0.1:{port}/signin/back"
    with serving(Provider(SystemClock().now, back, people={"n-1": dict(NORA)})) as made:
        yield made


@pytest.fixture(scope="module")
def planner(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, port: int, provider: Provider
) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("door") / "data"
    shutil.copytree(founded, folder)
    app = open_app(Settings(data_dir=folder))
    app.setting_sign_on.change(
        OPERATOR,
        issuer=provider.url,
        client_id=CLIENT,
        secret=Secret(SECRET),
        name="Larkspur ID",
        group_roles=GROUPS,
        makes_accounts=True,
        break_glass=("pam@example.org",),
        passwords="break-glass",
    )
    app.close()
    with running(folder, ROUNDS_UI_PORT=str(port)) as found:
        yield found


@pytest.fixture
def browser(planner: int) -> Browser:
    return Browser(planner)


def come_back(browser: Browser, provider: Provider, next_page: str = "/queue") -> Answer:
    sent = browser.get(f"/signin/with?{urlencode({'next': next_page})}")
    told = provider.agree(sent.headers["location"], "n-1")
    return browser.get(f"/signin/back?{urlencode(told)}")


def test_the_way_leads_through_the_provider_to_the_page_that_was_wanted(
    browser: Browser, provider: Provider
) -> None:
    answer = come_back(browser, provider)

    assert (answer.status, answer.headers["location"]) == (303, "/queue")
    (cookie,) = [each for each in answer.cookies if each.startswith("rounds_session=")]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Max-Age=43"))
    assert "rounds_way_in" not in browser.cookies
    assert browser.get("/queue").status == 200
    assert browser.upgrade() == 101


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com", "/\\example.com", "/signout", "/a\n"]
)
def test_the_way_never_leads_to_another_site(browser: Browser, provider: Provider, target: str) -> None:
    assert come_back(browser, provider, target).headers["location"] == "/"


def test_an_answer_without_its_cookie_is_told_on_the_door_and_opens_nothing(
    browser: Browser, provider: Provider
) -> None:
    sent = browser.get("/signin/with")
    told = provider.agree(sent.headers["location"], "n-1")
    browser.cookies.clear()

    answer = browser.get(f"/signin/back?{urlencode(told)}")

    assert answer.status == 403
    assert 'role="alert">This sign-in was begun in another browser' in answer.body
    assert "rounds_session" not in browser.cookies


def test_behind_https_the_cookies_are_never_sent_in_the_clear(browser: Browser) -> None:
    sent = browser.get("/signin/with", **{"X-Forwarded-Proto": "https"})

    assert all("Secure" in each and "HttpOnly" in each for each in sent.cookies)


def test_nobody_shows_again_who_they_are_without_a_session(browser: Browser) -> None:
    sent = browser.get("/signin/again?next=/queue")

    assert "prompt" not in urlsplit(sent.headers["location"]).query


def test_the_provider_ends_a_session_by_its_message_and_nobody_else_does(
    browser: Browser, provider: Provider
) -> None:
    come_back(browser, provider)

    forged = browser.post("/signin/ended", {"logout_token": provider.signed_out_message(sub="n-1", aud="x")})
    huge = browser.post("/signin/ended", {"logout_token": "x" * 100_000})
    assert (forged.status, huge.status, browser.get("/").status) == (400, 400, 200)
    taken = browser.post("/signin/ended", {"logout_token": provider.signed_out_message(sub="n-1")})

    assert taken.status == 200
    assert browser.get("/").headers["location"] == "/signin"


def test_only_a_break_glass_account_comes_in_by_password(browser: Browser) -> None:
    assert browser.sign_in("eli@example.org", PASSWORD).status == 401

    assert browser.sign_in("pam@example.org", PASSWORD).status == 303


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_person_goes_through_the_provider_s_page_and_out_again(
    chromium: Chromium, planner: int, scheme: str, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{planner}"
    context = chromium.new_context(viewport=PHONE, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/queue")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=tmp_path / "door.png")
    expect(page.get_by_label("Password")).to_be_hidden()

    page.get_by_role("link", name="Sign in with Larkspur ID").click()
    page.get_by_role("button", name="n-1").click()
    expect(page).to_have_url(f"{address}/queue", timeout=60_000)
    expect(page.get_by_test_id("stApp")).to_be_visible(timeout=60_000)
    page.goto(f"{address}/signout")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.screenshot(path=tmp_path / "out.png")
    page.get_by_role("link", name="Sign out of Larkspur ID too").click()

    expect(page.get_by_role("heading", name="You are signed out of Larkspur ID")).to_be_visible()
    page.goto(f"{address}/queue")
    expect(page.get_by_role("link", name="Sign in with Larkspur ID")).to_be_visible()
    context.close()
