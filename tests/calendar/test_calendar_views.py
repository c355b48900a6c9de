from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler import ical
from scheduler.domain.approval import ApprovalRules, Endorsement, Part
from scheduler.domain.calendar_view import CalendarView, ViewKind
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR, Person, Role
from scheduler.domain.plan import Slot
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import CalendarLink, Detail
from scheduler.services import calendar_views
from scheduler.services.communities import Communities
from scheduler.services.observing import Observing
from scheduler.services.own_events import OwnEvents
from scheduler.services.showing import Scene
from scheduler.store.database import Store

_NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
_WINDOW = ical.Window.on(_NOW.date())
_PLANNER = "https://planner.example"


@pytest.fixture
def add(store: Store, post: Callable[..., Post]) -> Callable[..., Post]:
    def save(**given: object) -> Post:
        with store.write() as unit:
            return unit.posts.add(post(**given))

    return save


def _link(kind: ViewKind = ViewKind.PLAN, *, by: str = OPERATOR.key, **given: Any) -> CalendarLink:
    detail = given.pop("detail", Detail.TITLES)
    view = CalendarView(kind=kind, **given)
    return CalendarLink(name="Front desk", detail=detail, view=view, created_at=_NOW, created_by=by)


def _shown(store: Store, link: CalendarLink, window: ical.Window = _WINDOW) -> list[ical.PlanEvent]:
    """Return the events of a view by time, as a calendar would hold them."""
    with store.read() as unit:
        found = calendar_views.versions(Scene(unit, link), window)
        keys = [each.key for each in found]
        made = {
            event.uid: event for event in calendar_views.events(Scene(unit, link), keys, planner_url=_PLANNER)
        }
    assert sorted(made) == sorted(keys)
    assert [each.starts_at for each in found] == [made[key].starts_at for key in keys]
    assert [each.changed_at for each in found] == [made[key].modified for key in keys]
    return [made[key] for key in keys]


def _titles(store: Store, link: CalendarLink) -> list[str]:
    return [event.title for event in _shown(store, link)]


def test_the_plan_is_narrowed_by_channel_pillar_state_and_person_at_once(
    store: Store, add: Callable[..., Post]
) -> None:
    wanted = {"channel": "main", "pillar": "prevention", "state": PostState.SCHEDULED, "author": 1}
    add(uid="1", text="All of it", **wanted)
    add(uid="2", text="Other channel", **{**wanted, "channel": "jobs"})
    add(uid="3", text="No pillar", **{**wanted, "pillar": None})
    add(uid="4", text="Draft", **{**wanted, "state": PostState.DRAFT})
    add(uid="5", text="Nobody's", **{**wanted, "author": None})

    all_of_it = _link(channels=("main",), pillars=("prevention",), states=(PostState.SCHEDULED,), person=1)

    assert _titles(store, all_of_it) == ["[Main account] All of it"]
    assert len(_titles(store, _link())) == 5
    assert len(_titles(store, _link(channels=("main", "jobs"), person=1))) == 4


def test_the_posts_of_a_person_are_also_those_of_their_own_account(
    store: Store, add: Callable[..., Post]
) -> None:
    add(uid="1", channel="jobs", text="Written for Robin")
    add(uid="2", text="Written for all")
    with store.write() as unit:
        unit.plan.change_channel(unit.plan.channel("jobs").model_copy(update={"belongs_to": 1}))

    assert _titles(store, _link(person=1)) == ["[Careers] Written for Robin"]


def test_a_cancelled_post_is_told_for_a_week_whichever_states_a_view_asks_for(
    store: Store, add: Callable[..., Post]
) -> None:
    planned = add(state=PostState.SCHEDULED, due=_NOW + timedelta(days=20), sequence=3)
    link = _link(states=(PostState.SCHEDULED,))

    with store.write() as unit:
        gone = planned.moved_to(PostState.CANCELLED).model_copy(update={"sequence": 4})
        unit.posts.save(gone, at=_NOW)
    soon = _shown(store, link)
    later = _shown(store, link, ical.Window.on(_NOW.date() + timedelta(days=8)))

    assert [(event.status, event.sequence) for event in soon] == [(ical.EventStatus.CANCELLED, 4)]
    assert later == []


def test_approvals_are_events_at_their_deadlines_for_whoever_may_decide(
    store: Store, add: Callable[..., Post]
) -> None:
    waiting = add(uid="1", state=PostState.IN_REVIEW, text="Flu clinic", due=_NOW, sequence=2)
    add(uid="2", state=PostState.IN_REVIEW, text="My own", author=1)
    add(uid="3", state=PostState.DRAFT, text="Not yet")
    with store.write() as unit:
        unit.approval_rules.put(ApprovalRules(channel="main", decide_minutes=90))

    (event,) = _shown(store, _link(ViewKind.APPROVALS, person=1, alarm=30))

    assert event.uid == f"approval-{waiting.uid}@rounds"
    assert event.title == "Approve: [Main account] Flu clinic"
    assert event.start == _NOW - timedelta(minutes=90)
    assert (event.status, event.sequence) == (ical.EventStatus.TENTATIVE, 2)
    assert event.alarm == timedelta(minutes=30)
    assert event.url == f"{_PLANNER}/?post={waiting.id}"


