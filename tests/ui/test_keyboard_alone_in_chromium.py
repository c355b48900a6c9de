"""Every job of a social media manager by the keyboard alone, in a real browser: no pointer is ever moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from tests.builders import ZONE
from tests.ui.browsed import DESK, PATIENCE, a_post_in
from tests.ui.by_keys import choose, go_to, open_tab, press, tab_to, type_into
from tests.ui.house import PASSWORD
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser
#: Tells people and posts apart where a test runs twice in one house.
_numbers = count(1)


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """Sign in by keys, and out again; all jobs are done in one session, as on a morning."""
    context = chromium.new_context(viewport=DESK, timezone_id=ZONE, locale="en-GB")
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    made.goto(f"{address}/signin")
    type_into(made, "Email address", "pam@example.org")
    type_into(made, "Password", PASSWORD)
    made.keyboard.press("Enter")
    expect(made.get_by_role("heading", name="Calendar", level=1)).to_be_visible(timeout=PATIENCE)
    yield made
    press(made, "Sign out")
    made.wait_for_url("**/signout")
    press(made, "Sign out")
    made.wait_for_url("**/signin")
    context.close()


def newest(app: App, text: str) -> Post:
    """Return the post that was written last with this text."""
    found: list[Post] = []
    now = app.clock.now()

    def is_there() -> bool:
        found[:] = [
            post
            for post in app.planning.between(now - timedelta(days=1), now + timedelta(days=60))
            if post.text == text
        ]
        return bool(found)

    assert until(is_there, within=60)
    return found[-1]


def ready(page: Page, address: str, path: str, heading: str) -> None:
    """Open a page by its address, as a bookmark does, and wait until it is drawn."""
    page.goto(f"{address}/{path}")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Pause all")).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-testid="stStatusWidget"]')).to_have_count(0, timeout=PATIENCE)


def test_write_a_post_and_send_it_for_review(page: Page, app: App, address: str) -> None:
    ready(page, address, "", "Calendar")

    press(page, "Write a post")
    page.get_by_role("heading", name="Write a post", level=1).wait_for()
    type_into(page, "Text", "Flu clinic on Saturday, nine to noon.")
    press(page, "Send for review")

    assert until(lambda: newest(app, "Flu clinic on Saturday, nine to noon.").state is PostState.IN_REVIEW)


def test_find_a_post_move_it_take_it_back_and_change_its_words(page: Page, app: App, address: str) -> None:
    post = a_post_in(app, 3, "Farmers market at the east gate")
    ready(page, address, "", "Calendar")
    expect(page.locator(f'[data-event-id="post:{post.id}"]').first).to_be_visible(timeout=PATIENCE)

    tab_to(page, f"post:{post.id}")
    page.keyboard.press("Alt+ArrowRight")
    assert until(lambda: app.planning.get(post.id).wall == post.wall + timedelta(days=1), within=60)
    page.keyboard.press("u")
    assert until(lambda: app.planning.get(post.id).wall == post.wall, within=60)
    page.keyboard.press("/")
    page.keyboard.type("market")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 post in sight matches.")).to_be_visible(timeout=PATIENCE)
    tab_to(page, f"post:{post.id}")
    page.keyboard.press("Enter")
    text = page.get_by_role("dialog").get_by_label("Text", exact=True)
    expect(text).to_have_value("Farmers market at the east gate", timeout=PATIENCE)
    type_into(page, "Text", ", ten to two")
    press(page, "Save changes")

    assert until(lambda: app.planning.get(post.id).text.endswith(", ten to two"), within=60)


def test_decide_on_what_waits(page: Page, app: App, address: str) -> None:
    ada = Actor.of(app.people.find("ada@example.org"))
    soon, later = (app.clock.now() + timedelta(hours=hours) for hours in (12, 48))
    kept, back = (
        app.planning.submit(ada, app.planning.add(ada, NewPost(channel="main-x", at=at, text=text)).id)
        for at, text in ((soon, "Wash your hands before supper."), (later, "Cover your cough."))
    )
    ready(page, address, "review", "Review")

    press(page, "Approve")
    assert until(lambda: app.planning.get(kept.id).state is PostState.SCHEDULED, within=60)
    expect(page.get_by_text("Wash your hands before supper.")).to_have_count(0, timeout=PATIENCE)
    press(page, "With a comment")
    type_into(page, "What should change, or why this may go out", "Say when, too.")
    press(page, "Send back")

    assert until(lambda: app.planning.get(back.id).state is PostState.DRAFT, within=60)


def test_stop_everything_and_go_on(page: Page, app: App, address: str) -> None:
    ready(page, address, "queue", "Queue")

    page.keyboard.press("Alt+p")
    press(page, "Pause everything now")
    assert until(lambda: len(app.pausing.standing()) == 1, within=60)
    page.keyboard.press("Escape")
    go_to(page, "Pause")
    press(page, "Lift the pause")
    press(page, "Yes, lift the pause")

    assert until(lambda: app.pausing.standing() == [], within=60)


def test_set_up_a_pillar_and_a_calendar_link(page: Page, app: App, address: str) -> None:
    ready(page, address, "settings", "Settings")
    press(page, "Add a pillar")
    type_into(page, "Title", "Healthy mouths")
    page.keyboard.press("Enter")
    assert until(lambda: any(each.title == "Healthy mouths" for each in app.set_up.pillars()), within=60)

    go_to(page, "Calendar links")
    type_into(page, "Who is it for?", "Surgery")
    page.keyboard.press("Enter")
    assert until(lambda: any(each.name == "Surgery" for each in app.subscribing.all()), within=60)


def test_bring_in_a_plan_from_a_sheet(page: Page, app: App, address: str, tmp_path: Path) -> None:
    sheet = tmp_path / "buffer.csv"
    number, year = next(_numbers), app.clock.now().year + 1
    sheet.write_text(
        "Text,Image URL,Tags,Posting Time\n"
        f"Bring vaccination card {number}.,,,{year}-12-01 09:{number:02}\n"
        f"There is no such day.,,,{year}-02-31 09:05\n"
    )
    ready(page, address, "sheets", "Sheets")

    tab_to(page, "Help for CSV or XLSX file")
    with page.expect_file_chooser() as asked:
        press(page, "Upload")
    asked.value.set_files(sheet)
    expect(page.get_by_text("buffer.csv")).to_be_visible(timeout=PATIENCE)
    choose(page, "Channel of rows that name none", "Main")
    press(page, "Look at it")
    expect(page.get_by_text("Read as a plan of Buffer: 1 new, 1 stopped.")).to_be_visible(timeout=PATIENCE)
    press(page, "Take as drafts")
    expect(page.get_by_text("Read as a plan of Buffer: 1 taken, 1 stopped.")).to_be_visible(timeout=PATIENCE)

    (post,) = (each for each in app.planning.in_state(PostState.DRAFT) if f"card {number}." in each.text)
    assert (post.channel, post.wall) == ("main-x", datetime(year, 12, 1, 9, number))


def test_invite_a_colleague(page: Page, app: App, address: str) -> None:
    email = f"noa-{next(_numbers)}@example.org"
    ready(page, address, "settings", "Settings")

    open_tab(page, "People")
    press(page, "Add a person")
    type_into(page, "Name", "Noa Newcomer")
    type_into(page, "Email address", email)
    choose(page, "Everywhere", "Author")
    press(page, "Add a person")
    press(page, "I have sent it")
    expect(page.get_by_role("button", name="I have sent it")).to_have_count(0, timeout=PATIENCE)

    noa = app.people.find(email)
    assert noa.roles == (Role.AUTHOR,)
    assert noa.id in app.inviting.standing()


def test_change_what_somebody_may_do_and_close_an_account(page: Page, app: App, address: str) -> None:
    number = next(_numbers)
    name, email = f"Tom Trainee {number}", f"tom-{number}@example.org"
    app.people.add(OPERATOR, name=name, email=email, roles=[Role.AUTHOR], password=PASSWORD)
    ready(page, address, "settings", "Settings")

    open_tab(page, "People")
    press(page, "Change a person")
    choose(page, "Person", name)
    choose(page, "Everywhere", "Editor")
    press(page, "Save roles")
    assert until(lambda: Role.EDITOR in app.people.find(email).roles, within=60)
    press(page, "Close the account")
    press(page, "Yes, close the account")

    assert until(lambda: not app.people.find(email).active, within=60)
