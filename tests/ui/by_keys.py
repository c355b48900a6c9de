"""Going about a page with the keyboard alone: from one thing to the next by Tab, to what bears a name."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.ui.browsed import PATIENCE

#: What a screen reader would say of what has the focus, the shadow of a component looked into.
_NAME = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return "";
  const said = at.matches("button, a, summary, [role=button], [role=tab]") ? at.innerText : "";
  return [at.getAttribute("aria-label"), at.labels?.[0]?.innerText, said, at.placeholder, at.dataset?.eventId]
    .filter(Boolean).join(" | ");
}"""
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
    ).first.wait_for(timeout=PATIENCE)
    tab_to(page, name)
    page.keyboard.press("Enter")


def type_into(page: Page, name: str, words: str) -> None:
    """Go to the field that bears `name`, once it is there, and type at the end of what stands in it."""
    page.get_by_label(name).or_(page.get_by_placeholder(name)).first.wait_for(timeout=PATIENCE)
    tab_to(page, name)
    page.keyboard.press("End")
    page.keyboard.type(words, delay=5)


def go_to(page: Page, title: str) -> None:
    """Open a page by its link in the list of pages."""
    press(page, title)
    page.get_by_role("heading", name=title, level=1).wait_for(timeout=PATIENCE)
