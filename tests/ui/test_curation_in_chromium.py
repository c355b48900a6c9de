"""What curation is set up with, pressed and typed in a real browser, wide and light, narrow and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scheduler.bootstrap import App
from scheduler.domain.curation import Fate, Item, Source
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from tests.newsletters.postmen import PASSWORD, USER, SmallPostman, small
from tests.ui.browsed import PATIENCE, fits
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser


@pytest.fixture
def postman(tmp_path: Path) -> Iterator[SmallPostman]:
    with small(tmp_path) as server:
        yield server


def published(app: App, text: str, *, item: int | None = None) -> Post:
    """Put a post on its network, yesterday."""
    at = app.clock.now() - timedelta(days=1)
    made = app.planning.add(OPERATOR, NewPost(channel="main-x", at=at + timedelta(days=3), text=text))
    out = {"item": item, "due": at, "published_at": at, "remote_id": "7", "state": PostState.PUBLISHED}
    with app._store.write() as unit:
        return unit.posts.save(made.model_copy(update=out), at=app.clock.now())


def test_a_quiet_day_lies_across_the_calendar_until_it_is_removed(page: Page, address: str, app: App) -> None:
    page.goto(f"{address}/occasions")
    page.get_by_role("tab", name="Quiet days").click()
    page.get_by_text("Add quiet days").first.click()

    page.get_by_label("Why?").fill("Day of remembrance")
    page.get_by_role("button", name="Add quiet days").click()

    assert until(lambda: len(app.keeping_quiet.all()) == 1, within=PATIENCE / 1000)
    expect(page.get_by_text("All channels · set by Pam Publisher")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    page.goto(address)
    band = page.locator('[data-event-id^="quiet:"]').first
    expect(band).to_contain_text("Quiet day: Day of remembrance", timeout=PATIENCE)
    page.goto(f"{address}/occasions")
    page.get_by_role("tab", name="Quiet days").click()
    page.get_by_role("button", name="Remove").click()
    assert until(lambda: app.keeping_quiet.all() == [], within=PATIENCE / 1000)
    page.goto(address)
    expect(page.locator('[data-event-id^="note:"]').first).to_be_visible(timeout=PATIENCE)
    expect(band).to_have_count(0, timeout=PATIENCE)


def test_a_published_post_becomes_evergreen_where_it_is_shown(page: Page, address: str, app: App) -> None:
    post = published(app, f"When to call 911 ({page.viewport_size}).")
    page.goto(f"{address}/queue?queue=Published")
    page.locator(f".st-key-line-{post.id}").get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_text("Mark as evergreen").first.click()
    dialog.get_by_label("Another wording (1)").fill("Chest pain? Call 911.")
    dialog.get_by_role("button", name="Mark as evergreen").click()

    assert until(lambda: app.recycling.of(post.id) is not None, within=PATIENCE / 1000)
    page.goto(f"{address}/queue?queue=Evergreen")
    card = page.locator(f".st-key-evergreen-{post.id}")
    expect(card.get_by_text("came again 0 of 3 times at most")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    card.get_by_role("button", name="Stop proposing it").click()
    assert until(lambda: app.recycling.of(post.id) is None, within=PATIENCE / 1000)


def test_a_line_of_the_profile_is_added_and_removed(page: Page, address: str, app: App) -> None:
    page.goto(f"{address}/settings")
    page.get_by_role("tab", name="Profile").click()
    page.get_by_text("Add a line").first.click()

    panel = page.get_by_role("tabpanel", name="Profile")
    panel.get_by_label("Name", exact=True).fill("Maternity")
    panel.get_by_label("In plain words", exact=True).fill("Pregnancy, birth and the first year")
    page.get_by_role("button", name="Add a line").click()

    assert until(lambda: [each.name for each in app.profile.lines()] == ["Maternity"], within=PATIENCE / 1000)
    expect(page.get_by_text("Pregnancy, birth and the first year")).to_be_visible(timeout=PATIENCE)
    assert fits(page)
    app.profile.remove(OPERATOR, "Maternity")


def test_a_mailbox_is_set_tested_and_removed(
    page: Page, address: str, app: App, postman: SmallPostman
) -> None:
    page.goto(f"{address}/settings")
    page.get_by_role("tab", name="Newsletters").click()
    for label, value in (
        ("Mail server (IMAP)", "127.0.0.1"),
        ("Port", str(postman.port)),
        ("User", USER),
        ("Password", PASSWORD),
        ("Certificate of your own authority (PEM)", postman.authority),
    ):
        page.get_by_label(label, exact=True).fill(value)

    page.get_by_role("button", name="Set the mailbox").click()

    expect(page.get_by_text(f"{USER} at 127.0.0.1")).to_be_visible(timeout=PATIENCE)
    assert until(lambda: PASSWORD not in page.content(), within=PATIENCE / 1000)
    assert fits(page)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The mailbox opens. No newsletter is added yet.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Remove the mailbox").click()
    page.get_by_role("button", name="Yes, remove the mailbox").click()
    assert until(lambda: app.opening.shown() is None, within=PATIENCE / 1000)


def test_a_live_post_whose_item_was_retracted_is_dealt_with(page: Page, address: str, app: App) -> None:
    link, now = "https://example.org/flu", app.clock.now()
    with app._store.write() as unit:
        unit.sources.put(Source(name="county", title="County", url=f"{link}.xml", owner="County"))
        item = unit.items.put(
            Item(
                source="county", guid=now.isoformat(), title="Flu", link=link, canonical_link=link,
                published=now, first_seen=now, fate=Fate.RETRACTED, fate_words="It was retracted.",
            )
        )  # fmt: skip
    post = published(app, "Flu clinics open.", item=item.id)
    page.goto(f"{address}/sources")
    expect(page.get_by_text("It was retracted. “Flu clinics open.” is out.").first).to_be_visible(
        timeout=PATIENCE
    )
    assert fits(page)
    page.goto(f"{address}/attention")
    card = page.locator(f".st-key-fallen-{post.id}")
    expect(card.get_by_text("Item retracted")).to_be_visible(timeout=PATIENCE)
    assert fits(page)

    card.get_by_role("button", name="I have dealt with it").click()

    assert until(
        lambda: post.id not in {each.post.id for each in app.afterlife.live()}, within=PATIENCE / 1000
    )
    expect(card).to_have_count(0, timeout=PATIENCE)
