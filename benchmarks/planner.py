"""What the planner takes of its user's time and its server's memory: a real planner in a real Chromium.

Run: python benchmarks/planner.py [--posts 10000 100000] [--turns 9] [--crowd 40]

Ten thousand posts a year on four channels, two places a day on each, three sessions open. Printed for each
size, with the median and the slowest of all turns, two seconds of rest between them: from the address to the
first calendar, warm, and to its page around it; from the mouse let go to the row in the database and to the
last change of the drawing; from the click to the frame that shows the posts in the middle of the next month;
50 moves by keys as fast as a script can press them, and how many the record shows, in order; and from the
last key to a finding's underline and to the list beside the text. Then the planner's resident memory, with
three sessions, ten more, and a crowd that all draw anew at once; requests to other hosts; and, in the same
run and browser, how long a page of Streamlit's takes that shows one sentence. Times are this machine's.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.delivery_parts import rounds_rows
from benchmarks.planner_parts.house import (
    MAIL,
    PASSWORD,
    SENTENCE,
    bare_streamlit,
    filled,
    megabytes,
    planner,
)
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import wall_clock
from scheduler.services.planning import NewPost
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FloatRect, Locator

    from scheduler.bootstrap import App

_POST: Final = '[data-event-id^="post:"]'
_IN_ITS_PAGE: Final = """[...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
.some(({ shadowRoot }) => shadowRoot?.querySelector('[data-event-id^="post:"]') != null)"""
#: Days that the keys lead a post away at most.
_FURTHEST: Final = 3
#: Months that are walked ahead at most: the posts end with the tenth.
_FURTHEST_MONTH: Final = 9
#: Seconds after which a crowd has drawn a change.
_SETTLED: Final = 10.0
SESSIONS: Final = 3
MOVES: Final = 50
FURTHER: Final = 10
FINDING: Final = "Take the social security number out."
#: The text before the key that makes a finding of it, and the key.
TYPED: Final = ("The clinic is open. Ask for 219-09-999", "9")
#: Longest that anything measured may take, in seconds; what takes longer ends the run.
_PATIENCE: Final = 60.0
_WIDE: Final = {"width": 1440, "height": 1100}
_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
#: In every page: when the pointer was let go, a key pressed, and the calendar's drawing last changed.
_WATCH: Final = """
const now = () => performance.timeOrigin + performance.now();
window.seen = {};
for (const kind of ["pointerup", "keydown", "click"])
  addEventListener(kind, () => { window.seen[kind] = now(); }, { capture: true });
window.watchCalendar = (chip) => {
  const root = chip.getRootNode();
  new MutationObserver(() => { window.seen.drawn = now(); })
    .observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
};
window.watchMonth = (chip, day) => {
  delete window.seen.month;
  const root = chip.getRootNode();
  const looking = new MutationObserver(() => {
    if (!root.querySelector(`[data-date="${day}"] [data-event-id^="post:"]`)) return;
    looking.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.seen.month = now(); }));
  });
  looking.observe(root, { childList: true, subtree: true, attributes: true });
};
"""
#: When the last key was typed, and when the number it ends is underlined.
_WATCH_FINDING: Final = """
delete window.seen.found;
addEventListener("input", () => { window.seen.typed = performance.timeOrigin + performance.now(); },
  { capture: true, once: true });
