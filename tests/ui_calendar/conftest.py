"""One Chromium, one Streamlit page with the calendar, and what that page was told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui_calendar.serving import serve_streamlit, until
from ui.components.calendar import build

BOARD = Path(__file__).parent / "apps" / "board.py"


class Told:
    """The operations that the page's Python handled since the test began."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.skip = len(self._lines())

    def operations(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._lines()[self.skip :]]

    def first(self, count: int) -> list[dict[str, Any]]:
        """Wait for `count` operations and return all there are."""
        until(lambda: len(self.operations()) >= count)
        return self.operations()

    def _lines(self) -> list[str]:
        if not self.log.exists():
            return []
        return [line for line in self.log.read_text("utf-8").split("\n")[:-1] if line]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The bundle, built if its source changed; a test that needs it is skipped where it can't be."""
    folder = build.FRONTEND / "build"
    if not build.is_current():
        if not build.has_node():
            pytest.skip("the calendar's bundle is not built and this environment has no Node")
        build.build(check_types=False)
    return folder


@pytest.fixture(scope="session")
def board_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("board") / "told.jsonl"


@pytest.fixture(scope="session")
def board_url(bundle: Path, board_log: Path) -> Iterator[str]:
    assert bundle.is_dir()
    with serve_streamlit(BOARD, environment={"CALENDAR_LOG": str(board_log)}) as url:
        yield url


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """One context for all tests keeps the script in the cache; people sit in New York, the plan in Berlin."""
    viewport = {"width": 1440, "height": 1100}
    made = chromium.new_context(viewport=viewport, timezone_id="America/New_York", locale="en-GB")  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def told(board_log: Path) -> Told:
    return Told(board_log)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when its script fails or when it asks another host for anything."""
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    made.on("request", lambda request: faults.append(request.url) if leaves(request.url) else None)
    yield made
    made.close()
    assert faults == []


def leaves(url: str) -> bool:
    """Whether a request goes to another host."""
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def open_board(page: Page, url: str, query: str = "") -> None:
    """Open the board and wait for its posts."""
    page.goto(f"{url}/?{query}")
    expect(page.locator("[data-event-id]").first).to_be_visible()
