"""The main job in a real browser: sign in, drag, approve; then look at database, calendar and network."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.daemon import Daemon
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState, ReasonPart
from scheduler.domain.record import Detail
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from scheduler.webcal import CalendarServer, application
from tests.builders import ZONE, a_channel
from tests.ui.planner_process import running
from tests.ui.resting import settled
from tests.ui_calendar.serving import until
from ui.components.calendar import build

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "twelve letters and more"
KEYS = {
    "consumer_key": "key",
    "consumer_secret": "key secret",
    "access_token": "token",
    "access_token_secret": "token secret",
}


@dataclass
class Hospital:
    """Everything that runs on a server, over one database."""

    app: App
    network: Rehearsal
    planner: str
    calendar: str

    def read_calendar(self) -> str:
        with urllib.request.urlopen(self.calendar) as answer:
            document: bytes = answer.read()
        return re.sub(r"\r\n[ \t]", "", document.decode())


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    if not build.is_current() and build.has_node():
        build.build(check_types=False)
    network = Rehearsal([Account("larkspur", "42", KEYS)])
    with RehearsalServer(network) as server:
        settings = Settings.read(data_dir=tmp_path, x_base_url=server.url, settle_seconds=3.0)
        migrate_database(settings)
        app = open_app(settings)
        app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
        app.set_up.add_channel(OPERATOR, a_channel(), credentials=KEYS)
        app.people.add(
            OPERATOR,
            name="Pat Example",
            email="pat@example.org",
            roles=[Role.PUBLISHER],
            password=PASSWORD,
        )
        _, token = app.subscribing.make(OPERATOR, "Everybody", detail=Detail.TITLES)
        webcal = application(app.calendar_answers, app.diagnosing.is_serving, app.diagnosing.metrics)
        calendars = CalendarServer(webcal, "127.0.0.1", 0)
        daemon = Daemon(app, servers=[calendars])
        daemon.start()
        with running(tmp_path) as port:
            address = f"{calendars.url}/calendar/{token}.ics"
            yield Hospital(app, network, f"http://127.0.0.1:{port}", address)
        daemon.stop()
        app.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 1100}, timezone_id="America/New_York")
    made = context.new_page()
    made.set_default_timeout(30_000)
    yield made
    context.close()


def _sign_in(page: Page, hospital: Hospital) -> None:
    page.goto(hospital.planner)
    page.locator("input[type=email], input[name=email]").first.fill("pat@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit], form button").first.click()
    expect(page.get_by_role("heading", name="Calendar").first).to_be_visible()


def _drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = settled(what), settled(onto)
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 4, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 12, steps=10)
    page.mouse.up()


def _scheduled(app: App, day: datetime) -> Post:
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=day, text="Flu shots are free."))
    app.planning.submit(OPERATOR, post.id)
    return app.approving.approve(OPERATOR, post.id)


def test_a_post_dragged_in_the_browser_has_its_new_time_in_the_database_and_in_the_calendar(
    page: Page, hospital: Hospital
) -> None:
    today = datetime.now(ZoneInfo(ZONE)).replace(hour=10, minute=15, second=0, microsecond=0, tzinfo=None)
    post = _scheduled(hospital.app, today + timedelta(days=1))
    target = today + timedelta(days=2)
    _sign_in(page, hospital)
    event = page.locator(f'[data-event-id="post:{post.id}"]').first
    expect(event).to_be_visible()

    _drag(page, event, page.locator(f'[data-date="{target:%Y-%m-%d}"]').first)

    assert until(lambda: hospital.app.planning.get(post.id).wall == target)
    moved = hospital.app.planning.get(post.id)
    assert moved.state is PostState.SCHEDULED
    assert f"DTSTART;TZID={ZONE}:{target:%Y%m%dT%H%M%S}" in hospital.read_calendar()
    [entry] = [e for e in hospital.app.planning.history(post.id).entries if e.action == "post.moved"]
    assert entry.actor == "person:1"


def test_a_proposal_approved_in_the_browser_is_found_on_the_timeline(page: Page, hospital: Hospital) -> None:
    proposal = hospital.app.planning.add(
        OPERATOR,
        NewPost(
            channel="main-x",
            at=datetime.now(UTC) + timedelta(seconds=20),
            text="Five ways to sleep better this winter.",
            state=PostState.PROPOSED,
            reason=(ReasonPart(name="pillar", words="Prevention is 2 below target", value=2),),
        ),
    )
    _sign_in(page, hospital)
    page.get_by_role("link", name=re.compile("Review")).click()
    card = page.locator(f".st-key-review-{proposal.id}")
    expect(card).to_contain_text("Prevention is 2 below target")

    page.locator(f".st-key-approve-{proposal.id} button").click()

    assert until(lambda: hospital.app.planning.get(proposal.id).state is PostState.PUBLISHED, within=60)
    assert [kept.text for kept in hospital.network.posts()] == ["Five ways to sleep better this winter."]
    [decision] = hospital.app.planning.history(proposal.id).approvals
    assert (decision.decision, decision.by, decision.digest) == ("approved", "person:1", proposal.digest)
