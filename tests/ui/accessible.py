"""What axe-core finds wrong with a page for people who see no colours, or nothing, or use no mouse."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: WCAG 2.2, levels A and AA.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Streamlit's own list of pages, whose sections stand between a list and its entries.
_NOT_OURS = [["[data-testid=stSidebarNav]"]]


def faults(page: Page) -> list[str]:
    """Name each rule that a page breaks, with the places where it does."""
    options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, context={"exclude": _NOT_OURS}, options=options).response
    return [
        f"{broken['id']}: {node['html'][:300]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]
