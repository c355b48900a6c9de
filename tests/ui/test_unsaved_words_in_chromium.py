"""A browser that is killed, and a server that is killed and started anew, while somebody writes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App, open_app
from scheduler.domain.people import OPERATOR, Actor
from scheduler.settings import Settings
from tests.ui.browsed import DESK, PATIENCE, a_post_in, signed_in
from tests.ui.planner_process import answers, running, start
from tests.ui_calendar.serving import CHROMIUM_FLAGS, chromium_path, free_port, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: What a person may lose of what they typed, in seconds.
MOST = 2.0
#: So many letters are typed at least, on however slow a machine.
ENOUGH = 60


def kept(app: App) -> str:
    """Return what is kept of the publisher now."""
    found = app.keeping_drafts.newest(Actor.of(app.people.find("pam@example.org")))
    return found.typed.content.text if found else ""


@contextmanager
def a_browser_to_kill(chromium: Browser, folder: Path) -> Iterator[tuple[Browser, subprocess.Popen[bytes]]]:
    """Start a Chromium of its own, with all its processes in one group, and yield it."""
    path, told = chromium_path(), folder / "DevToolsActivePort"
    assert path is not None
    flags = (*CHROMIUM_FLAGS, "--headless", "--remote-debugging-port=0", f"--user-data-dir={folder}")
    process = subprocess.Popen(
        [path, *flags, "about:blank"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: told.exists() and len(told.read_text().split()) > 1, within=30)
        yield (
            chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{told.read_text().split()[0]}"),
            process,
        )
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def type_until_killed(page: Page, process: subprocess.Popen[bytes], seconds: float) -> tuple[str, str]:
    """Type without a pause, kill the browser in the midst; return all of it, and what was old enough."""
    typed: list[tuple[float, str]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(typed) < ENOUGH:
        letter = "word "[len(typed) % 5]
        page.keyboard.type(letter, delay=0)
        typed.append((time.monotonic(), letter))
        page.wait_for_timeout(60)
    os.killpg(process.pid, signal.SIGKILL)
    killed = time.monotonic()
    everything = "".join(letter for _, letter in typed)
    return everything, "".join(letter for at, letter in typed if killed - at >= MOST)


def test_a_browser_killed_in_the_midst_of_typing_loses_two_seconds_at_most(
    chromium: Browser, address: str, app: App, tmp_path: Path
) -> None:
    with a_browser_to_kill(chromium, tmp_path / "profile") as (browser, process):
        page = signed_in(browser, address, [], DESK)
        page.goto(f"{address}/write")
        page.get_by_label("Text", exact=True).click(timeout=PATIENCE)
        everything, due = type_until_killed(page, process, 4)

    assert len(due) > 10
    assert until(lambda: kept(app) != "", within=5)
    assert everything.startswith(kept(app).rstrip())
    assert len(kept(app).rstrip()) >= len(due.rstrip())


def test_a_server_killed_under_an_open_composer_loses_nothing_and_offers_it(
    chromium: Browser, founded: Path, tmp_path: Path
) -> None:
    folder, port = tmp_path / "data", str(free_port())
    shutil.copytree(founded, folder)
    app = open_app(Settings(data_dir=folder))
    post = app.planning.submit(OPERATOR, a_post_in(app, 2, "As it stands.").id)
    server = start(folder, ROUNDS_UI_PORT=port)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        assert until(lambda: answers(int(port)), within=60)
        address = f"http://127.0.0.1:{port}"
        page = signed_in(chromium, address, [], DESK)
        page.goto(f"{address}/review")
        page.get_by_role("button", name="Open", exact=True).first.click(timeout=PATIENCE)
        text = page.get_by_role("dialog").get_by_label("Text", exact=True)
        expect(text).to_have_value("As it stands.", timeout=PATIENCE)
        text.press("End")
        page.keyboard.type(" And this is new.", delay=20)
        assert until(lambda: kept(app).endswith("new."), within=20)
    finally:
        server.kill()
        server.communicate(timeout=20)

    with running(folder, ROUNDS_UI_PORT=port):
        page.goto(f"{address}/review")
        page.get_by_role("button", name="Open", exact=True).first.click(timeout=PATIENCE)
        go_on = page.get_by_role("dialog").get_by_role("button", name="Go on with it")
        expect(go_on).to_be_visible(timeout=PATIENCE)
        expect(page.locator('[data-testid="stStatusWidget"]')).to_have_count(0, timeout=PATIENCE)
        go_on.click()
        # While the page is drawn anew the former field stands below the new one for a moment.
        expect(text.first).to_have_value("As it stands. And this is new.", timeout=PATIENCE)
        expect(text).to_have_count(1, timeout=PATIENCE)
        page.context.close()
    assert app.planning.get(post.id).text == "As it stands."
    app.close()
