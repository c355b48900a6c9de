"""Makes the pictures of the planner again: `python docs/screenshots.py [--all FOLDER]`.

Starts the whole demo as `rounds up` does, in a folder of its own that is thrown away, and looks at it with
the system's Chromium. It writes the two pictures of the README; with `--all` also every page that the demo's
person can open, each of its tabs included: light, dark, and as wide as a phone, a tablet and a wall. It says
which of them hang over their side.
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
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
DESK = ViewportSize(width=1440, height=1000)
#: In how many pixels, and in the dark or not, every page is looked at.
LOOKS = {
    "light": (DESK, False),
    "dark": (DESK, True),
    "phone": (ViewportSize(width=360, height=800), False),
    "tablet": (ViewportSize(width=768, height=1024), False),
    "wide": (ViewportSize(width=2560, height=1440), False),
}
_LINKS = '[data-testid="stSidebarNavLink"]'
#: A longer page is cut off here, in pixels.
_LONGEST = 4000
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


def signed_in(
    browser: Browser, to: Demo, *, size: ViewportSize = DESK, dark: bool = False, scale: int = 2
) -> Page:
    """Return a page on which somebody has signed in to the demo."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    context = browser.new_context(
        viewport=size,
        device_scale_factor=scale,
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
    page = signed_in(browser, to)
    expect(page.locator("[data-event-id]").first).to_be_visible(timeout=_PATIENCE)
    page.get_by_role("button", name="Put this list away").click()
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


def every_page(browser: Browser, to: Demo, folder: Path) -> list[str]:
    """Write every page in every look; return what hangs over its side."""
    folder.mkdir(parents=True, exist_ok=True)
    over = []
    for look, (size, dark) in LOOKS.items():
        page = signed_in(browser, to, size=size, dark=dark, scale=1)
        settle(page)
        links = page.locator(_LINKS).evaluate_all("all => all.map(each => each.href)")
        for link in links:
            page.set_viewport_size(size)
            page.goto(link)
            settle(page)
            name = link.removeprefix(to.address).strip("/") or "calendar"
            over += _kept_whole(page, folder, f"{name}-{look}")
            for number, tab in enumerate(page.get_by_role("tab").all()[1:], start=2):
                tab.click()
                settle(page)
                over += _kept_whole(page, folder, f"{name}-{number}-{look}")
        page.context.close()
    return over


def _kept_whole(page: Page, folder: Path, name: str) -> list[str]:
    """Write a page with what stands below the screen; return its name if it hangs over its side."""
    main = page.locator('[data-testid="stMain"]')
    height, over = main.evaluate("main => [main.scrollHeight, main.scrollWidth > main.clientWidth]")
    width = page.evaluate("() => innerWidth")
    page.set_viewport_size(ViewportSize(width=width, height=min(max(height, 600), _LONGEST)))
    page.wait_for_timeout(500)
    page.screenshot(path=folder / f"{name}.png")
    return [name] if over else []


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="where every page is put")
    chosen = parser.parse_args()
    path = os.environ.get("ROUNDS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium here. Install it, or name one with ROUNDS_CHROMIUM.")
    with demo() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        readme_pictures(browser, running)
        over = every_page(browser, running, chosen.all) if chosen.all else []
        browser.close()
    print(f"Written to {IMAGES}{f' and {chosen.all}' if chosen.all else ''}.")
    if over:
        raise SystemExit(f"These hang over their side: {'; '.join(over)}.")


if __name__ == "__main__":
    main()
