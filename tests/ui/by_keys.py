"""Going about a page with the keyboard alone: from one thing to the next by Tab, to what bears a name."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as StillThere

from tests.ui.browsed import PATIENCE
from tests.ui.resting import settled

#: What a screen reader would say of what has the focus, the shadow of a component looked into.
_NAME = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return "";
  const said = at.matches("button, a, summary, [role=button], [role=tab]") ? at.innerText : "";
  const called = at.getAttribute("aria-label") || at.labels?.[0]?.innerText;
  return [called, said, at.placeholder, at.dataset?.eventId]
    .filter(Boolean).join(" | ");
}"""
#: Longest that a list takes to close, in milliseconds.
_CLOSING = 3_000
#: Further than this nobody tabs.
FURTHEST = 160


def focused(page: Page) -> str:
    """Return the names of what has the focus; empty where nothing has."""
    return str(page.evaluate(_NAME))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus bears `name`; fails with the way that was gone."""
    way: list[str] = []
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        way.append(focused(page))
        if name in re.split(r" \| |\n+", way[-1]):
            return
    raise AssertionError(f"no way to {name!r} by Tab: {way}")


def press(page: Page, name: str) -> None:
    """Go to the button or link that bears `name`, once it is there, and press Enter."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).or_(
        page.locator("summary", has_text=name)
    ).filter(visible=True).first.wait_for(timeout=PATIENCE)
    tab_to(page, name)
    page.keyboard.press("Enter")


def type_into(page: Page, name: str, words: str) -> None:
    """Go to the field that bears `name`, once it is there, and type at the end of what stands in it."""
    page.get_by_label(name).or_(page.get_by_placeholder(name)).filter(visible=True).first.wait_for(
        timeout=PATIENCE
    )
    tab_to(page, name)
    settled(page.locator(":focus").last)  # what scrolls or opens beneath a list closes it
    page.keyboard.press("End")
    page.keyboard.type(words, delay=5)


def choose(page: Page, name: str, option: str) -> None:
    """Go to the list that bears `name`, type what is wanted of it, and take it."""
    type_into(page, name, option)
    take(page, option)


def take(page: Page, option: str) -> None:
    """Take of the open list what was just typed, and close it."""
    page.get_by_role("option", name=option).first.wait_for(timeout=PATIENCE)
    page.keyboard.press("Enter")
    shut(page)


def shut(page: Page) -> None:
    """Close the list that something was taken of, where it does not close by itself."""
    try:
        page.get_by_role("option").first.wait_for(state="hidden", timeout=_CLOSING)
    except StillThere:  # one may choose further ones
        page.keyboard.press("Escape")  # where the list closes this would take the choice back


def open_tab(page: Page, title: str) -> None:
    """Go to the row of tabs of a page, and along it by the arrows to the one that bears `title`."""
    page.get_by_role("tab", name=title, exact=True).wait_for(timeout=PATIENCE)
    key, way = "Tab", list[str]()
    for _ in range(FURTHEST):
        page.keyboard.press(key)
        way.append(focused(page))
        if page.evaluate("document.activeElement.role") == "tab":
            key = "ArrowRight"
            if way[-1] == title:
                return
    raise AssertionError(f"no way to the tab {title!r}: {way}")


def go_to(page: Page, title: str) -> None:
    """Open a page by its link in the list of pages."""
    press(page, title)
    page.get_by_role("heading", name=title, level=1).wait_for(timeout=PATIENCE)