def test_what_a_person_decided_waits_for_the_privacy_officer_alone(
    store: Store, add: Callable[..., Post]
) -> None:
    with store.write() as unit:
        officer = unit.people.add(_person("Sam Example", Role.PRIVACY_OFFICER), password_hash="")
    post = add(state=PostState.IN_REVIEW)

    def decided(part: Part, by: str) -> Post:
        given = Endorsement(part=part, by=by, at=_NOW, digest=post.digest)
        return post.model_copy(update={"endorsements": (given,)})

    with store.write() as unit:
        post = unit.posts.save(decided(Part.APPROVER, "person:1"), at=_NOW)
    after_one = [_titles(store, _link(ViewKind.APPROVALS, person=who)) for who in (1, officer.id)]

    assert [len(each) for each in after_one] == [0, 1]


def test_the_approvals_of_an_account_that_was_closed_are_an_empty_calendar(
    store: Store, add: Callable[..., Post]
) -> None:
    add(state=PostState.IN_REVIEW)
    link = _link(ViewKind.APPROVALS, by="person:1", person=1)
    before = _titles(store, link)

    with store.write() as unit:
        unit.people.set_active(1, active=False)
        head = calendar_views.caption(Scene(unit, link))

    assert len(before) == 1
    assert _titles(store, link) == []
    assert "may not share it any more" in head.description


def test_observances_are_whole_days_and_keep_their_identity_when_they_are_changed(store: Store) -> None:
    observing = Observing(store, FrozenClock(_NOW))
    own = observing.add(OPERATOR, "Founders' day", "fixed:11-20", note="Cake at noon")
    link = _link(ViewKind.OBSERVANCES)

    before = {event.title: event for event in _shown(store, link)}["Founders' day"]
    observing.edit(OPERATOR, own.key, rule="range:11-21..11-23")
    after = {event.title: event for event in _shown(store, link)}["Founders' day"]

    assert (before.start, before.end) == (date(2026, 11, 20), date(2026, 11, 21))
    assert (after.start, after.end) == (date(2026, 11, 21), date(2026, 11, 24))
    assert (before.uid, before.description) == (after.uid, "")
    assert after.sequence > before.sequence
    full = _shown(store, _link(ViewKind.OBSERVANCES, detail=Detail.FULL))
    assert "Note: Cake at noon" in {event.title: event.description for event in full}["Founders' day"]


def test_an_observance_that_began_long_ago_is_shown_while_it_lasts(store: Store) -> None:
    observing = Observing(store, FrozenClock(_NOW))
    observing.add(OPERATOR, "Quiet summer", "range:07-01..08-31")
    observing.add(OPERATOR, "Long summer", f"range:07-01..{_NOW - timedelta(days=29):%m-%d}")

    shown = [event.title for event in _shown(store, _link(ViewKind.OBSERVANCES)) if event.start < _NOW.date()]

    assert "Long summer" in shown
    assert "Quiet summer" not in shown


def test_an_observance_that_is_switched_off_is_not_shown(store: Store) -> None:
    observing = Observing(store, FrozenClock(_NOW))
    own = observing.add(OPERATOR, "Founders' day", "fixed:11-20")

    observing.switch(OPERATOR, own.key, active=False)

    assert "Founders' day" not in _titles(store, _link(ViewKind.OBSERVANCES))


def test_gaps_are_slots_that_no_post_fills(store: Store, add: Callable[..., Post]) -> None:
    with store.write() as unit:
        for channel, pillar in (("main", "prevention"), ("jobs", None)):
            unit.plan.add_slot(
                Slot(channel=channel, weekday=2, wall=time(9), zone="America/Chicago", pillar=pillar)
            )
    wednesday = datetime(2026, 10, 7, 14, 0, tzinfo=UTC)
    everything, prevention = _link(ViewKind.GAPS), _link(ViewKind.GAPS, pillars=("prevention",))
    before = _shown(store, everything)

    add(due=wednesday)
    after = _shown(store, everything)

    assert {event.title for event in before} == {
        "[Main account] Open slot: Prevention",
        "[Careers] Open slot",
    }
    assert len(before) - len(after) == 1
    assert {event.uid for event in after} < {event.uid for event in before}
    assert {event.title for event in _shown(store, prevention)} == {"[Main account] Open slot: Prevention"}
    assert before[0].start == wednesday
    assert max(event.starts_at for event in before) < _NOW + timedelta(days=61)


