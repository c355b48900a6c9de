"""A post written from an article's own words in a real browser, on a desk and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.quoting import PageWords, Quote
from scheduler.settings import Settings
from tests.curation.house import a_source, an_item
from tests.ui.browsed import DESK, PATIENCE, PHONE, signed_in
from tests.ui.planner_process import running

pytestmark = pytest.mark.browser

SAID = "Washing hands for twenty seconds keeps most of the winter's bugs away"


@pytest.fixture(scope="module")
def address(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = tmp_path_factory.mktemp("words") / "data"
    shutil.copytree(founded, made)
    app = open_app(Settings(data_dir=made))
    app.curating.add(OPERATOR, a_source(handle="county"))
    now = app.clock.now()
    quotes = (Quote(text=SAID, speaker="Dr. Ada Example", source="county"),)
    with app._store.write() as unit:
        at = now - timedelta(hours=2)
        title = "What a flu clinic needs for breast cancer patients"
        item = unit.items.put(an_item(1, title=title, published=at, first_seen=at))
        unit.quotes.put(PageWords(item=item.id, read_at=now, quotes=quotes))
    app.close()
    with running(made) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["desk", "phone"])
def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    faults: list[str] = []
    size, scheme = (DESK, "light") if request.param == "desk" else (PHONE, "dark")
    made = signed_in(chromium, address, faults, size, scheme)
    made.set_default_timeout(PATIENCE)
    made.goto(f"{address}/inbox")
    yield made
    made.context.close()
    assert faults == []


def test_comment_quote_and_hashtag_become_the_text_with_keys_alone(page: Page) -> None:
    page.get_by_role("button", name="Edit").first.click()
    comment = page.get_by_label("Your comment")
    expect(comment).to_be_visible()

    comment.fill("Ours open on Monday.")
    comment.press("Control+Enter")
    page.get_by_role("radio", name="The title of the article").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=SAID)).to_be_checked()
    page.get_by_role("button", name="#bcsm").press("Enter")
    page.get_by_role("button", name="Use this text").press("Enter")

    expect(page.get_by_label("Text", exact=True)).to_have_value(
        f"Ours open on Monday.\n\n“{SAID}” — Dr. Ada Example, via @county\n\n#bcsm"
    )
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
