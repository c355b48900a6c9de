"""The pause in a real browser, on a desk and on a phone: made, met by a post, lifted, decided on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPost
from tests.ui.browsed import PATIENCE, fits

pytestmark = pytest.mark.browser


def test_everything_is_paused_until_a_time_and_what_was_held_is_kept(
    page: Page, address: str, app: App
) -> None:
    page.goto(f"{address}/pause")
    page.get_by_role("textbox", name="Why?").fill("Severe weather in the county.")
    page.get_by_text("1 hour", exact=True).click()
    assert fits(page)
    page.get_by_role("button", name="Pause now").click()
    page.get_by_role("button", name="Yes, pause now").click()
    expect(page.get_by_text("Everything is paused until").first).to_be_visible()

    post = _met_by_the_engine(app)
    assert fits(page)
    page.get_by_role("button", name="Lift the pause").click()
    page.get_by_role("button", name="Yes, lift the pause").click()
    expect(page.get_by_text("A pause is over.")).to_be_visible()
    page.get_by_text("Flu clinic on Saturday").click()
    assert fits(page)
    page.get_by_role("button", name="Keep", exact=True).click()

    expect(page.get_by_text("Kept. It goes out at")).to_be_visible(timeout=PATIENCE)
    assert app.planning.get(post).state is PostState.SCHEDULED
    app.planning.cancel(OPERATOR, post)


def _met_by_the_engine(app: App) -> int:
    """Plan a post for now as people do; the engine meets it in the pause."""
    new = NewPost(channel="main-x", at=app.clock.now(), text="Flu clinic on Saturday")
    post = app.planning.add(OPERATOR, new)
    app.planning.submit(OPERATOR, post.id)
    app.approving.approve(OPERATOR, post.id, comment="Read.")
    assert app.publishing.claim(limit=8) == []
    assert app.planning.get(post.id).state is PostState.HELD
    return post.id
