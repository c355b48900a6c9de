"""Makes the pictures of the planner again: `python docs/screenshots.py [--all FOLDER]`.

Starts the whole demo as `rounds up` does, in a folder of its own that is thrown away, and looks at it with
the system's Chromium. Without an option it writes the two pictures of the README; with `--all` every page,
light, dark and as wide as a phone.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).parent / "images"
PAGES = (
    "",
    "write",
    "inbox",
    "trends",
    "occasions",
    "experts",
    "review",
    "queue",
    "attention",
    "sources",
    "calendars",
    "activity",
    "pause",
    "settings",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
DESK, PHONE = ViewportSize(width=1440, height=1000), ViewportSize(width=390, height=844)
_PATIENCE = 60_000
_COLOURS = 256


@dataclass(frozen=True)
class Demo:
    """A demo that runs, and how to get in."""

    address: str
    email: str
    password: str


@contextmanager
def demo() -> Iterator[Demo]:
    """Run the demo in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        ports = {f"ROUNDS_{name}_PORT": "0" for name in ("UI", "CALENDAR", "REHEARSAL")}
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler", "up"],
            env={**os.environ, **ports, "ROUNDS_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield _read(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _read(process: subprocess.Popen[str]) -> Demo:
    said = ""
    for line in process.stdout or ():
        said += line
        if "Ctrl-C" in line:
            break
    found = re.search(r"Planner\s+(\S+).*Sign in as\s+(\S+).*password\s+(\S+)", said, re.DOTALL)
    if found is None:
        raise SystemExit(f"The demo did not start. It said:\n{said}")
    return Demo(*found.groups())


def signed_in(browser: Browser, to: Demo, *, size: ViewportSize, dark: bool = False) -> Page:
    """Return a page on which somebody has signed in to the demo."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    context = browser.new_context(
        viewport=size,
        device_scale_factor=2,
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="America/Chicago",
    )
    page = context.new_page()
    page.goto(f"{to.address}/signin")
    page.get_by_label("Email address").fill(to.email)
    page.get_by_label("Password").fill(to.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_be_visible(timeout=_PATIENCE)
    return page


def settle(page: Page) -> None:
    """Wait until the page is drawn and nothing moves any more."""
    expect(page.locator("h1")).to_be_visible(timeout=_PATIENCE)
    expect(page.locator('[data-testid="stStatusWidget"]')).to_have_count(0, timeout=_PATIENCE)
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(1500)


def readme_pictures(browser: Browser, to: Demo) -> None:
    """Write the calendar, and the composer with what the guard says."""
    IMAGES.mkdir(exist_ok=True)
    page = signed_in(browser, to, size=DESK)
    expect(page.locator("[data-event-id]").first).to_be_visible(timeout=_PATIENCE)
    settle(page)
    _keep(page, "calendar.png")
    page.goto(f"{to.address}/review")
    settle(page)
    _keep(page, "review.png")
    page.context.close()


def _keep(page: Page, name: str) -> None:
    """Write a picture in few colours: it stays in the repository's history for ever."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(_COLOURS, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)


def every_page(browser: Browser, to: Demo, folder: Path) -> None:
    """Write every page, light, dark and on a phone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size, dark in (("light", DESK, False), ("dark", DESK, True), ("phone", PHONE, False)):
        page = signed_in(browser, to, size=size, dark=dark)
        for path in PAGES:
            page.goto(f"{to.address}/{path}")
            settle(page)
            page.screenshot(path=folder / f"{path or 'calendar'}-{name}.png")
        page.context.close()


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every page instead of the README's two")
    chosen = parser.parse_args()
    path = os.environ.get("ROUNDS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium here. Install it, or name one with ROUNDS_CHROMIUM.")
    with demo() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        if chosen.all:
            every_page(browser, running, chosen.all)
        else:
            readme_pictures(browser, running)
        browser.close()
    print(f"Written to {chosen.all or IMAGES}.")


if __name__ == "__main__":
    main()
