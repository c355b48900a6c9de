"""A person with a role on one channel, in a real browser: what they see and do, and how a page locks."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.services.planning import NewPost
from tests.builders import ZONE
from tests.ui.browsed import DESK, PATIENCE, PHONE, fits, signed_in
from tests.ui.by_keys import take
from tests.ui.house import PASSWORD
from tests.ui.resting import settled

pytestmark = pytest.mark.browser
#: Tells people apart where a test runs twice in one house.
_numbers = count(1)

FIRST, OWN = "words for one day", "the heron waits by the canal"


def signed_out(chromium: Browser, address: str) -> Page:
    made = chromium.new_context(viewport=DESK, timezone_id=ZONE).new_page()
    made.set_default_timeout(PATIENCE)
    made.goto(f"{address}/signin")
    return made


def enter(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def put_to_sleep(app: App, email: str) -> None:
    """Let nobody have used the sessions of a person for an hour, and let every proof be old."""
    at = app.clock.now() - timedelta(hours=1)
    for session in app.people.sessions(app.people.find(email)):
        with app._store.write() as unit:
            unit.people.confirm_session(session.token_sha256, at=at)


def test_a_person_with_a_role_on_one_channel_acts_there_alone(
    chromium: Browser, address: str, app: App
) -> None:
    email = f"kim-{next(_numbers)}@example.org"
    faults: list[str] = []
    pam = signed_in(chromium, address, faults, DESK)
    pam.set_default_timeout(PATIENCE)
    pam.goto(f"{address}/settings")
    pam.get_by_role("tab", name="People").click()
    pam.get_by_role("paragraph").filter(has_text="Add a person").click()
    pam.get_by_label("Name", exact=True).last.fill("Kim Example")
    pam.get_by_label("Email address", exact=True).fill(email)
    roles = pam.get_by_role("tabpanel").get_by_role("combobox", name="Main").last
    settled(roles)
    roles.click()
    roles.press_sequentially("Edit")
    take(pam, "Editor")
    pam.get_by_role("textbox", name="First password").fill(FIRST)
    pam.get_by_role("button", name="Add a person").click()
    expect(pam.get_by_text("Editor · Main").first).to_be_visible(timeout=PATIENCE)
    waiting = _waiting(app)

    kim = signed_out(chromium, address)
    enter(kim, email, FIRST)
    expect(kim.get_by_role("heading", name="Choose your own password")).to_be_visible(timeout=PATIENCE)
    kim.get_by_label("Your password now").fill(FIRST)
    kim.get_by_label("New password", exact=True).fill(OWN)
    kim.get_by_label("New password, once more").fill(OWN)
    kim.get_by_role("button", name="Change password").click()
    expect(kim.get_by_role("heading", name="Calendar")).to_be_visible(timeout=PATIENCE)
    kim.goto(f"{address}/review")

    expect(kim.get_by_text("Steps are free here.")).to_be_visible(timeout=PATIENCE)
    expect(kim.get_by_text("Steps are free there.")).to_be_visible(timeout=PATIENCE)
    expect(kim.get_by_role("button", name="Approve", exact=True)).to_have_count(1, timeout=PATIENCE)
    kim.get_by_role("button", name="Approve", exact=True).click()
    expect(kim.get_by_text("Steps are free here.")).to_have_count(0, timeout=PATIENCE)
    assert [app.planning.get(number).approved_by is not None for number in waiting] == [True, False]
    kim.context.close()
    pam.context.close()
    assert faults == []


def _waiting(app: App) -> tuple[int, int]:
    """Let a post of each channel wait for a decision."""
    made = []
    for channel, where in (("main-x", "here"), ("county-x", "there")):
        at = app.clock.now() + timedelta(days=1)
        post = app.planning.add(
            OPERATOR, NewPost(channel=channel, at=at, text=f"Steps are free {where}.", pillar="prevention")
        )
        made.append(app.planning.submit(OPERATOR, post.id).id)
    return made[0], made[1]


def test_a_page_left_alone_locks_itself_and_goes_on_with_what_was_typed(
    chromium: Browser, address: str, app: App
) -> None:
    faults: list[str] = []
    page = signed_in(chromium, address, faults, DESK)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/write")
    text = page.get_by_label("Text", exact=True)
    text.fill("Half a sentence about")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Half a sentence about").last).to_be_visible(timeout=PATIENCE)

    put_to_sleep(app, "pam@example.org")

    expect(page.get_by_role("heading", name="You were away")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Half a sentence about")).to_have_count(0, timeout=PATIENCE)
    page.get_by_label("Your password").fill("not this one, surely")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That is not your password")).to_be_visible(timeout=PATIENCE)
    before = {each["name"]: each["value"] for each in page.context.cookies()}
    page.get_by_label("Your password").fill(PASSWORD)
    with page.expect_response("**/session/renew"):
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sentence about", timeout=PATIENCE)
    after = {each["name"]: each["value"] for each in page.context.cookies()}
    assert after["rounds_session"] != before["rounds_session"], "a proof changes the secret of the session"
    page.reload()
    expect(page.get_by_role("heading", name="Write")).to_be_visible(timeout=PATIENCE)
    page.context.close()
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_and_one_s_own_page_fit_on_a_phone(chromium: Browser, address: str, scheme: str) -> None:
    faults: list[str] = []
    page = signed_in(chromium, address, faults, {**PHONE, "width": 360}, scheme)
    page.set_default_timeout(PATIENCE)

    page.goto(f"{address}/you")
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    page.goto(f"{address}/settings")
    page.get_by_role("tab", name="People").click()
    expect(page.get_by_text("Pam Publisher").first).to_be_visible(timeout=PATIENCE)
    assert fits(page)

    page.context.close()
    assert faults == []