const looking = new MutationObserver(() => {
  if (!document.querySelector(".rounds-underlines mark")) return;
  window.seen.found = performance.timeOrigin + performance.now();
  looking.disconnect();
});
looking.observe(document.body, { childList: true, subtree: true });
"""


@dataclass
class Figures:
    """What was measured on one size of store."""

    posts: int
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def add(self, what: str, taken: float) -> None:
        """Keep one more time."""
        self.milliseconds.setdefault(what, []).append(taken)


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000])
    asked.add_argument("--turns", type=int, default=9)
    asked.add_argument("--crowd", type=int, default=40)
    wanted = asked.parse_args()
    found = []
    with sync_playwright() as playwright:
        chromium = shutil.which(os.environ.get("ROUNDS_CHROMIUM", "chromium"))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        for number, posts in enumerate(wanted.posts):
            with tempfile.TemporaryDirectory() as folder:
                crowd = wanted.crowd if number == 0 else 0
                found.append(_measured(browser, Path(folder), posts, wanted.turns, crowd))
                _print(found[-1], found[0])
        browser.close()


def _print(figures: Figures, first: Figures) -> None:
    print(f"{figures.posts:,} posts{'':28}{'median':>10}{'slowest':>10}{'of the first size':>20}")
    for what, times in figures.milliseconds.items():
        ratio = median(times) / median(first.milliseconds[what])
        print(f"  {what:<38}{median(times):7.0f} ms{max(times):7.0f} ms{ratio:20.2f}")
    for said in figures.said:
        print(f"  {said}", flush=True)


def _measured(browser: Browser, folder: Path, posts: int, turns: int, crowd: int) -> Figures:
    app = filled(Settings(data_dir=folder), posts)
    figures = Figures(posts)
    strangers: list[str] = []
    with planner(folder) as (address, pid):
        context = _signed_in(browser, address, strangers)
        pages = [_open(context, address) for _ in range(SESSIONS)]
        _first_calendars(context, address, turns, figures)
        _bare_pages(browser, turns, figures)
        page = pages[0]
        page.bring_to_front()  # a tab behind another one is drawn once a second
        _drops(page, app, folder, turns, figures)
        _months(page, turns, figures)
        _keys(page, app, figures)
        _findings(page, address, turns, figures)
        if crowd:
            _memory(context, address, pid, app, crowd, figures)
        context.close()
    figures.said.append(f"requests to other hosts: {len(strangers)}")
    app.close()
    return figures


def _signed_in(browser: Browser, address: str, strangers: list[str]) -> BrowserContext:
    context = browser.new_context(viewport=_WIDE, timezone_id=rounds_rows.ZONE, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    context.add_init_script(_WATCH)
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    context.on("request", lambda asked: None if asked.url.startswith(ours) else strangers.append(asked.url))
    page = context.new_page()
    _when_it_answers(lambda: page.goto(f"{address}/signin"))
    page.get_by_label("Email address").fill(MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    _drawn(page)
    page.close()
    return context


def _when_it_answers(step: Callable[[], object]) -> None:
    for _ in range(600):
        try:
            step()
        except Exception:  # noqa: BLE001 - not listening yet
            time.sleep(0.1)
        else:
            return
    sys.exit("The planner does not answer.")


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/")
    _drawn(page)
    return page


def _drawn(page: Page) -> None:
    page.wait_for_selector(_POST)


def _first_calendars(context: BrowserContext, address: str, turns: int, figures: Figures) -> None:
    for _ in range(turns):
        page = context.new_page()
        page.wait_for_timeout(2_000)
        began = time.perf_counter()
        page.goto(f"{address}/", wait_until="commit")
        _drawn(page)
        figures.add("first calendar, warm", (time.perf_counter() - began) * 1000)
        _until(partial(page.evaluate, _IN_ITS_PAGE), "a page around the calendar", every=0.05)
        figures.add("its page around it", (time.perf_counter() - began) * 1000)
        page.close()


def _bare_pages(browser: Browser, turns: int, figures: Figures) -> None:
    """Open a page of Streamlit's that shows one sentence, the first time uncounted."""
    with bare_streamlit() as address:
        context = browser.new_context(viewport=_WIDE)  # type: ignore[arg-type]
        context.set_default_timeout(120_000)
        for turn in range(turns + 1):
            page = context.new_page()
            if turn == 0:
                _when_it_answers(partial(page.goto, address))
            began = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.get_by_text(SENTENCE).wait_for()
            if turn > 0:
                figures.add("a bare Streamlit page, warm", (time.perf_counter() - began) * 1000)
            page.close()
        context.close()


def _drops(page: Page, app: App, folder: Path, turns: int, figures: Figures) -> None:
    """Drag the first post of a day to the next day and back, by the pointer."""
    for _ in range(turns):
        number = _first_post_in(page, app)
        chip = page.locator(f'[data-event-id="post:{number}"]').first
        chip.evaluate("chip => window.watchCalendar(chip)")
        with sqlite3.connect(folder / "rounds.db") as database:
            before = _version(database, number)
            _let_go_a_day_later(page, app, number)
            _until(lambda: _version(database, number) != before, "a move to reach the database")  # noqa: B023
            committed = time.time() * 1000
        page.wait_for_timeout(1_500)
        seen = page.evaluate("window.seen")
        figures.add("mouse up to the row committed", committed - seen["pointerup"])
        figures.add("mouse up to the last redrawing", seen["drawn"] - seen["pointerup"])


def _until(is_so: Callable[[], bool], what: str, *, every: float = 0.001) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > end:
            sys.exit(f"Waited {_PATIENCE:.0f} s for {what}.")
        time.sleep(every)


def _version(database: sqlite3.Connection, number: int) -> int:
    found: tuple[int] = database.execute("SELECT version FROM post WHERE id = ?", (number,)).fetchone()
    return found[0]


def _first_post_in(page: Page, app: App) -> int:
    """Return a post that is drawn and may be moved to the next day in the same week."""
    now = app.clock.now()
    chips: list[str] = page.eval_on_selector_all(_POST, "chips => chips.map(chip => chip.dataset.eventId)")
    for each in chips:
        post = app.planning.get(int(each.removeprefix("post:")))
        wall = wall_clock(post.due, post.zone)
        if post.due > now + timedelta(days=1) and wall.weekday() not in {5, 6}:
            return post.id
    sys.exit("No post of this month can be moved: measure earlier in the month.")