def test_chats_and_own_events_are_shown_with_their_hours(store: Store) -> None:
    clock = FrozenClock(_NOW)
    Communities(store, clock).add(
        OPERATOR, "#larkspurchat", weekday=0, wall=time(20), zone="America/Chicago", weeks=(1,)
    )
    own = OwnEvents(store, clock)
    own.import_ics(OPERATOR, "classes", _ics("20261110T150000Z", "Prenatal class"))
    link = _link(ViewKind.TRENDS)
    before = {event.title: event for event in _shown(store, link)}

    clock.advance(timedelta(days=1))
    own.import_ics(OPERATOR, "classes", _ics("20261112T150000Z", "Prenatal class"))
    moved = {event.title: event for event in _shown(store, link)}["Prenatal class"]
    own.import_ics(OPERATOR, "classes", _ics("20261110T150000Z", "Another", uid="2"))
    gone = {event.title: event for event in _shown(store, link)}["Prenatal class"]

    assert before["#larkspurchat chat"].start == datetime(2027, 10, 5, 1, 0, tzinfo=UTC)
    assert before["Prenatal class"].start == datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
    assert moved.start == datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
    assert moved.uid == before["Prenatal class"].uid == gone.uid
    assert before["Prenatal class"].sequence < moved.sequence < gone.sequence
    assert gone.status is ical.EventStatus.CANCELLED


@pytest.mark.parametrize("kind", ViewKind)
def test_a_view_of_nothing_is_empty(store: Store, kind: ViewKind) -> None:
    link = _link(kind, by="person:77", person=77 if kind in {ViewKind.PLAN, ViewKind.APPROVALS} else None)

    assert _shown(store, link) == []


def test_a_link_shows_what_its_maker_may_share_now_and_no_more(
    store: Store, add: Callable[..., Post]
) -> None:
    add(uid="1", text="Flu clinic")
    add(uid="2", channel="jobs", text="Nurses wanted", due=_NOW)
    everything, jobs = _link(by="person:1"), _link(by="person:1", channels=("jobs",))
    before = [len(_titles(store, link)) for link in (everything, jobs)]

    with store.write() as unit:
        unit.people.set_roles(1, roles=(), channel_roles={"main": (Role.AUTHOR,)})

    with store.read() as unit:
        heads = [calendar_views.caption(Scene(unit, link)).description for link in (everything, jobs)]
    assert before == [2, 1]
    assert _titles(store, everything) == ["[Main account] Flu clinic"]
    assert _titles(store, jobs) == []
    assert ["may not share it any more" in head for head in heads] == [False, True]


def test_a_revision_changes_with_whatever_is_shown_and_with_nothing_else(
    store: Store, add: Callable[..., Post]
) -> None:
    add(text="Flu clinic")
    add(uid="2", channel="jobs", due=_NOW)

    def revisions() -> list[str]:
        with store.read() as unit:
            return [each.revision for each in calendar_views.versions(Scene(unit, _link()), _WINDOW)]

    before, again = revisions(), revisions()
    with store.write() as unit:
        unit.plan.change_channel(unit.plan.channel("main").model_copy(update={"title": "Hospital news"}))
    after = revisions()

    assert before == again
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


def test_the_head_says_as_of_which_change_in_the_zone_of_the_house(
    store: Store, add: Callable[..., Post]
) -> None:
    add(updated_at=datetime(2026, 10, 5, 18, 30, tzinfo=UTC))
    link = _link()

    with store.read() as unit:
        head = calendar_views.caption(Scene(unit, link), calendar_views.versions(Scene(unit, link), _WINDOW))

    assert head.name == "Front desk"
    assert head.zone == "America/Chicago"
    assert "As of 2026-10-05 13:30 CDT" in head.description
    assert "24 hours" in head.description


def _person(name: str, *roles: Role) -> Person:
    return Person(name=name, email="sam@example.org", roles=roles, created_at=_NOW)


def _ics(start: str, title: str, *, uid: str = "1") -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//example.org//classes//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}@example.org",
        "DTSTAMP:20261001T000000Z",
        f"DTSTART:{start}",
        f"SUMMARY:{title}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def test_a_link_with_the_full_text_names_the_writer_and_notices_another_name(
    store: Store, add: Callable[..., Post]
) -> None:
    add(author=1, text="Flu clinic")
    full, titles = _link(detail=Detail.FULL), _link()

    def revisions() -> list[str]:
        with store.read() as unit:
            return [
                calendar_views.versions(Scene(unit, each), _WINDOW)[0].revision for each in (full, titles)
            ]

    before = revisions()
    with store.write() as unit:
        unit.people.rename(1, "Robin Sample")
    after = revisions()

    assert "Written by: Robin Sample" in _shown(store, full)[0].description
    assert _shown(store, titles)[0].description == ""
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


def test_an_own_event_in_a_zone_that_nobody_knows_stands_on_its_day(store: Store) -> None:
    OwnEvents(store, FrozenClock(_NOW)).import_ics(
        OPERATOR, "classes", _ics("20261110T150000Z", "Prenatal class")
    )
    with store.write() as unit:
        (event,) = unit.own_events.of("classes")
        unit.own_events.put([event.model_copy(update={"zone": "Nowhere/At all"})])

    (shown,) = _shown(store, _link(ViewKind.TRENDS))

    assert (shown.start, shown.is_all_day) == (date(2026, 11, 10), True)
