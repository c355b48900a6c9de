"""The planner in a real browser: two sizes of screen, signed in, and what it must not do there."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, Page, ViewportSize, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import Post
from scheduler.services.planning import NewPost
from tests.builders import ZONE
from tests.ui.house import PASSWORD

PATIENCE = 60_000
DESK, PHONE = ViewportSize(width=1440, height=1100), ViewportSize(width=390, height=844)


def signed_in(
    browser: Browser, address: str, faults: list[str], size: ViewportSize, scheme: str = "light"
) -> Page:
    """Open the planner as its publisher; what goes wrong in the browser is added to `faults`."""
    context = browser.new_context(
        viewport=size,
        timezone_id=ZONE,
        locale="en-GB",
        color_scheme="dark" if scheme == "dark" else "light",
    )
    made = context.new_page()
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    made.on("request", lambda request: None if request.url.startswith(ours) else faults.append(request.url))
    made.goto(f"{address}/signin")
    made.get_by_label("Email address").fill("pam@example.org")
    made.get_by_label("Password").fill(PASSWORD)
    made.get_by_role("button", name="Sign in").click()
    expect(made.get_by_role("heading", name="Calendar")).to_be_visible(timeout=60_000)
    return made


def fits(page: Page) -> bool:
    """Tell whether nothing of the page hangs over its side."""
    over = "() => { const main = document.querySelector('[data-testid=stMain]'); "
    return bool(page.evaluate(f"{over} return main.scrollWidth <= main.clientWidth }}"))


def a_post_in(app: App, days: int, text: str) -> Post:
    """Make a post some days ahead, at ten."""
    day = wall_clock(app.clock.now(), ZONE) + timedelta(days=days)
    at = day.replace(hour=10, minute=0, second=0, microsecond=0, fold=0)
    return app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))
