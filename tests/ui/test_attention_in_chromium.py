"""What needs attention, and the queue, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App, open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PartReceipt, Post, PostState, ThreadPart
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.ui.browsed import DESK, PATIENCE, PHONE, signed_in
from tests.ui.planner_process import running

pytestmark = pytest.mark.browser

FIRST = "Flu shots are free at the clinic this Saturday from nine to noon."
SECOND = "Bring your insurance card if you have one; nobody is turned away without."
THIRD = "Parking is free behind the building. The entrance is level."


@pytest.fixture(scope="module")
def folder(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house where one thread is half out, another is being sent, and a sign-in was lost."""
    made = tmp_path_factory.mktemp("attention") / "data"
    shutil.copytree(founded, made)
    app = open_app(Settings(data_dir=made))
    a_thread(app, PostState.UNKNOWN, not_before=app.clock.now() + timedelta(minutes=2))
    a_thread(app, PostState.SENDING, owner="one", lease_until=app.clock.now() + timedelta(hours=1))
    with app._store.write() as unit:
        unit.plan.set_credentials("county-x", b"sealed")
        unit.notes.put("sign-in-expired:county-x", "fingerprint", at=app.clock.now())
    app.close()
    return made


def a_thread(app: App, state: PostState, **fields: object) -> Post:
    """Put a thread of three parts, of which the first is out, into a state of the engine."""
    at = app.clock.now() + timedelta(minutes=5)
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=FIRST))
    receipt = PartReceipt(remote_id="1", url="https://x.com/larkspur/status/1", at=app.clock.now())
    thread = (ThreadPart(text=SECOND), ThreadPart(text=THIRD))
    changed = {"state": state, "thread": thread, "receipts": (receipt,), **fields}
    with app._store.write() as unit:
        return unit.posts.save(post.model_copy(update=changed), at=app.clock.now())


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with running(folder) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["desk", "phone"])
def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    faults: list[str] = []
    size, scheme = (DESK, "light") if request.param == "desk" else (PHONE, "dark")
    made = signed_in(chromium, address, faults, size, scheme)
    made.set_default_timeout(PATIENCE)
    yield made
    made.context.close()
    assert faults == []


def is_within(page: Page) -> bool:
    """Is nothing wider than the screen?"""
    found: bool = page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    return found


def test_every_part_of_a_thread_that_needs_somebody_can_be_read(page: Page, address: str) -> None:
    page.goto(f"{address}/attention")

    expect(page.get_by_text("Part 1 of 3 is out.")).to_be_visible()
    expect(page.get_by_role("link", name="See it")).to_have_attribute(
        "href", "https://x.com/larkspur/status/1"
    )
    expect(page.get_by_text("Part 2 of 3 may be out; nobody knows yet.")).to_be_visible()
    expect(page.get_by_text("Part 3 of 3 is not out.")).to_be_visible()
    for text in (FIRST, SECOND, THIRD):
        expect(page.get_by_text(text)).to_have_count(1)
    assert is_within(page)


def test_a_lost_sign_in_is_told_with_its_next_step(page: Page, address: str) -> None:
    page.goto(f"{address}/pause")

    expect(page.get_by_text("rounds channel connect county-x")).to_be_visible()
    assert is_within(page)


def test_the_queue_unfolds_a_thread_that_is_partly_out(page: Page, address: str) -> None:
    page.goto(f"{address}/queue")

    expect(page.get_by_text("All 3 parts, 1 out")).to_be_visible()
    expect(page.get_by_text("Part 2 of 3 is being sent.")).to_be_visible()
    expect(page.get_by_text(THIRD)).to_be_visible()
    assert is_within(page)