def _let_go_a_day_later(page: Page, app: App, number: int) -> None:
    post = app.planning.get(number)
    target = (wall_clock(post.due, post.zone) + timedelta(days=1)).date()
    chip = page.locator(f'[data-event-id="post:{number}"]').first
    chip.evaluate("chip => chip.scrollIntoView({ block: 'center' })")
    start, end = _resting(page, chip), _resting(page, page.locator(f'[data-date="{target}"]').first)
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 4, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=8)
    page.mouse.up()


def _resting(page: Page, what: Locator) -> FloatRect:
    """Return where something is, once it stays there."""
    before = None
    for _ in range(100):
        place = what.bounding_box()
        if place is not None and place == before:
            return place
        before = place
        page.wait_for_timeout(250)
    sys.exit("The calendar does not come to rest.")


def _months(page: Page, turns: int, figures: Figures) -> None:
    """Walk from month to month, and back to the first; the middle of a month stands in no other."""
    today = datetime.now(ZoneInfo(rounds_rows.ZONE)).date()
    for turn in range(turns):
        if turn and turn % _FURTHEST_MONTH == 0:
            page.get_by_text("Today", exact=True).first.click()
        ahead = today.month + turn % _FURTHEST_MONTH  # the months since January
        day = date(today.year + ahead // 12, ahead % 12 + 1, 15)
        page.wait_for_timeout(2_000)
        chip = page.locator(_POST).first
        chip.evaluate("(chip, day) => window.watchMonth(chip, day)", day.isoformat())
        page.get_by_role("button", name="Next").first.click()
        _until(lambda: "month" in page.evaluate("window.seen"), "the next month", every=0.2)
        figures.add("the next month shown", page.evaluate("window.seen.month - window.seen.click"))
    page.get_by_text("Today", exact=True).first.click()
    page.wait_for_timeout(2_000)


def _keys(page: Page, app: App, figures: Figures) -> None:
    """Press Alt with an arrow as fast as a script can.

    Each move names the version that the one before it leaves, and would be refused out of its turn: as many
    lines in the record as keys, and the post where they lead, are all of them in their order.
    """
    number = _first_post_in(page, app)
    page.locator(f'[data-event-id="post:{number}"]').first.focus()
    chance, days, start = random.Random(8), 0, app.planning.get(number).wall
    earlier = _moves(app, number)  # it may be one of those that were dragged
    began = time.perf_counter()
    for _ in range(MOVES):
        is_later = days == 0 or (days < _FURTHEST and chance.random() < 1 / 2)
        days += 1 if is_later else -1
        page.keyboard.press("Alt+ArrowRight" if is_later else "Alt+ArrowLeft")
    pressed = time.perf_counter() - began
    page.wait_for_timeout(15_000)
    moved = _moves(app, number) - earlier
    is_there = app.planning.get(number).wall == start + timedelta(days=days)
    figures.said.append(
        f"{MOVES} moves by keys, pressed within {pressed:.1f} s: {moved} in the record, "
        f"the post {'stands' if is_there else 'does NOT stand'} where they lead"
    )


def _moves(app: App, number: int) -> int:
    return sum(each.action == "post.moved" for each in app.planning.history(number).entries)


def _findings(page: Page, address: str, turns: int, figures: Figures) -> None:
    """Type a number that must not be said: when it is underlined, and when the page lists it."""
    page.goto(f"{address}/write")
    area = page.get_by_label("Text", exact=True)
    listed = page.get_by_test_id("stMarkdown").get_by_text(FINDING)
    for _ in range(turns):
        area.fill("")
        area.click()
        listed.wait_for(state="detached")
        page.keyboard.type(TYPED[0], delay=30)
        page.wait_for_timeout(1_500)
        page.evaluate(_WATCH_FINDING)
        page.keyboard.type(TYPED[1], delay=0)
        listed.wait_for(state="visible")
        shown = page.evaluate("performance.timeOrigin + performance.now()")
        seen = page.evaluate("window.seen")
        figures.add("the last key to the underline", seen["found"] - seen["typed"])
        figures.add("the last key to the list beside", shown - seen["typed"])


def _memory(context: BrowserContext, address: str, pid: int, app: App, crowd: int, figures: Figures) -> None:
    before = megabytes(pid)
    pages = [_open(context, address) for _ in range(FURTHER)]
    after = megabytes(pid)
    pages += [_open(context, address) for _ in range(crowd - FURTHER - SESSIONS)]
    for turn in range(3):  # what one person writes, all others' pages draw anew
        at = app.clock.now() + timedelta(days=1 + turn)
        app.planning.add(OPERATOR, NewPost(channel="channel-0", at=at, text="Wash your hands."))
        time.sleep(_SETTLED)
    figures.said.append(
        f"memory of the planner: {before:.0f} MB with {SESSIONS} sessions, "
        f"{(after - before) / FURTHER:.1f} MB for each of {FURTHER} more, "
        f"{megabytes(pid):.0f} MB with {crowd} drawing anew"
    )
    for page in pages:
        page.close()


if __name__ == "__main__":
    main()
