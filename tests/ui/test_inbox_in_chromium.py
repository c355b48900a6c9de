"""The inbox worked through with keys, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scheduler.bootstrap import App, open_app
from scheduler.domain.curation import ItemState
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.settings import Settings
from tests.builders import a_slot
from tests.curation.house import a_source, an_item
from tests.ui.browsed import DESK, PATIENCE, PHONE, signed_in
from tests.ui.planner_process import running
from tests.ui_calendar.serving import until

pytestmark = pytest.mark.browser

TITLES = (
    "Flu shot clinic opens its doors",
    "How flu spreads in schools",
    "Free flu tests at the county clinic",
    "Flu season begins early",
    "What a flu clinic needs",
    "Flu and the heart",
)


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A house with six stories in its inbox and a slot on each day."""
    made = tmp_path / "data"
    shutil.copytree(founded, made)
    app = open_app(Settings(data_dir=made))
    app.curating.add(OPERATOR, a_source())
    for weekday in range(7):
        app.set_up.add_slot(OPERATOR, a_slot(weekday=weekday, wall=time(15), pillar="prevention"))
    now = app.clock.now()
    with app._store.write() as unit:
        for number, title in enumerate(TITLES, 1):
            at = now - timedelta(hours=3 * number)
            unit.items.put(an_item(number, title=title, published=at, first_seen=at, summary="A short word."))
    app.close()
    return made


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    made = open_app(Settings(data_dir=folder))
    yield made
    made.close()


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with running(folder) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    faults: list[str] = []
    pages: list[Page] = []

    def open_(size: object = DESK, scheme: str = "light") -> Page:
        made = signed_in(chromium, address, faults, size, scheme)  # type: ignore[arg-type]  # a size is a size
        pages.append(made)
        made.set_default_timeout(PATIENCE)
        made.goto(f"{address}/inbox")
        expect(made.get_by_role("button", name="Accept").first).to_be_visible()
        return made

    yield open_
    for each in pages:
        each.context.close()
    assert faults == []


def marked(page: Page) -> Locator:
    return page.locator("[data-rounds-marked]")


def begun(page: Page) -> Page:
    """Press until the first card is marked: a key that comes before the page listens is lost."""

    def is_marked() -> bool:
        page.keyboard.press("j")
        return marked(page).count() == 1

    assert until(is_marked)
    for _ in TITLES:
        page.keyboard.press("k")
    return page


def titles(page: Page) -> list[str]:
    return page.locator("[class*='st-key-item-'] strong a").all_inner_texts()


def states(app: App) -> list[ItemState]:
    return [app.curating.item(number).state for number in range(1, len(TITLES) + 1)]


def test_an_editor_goes_through_the_inbox_without_the_mouse(opened: Callable[..., Page], app: App) -> None:
    page = begun(opened())
    first, second, third = titles(page)[:3]

    expect(marked(page)).to_contain_text(first)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(marked(page)).to_contain_text(second)

    page.keyboard.press("a")
    expect(page.get_by_text(second)).to_have_count(1)  # in the line of what can be taken back
    expect(marked(page)).to_contain_text(third)
    assert until(lambda: len(app.planning.in_state(PostState.DRAFT)) == 1)

    page.keyboard.press("r")
    expect(page.get_by_role("button", name="1 Not our topic")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_text(third)).to_have_count(1)
    assert until(lambda: ItemState.REJECTED in states(app))
    expect(marked(page)).to_have_count(1)

    page.keyboard.press("u")
    assert until(lambda: ItemState.REJECTED not in states(app))
    expect(page.get_by_text("and 1 before it")).to_have_count(0)
    page.keyboard.press("u")
    assert until(lambda: app.planning.in_state(PostState.DRAFT) == [])
    assert until(lambda: sorted(titles(page)) == sorted(TITLES))


def test_decisions_in_quick_succession_all_count(opened: Callable[..., Page], app: App) -> None:
    page = begun(opened())

    for _ in range(3):
        page.keyboard.press("a")

    assert until(lambda: len(app.planning.in_state(PostState.DRAFT)) == 3)
    assert len({post.item for post in app.planning.in_state(PostState.DRAFT)}) == 3
    assert len({post.due for post in app.planning.in_state(PostState.DRAFT)}) == 3


def test_a_key_that_is_typed_into_a_field_or_a_dialog_decides_nothing(
    opened: Callable[..., Page], app: App
) -> None:
    page = begun(opened())

    page.keyboard.press("e")
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_label("Text", exact=True)
    expect(text).to_be_visible()
    text.click()
    page.keyboard.type(" jar", delay=10)

    assert " jar" in text.input_value()
    assert app.planning.in_state(PostState.DRAFT) == []
    assert set(states(app)) == {ItemState.NEW}


def test_keys_can_be_switched_off(opened: Callable[..., Page], app: App) -> None:
    page = begun(opened())
    page.get_by_text("Keys", exact=True).click()
    expect(marked(page)).to_have_count(0)

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(marked(page)).to_have_count(0)
    assert set(states(app)) == {ItemState.NEW}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_cards_fit_and_their_buttons_work(
    opened: Callable[..., Page], app: App, scheme: str
) -> None:
    page = opened(PHONE, scheme)

    overflow = page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth }"
    )
    page.get_by_role("button", name="Reject").first.click()
    page.get_by_role("button", name="4 We had it").click()

    assert overflow <= 0
    assert until(lambda: ItemState.REJECTED in states(app))
