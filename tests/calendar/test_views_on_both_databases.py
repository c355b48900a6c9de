from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from scheduler import ical
from scheduler.domain.calendar_view import CalendarView, ViewKind
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Slot
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import CalendarLink, Detail
from scheduler.services import calendar_views
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.observing import Observing
from scheduler.services.showing import Scene
from scheduler.services.subscribing import Subscriptions
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.calendar.conftest import furnish

_NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
_WINDOW = ical.Window.on(_NOW.date())


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = open_engine(database_url)
    migrate(engine)
    made = Store(engine)
    furnish(made)
    yield made
    made.close()


@pytest.fixture
def plan(store: Store, post: Callable[..., Post]) -> None:
    """Two scheduled posts, one in review, one cancelled just now and one long ago."""
    scheduled = {"state": PostState.SCHEDULED, "pillar": "prevention"}
    gone = {"state": PostState.CANCELLED, "channel": "jobs"}
    with store.write() as unit:
        unit.posts.add(post(uid="a", author=1, **scheduled))
        unit.posts.add(post(uid="b", channel="jobs", **scheduled))
        unit.posts.add(post(uid="c", state=PostState.IN_REVIEW))
        unit.posts.add(post(uid="d", updated_at=_NOW, **gone))
        unit.posts.add(post(uid="e", updated_at=_NOW - timedelta(days=8), **gone))
        unit.plan.add_slot(Slot(channel="main", weekday=2, wall=time(9), zone="America/Chicago"))


def _shown(store: Store, view: CalendarView, *, by: str = OPERATOR.key) -> list[str]:
    link = CalendarLink(name="X", detail=Detail.FULL, view=view, created_at=_NOW, created_by=by)
    with store.read() as unit:
        keys = [each.key for each in calendar_views.versions(Scene(unit, link), _WINDOW)]
        found = {event.uid for event in calendar_views.events(Scene(unit, link), keys, planner_url="")}
    assert found == set(keys)
    return keys


@pytest.mark.usefixtures("plan")
def test_each_narrowing_finds_the_same_posts_on_both(store: Store) -> None:
    def posts(**given: object) -> str:
        keys = _shown(store, CalendarView.model_validate(given))
        return "".join(sorted(key.removeprefix("post-").removesuffix("@rounds") for key in keys))

    assert posts() == "abcd"
    assert posts(channels=["main"]) == "ac"
    assert posts(pillars=["prevention"]) == "ab"
    assert posts(states=["in_review"]) == "cd"
    assert posts(states=["scheduled", "in_review"], channels=["main", "jobs"]) == "abcd"
    assert posts(person=1) == "a"
    assert posts(pillars=["prevention"], person=1, channels=["jobs"]) == ""


@pytest.mark.usefixtures("plan")
def test_each_kind_is_shown_on_both(store: Store) -> None:
    own = Observing(store, FrozenClock(_NOW)).add(OPERATOR, "Founders' day", "fixed:11-20")

    approvals = _shown(store, CalendarView(kind=ViewKind.APPROVALS, person=1), by="person:1")
    gaps = _shown(store, CalendarView(kind=ViewKind.GAPS))
    days = _shown(store, CalendarView(kind=ViewKind.OBSERVANCES))
    chats = _shown(store, CalendarView(kind=ViewKind.TRENDS))

    assert approvals == ["approval-c@rounds"]
    assert gaps[0] == "gap-1-20261007@rounds"
    assert f"observance-{own.key}-2026@rounds" in days
    assert chats == []


def test_a_link_is_kept_changed_and_ended_on_both(store: Store) -> None:
    clock = FrozenClock(_NOW)
    links = Subscriptions(store, clock, planner_url="", calendar_url="https://calendar.example")
    view = CalendarView(channels=("main",), states=(PostState.SCHEDULED,), person=1)

    def opens(token: str) -> bool:
        return CalendarAnswers(store, clock, planner_url="").answer(token, client="Thunderbird") is not None

    link, first = links.make(OPERATOR, "Front desk", view=view)
    was_open = opens(first)
    turned, second = links.rotate(OPERATOR, link.id)
    links.rename(OPERATOR, link.id, "Board")
    now_open = opens(first), opens(second)
    (kept,) = links.all()
    links.revoke(OPERATOR, link.id)

    assert was_open
    assert now_open == (False, True)
    assert (kept.name, kept.view, kept.rotated_at) == ("Board", view, turned.rotated_at)
    assert (kept.last_client, kept.fetches) == ("Thunderbird", 1)
    assert not opens(second)


def test_links_made_before_there_were_views_show_what_they_showed(store: Store) -> None:
    step = import_module("scheduler.store.migrations.versions.0020_calendar_views")
    columns = "id, name, detail, channel, created_at, created_by, last_client, fetches, token_sha256"
    with store.engine.begin() as wire:
        for former in ("DROP COLUMN view", "DROP COLUMN rotated_at", "ADD COLUMN channel VARCHAR DEFAULT ''"):
            wire.execute(text(f"ALTER TABLE calendar_link {former}"))
        for number, channel in ((1, ""), (2, "it's-x")):
            given = {"id": number, "channel": channel, "token": f"digest {number}"}
            values = "(:id, 'Old', 'titles', :channel, 0, 'operator', '', 0, :token)"
            wire.execute(text(f"INSERT INTO calendar_link ({columns}) VALUES {values}"), given)  # noqa: S608 - our own words

    with store.engine.begin() as wire, Operations.context(MigrationContext.configure(wire)):
        step.upgrade()

    with store.read() as unit:
        views = {link.id: link.view for link in unit.calendars.all()}
    assert views == {1: CalendarView(), 2: CalendarView(channels=("it's-x",))}
