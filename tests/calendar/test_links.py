from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from scheduler.domain.calendar_view import CalendarView, ViewKind
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError, UnknownNameError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.qr_code import qr_code
from scheduler.services.subscribing import Subscriptions
from scheduler.store.database import Store
from tests.calendar.conftest import SHARER

_NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
_ROBIN = Actor.of(SHARER)
_MINE = CalendarView(kind=ViewKind.APPROVALS, person=1)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(_NOW)


@pytest.fixture
def links(store: Store, clock: FrozenClock) -> Subscriptions:
    return Subscriptions(
        store, clock, planner_url="https://planner.example", calendar_url="https://calendar.example"
    )


@pytest.fixture
def answers(store: Store, clock: FrozenClock) -> CalendarAnswers:
    return CalendarAnswers(store, clock, planner_url="https://planner.example")


@pytest.fixture
def clinician(store: Store) -> Actor:
    roles = (Role.CLINICIAN,)
    person = Person(name="Sam Example", email="sam@example.org", roles=roles, created_at=_NOW)
    with store.write() as unit:
        return Actor.of(unit.people.add(person, password_hash=""))


def _actions(store: Store) -> list[str]:
    with store.read() as unit:
        return [entry.action for entry in unit.audit.all()]


def test_another_token_kills_the_one_before_at_once_and_keeps_the_link(
    links: Subscriptions, answers: CalendarAnswers, store: Store, clock: FrozenClock
) -> None:
    link, old = links.make(_ROBIN, "Front desk")
    answers.answer(old, client="Thunderbird")

    turned, new = links.rotate(_ROBIN, link.id)

    assert answers.answer(old, client="") is None
    assert (turned.id, turned.name, turned.rotated_at) == (link.id, "Front desk", clock.now())
    assert (turned.last_fetch_at, turned.last_client, turned.fetches) == (None, "", 0)
    assert answers.answer(new, client="") is not None
    assert new != old
    assert _actions(store) == ["calendar.shared", "calendar.rotated"]


def test_whoever_gives_a_link_another_token_answers_for_it(
    links: Subscriptions, answers: CalendarAnswers, store: Store, post: Callable[..., Post]
) -> None:
    with store.write() as unit:
        unit.posts.add(post())
    link, _ = links.make(_ROBIN, "Front desk")
    with store.write() as unit:
        unit.people.set_active(1, active=False)

    _, token = links.rotate(OPERATOR, link.id)

    answer = answers.answer(token, client="")
    assert answer is not None
    assert len(icalendar.Calendar.from_ical(answer.body).events) == 1


def test_a_revoked_link_is_neither_rotated_nor_renamed(links: Subscriptions, store: Store) -> None:
    link, _ = links.make(_ROBIN, "Front desk")
    links.revoke(_ROBIN, link.id)

    with pytest.raises(StateError, match="Make a new one"):
        links.rotate(_ROBIN, link.id)
    with pytest.raises(StateError, match="Make a new one"):
        links.rename(_ROBIN, link.id, "Board")

    assert _actions(store) == ["calendar.shared", "calendar.revoked"]


def test_a_link_is_renamed_and_keeps_its_token(
    links: Subscriptions, answers: CalendarAnswers, store: Store
) -> None:
    link, token = links.make(_ROBIN, "Front desk")

    links.rename(_ROBIN, link.id, "Board\u202e office\x00")
    links.rename(_ROBIN, link.id, "Board office")

    answer = answers.answer(token, client="")
    assert answer is not None
    assert b"X-WR-CALNAME:Board office\r\n" in answer.body
    assert _actions(store) == ["calendar.shared", "calendar.renamed"]


def test_approvals_are_for_the_person_alone_and_for_whoever_needs_no_other_right(
    links: Subscriptions, clinician: Actor
) -> None:
    theirs = _MINE.model_copy(update={"person": clinician.person_id})

    made, _ = links.make(clinician, "My approvals", view=theirs)
    with pytest.raises(NotAllowedError, match="one's own"):
        links.make(clinician, "Robin's", view=_MINE)
    with pytest.raises(NotAllowedError, match="one's own"):
        links.make(_ROBIN, "Sam's", view=theirs)
    with pytest.raises(NotAllowedError, match="one's own"):
        links.rotate(_ROBIN, made.id)
    with pytest.raises(NotAllowedError, match="one's own"):
        links.revoke(_ROBIN, made.id)

    assert [link.id for link in links.all() if link.revoked_at is None] == [made.id]
    assert links.make(OPERATOR, "For Sam", view=theirs)[0].view == theirs


def test_who_may_share_one_channel_makes_links_of_that_one_alone(links: Subscriptions) -> None:
    author = Actor.of(SHARER.model_copy(update={"roles": (), "channel_roles": {"main": (Role.AUTHOR,)}}))

    links.make(author, "Main", view=CalendarView(channels=("main",)))
    links.make(author, "Days", view=CalendarView(kind=ViewKind.OBSERVANCES))
    for refused in (
        CalendarView(),
        CalendarView(channels=("main", "jobs")),
        CalendarView(kind=ViewKind.GAPS),
        CalendarView(pillars=("prevention",)),
    ):
        with pytest.raises(NotAllowedError):
            links.make(author, "More", view=refused)

    assert len(links.all()) == 2


def test_who_may_share_nothing_makes_no_link_but_of_their_own_approvals(
    links: Subscriptions, clinician: Actor
) -> None:
    for kind in set(ViewKind) - {ViewKind.APPROVALS}:
        with pytest.raises(NotAllowedError):
            links.make(clinician, "Mine", view=CalendarView(kind=kind))

    assert links.all() == []


def test_whoever_looks_after_people_ends_what_somebody_left_behind(
    links: Subscriptions, answers: CalendarAnswers, clinician: Actor
) -> None:
    administrator = Actor.of(SHARER.model_copy(update={"id": 9, "roles": (Role.ADMINISTRATOR,)}))
    theirs = CalendarView(kind=ViewKind.APPROVALS, person=clinician.person_id)
    link, token = links.make(clinician, "My approvals", view=theirs)

    links.revoke(administrator, link.id)

    assert answers.answer(token, client="") is None


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (CalendarView(kind=ViewKind.APPROVALS), "name a person"),
        (CalendarView(kind=ViewKind.OBSERVANCES, channels=("main",)), "can't be narrowed by channels"),
        (CalendarView(kind=ViewKind.GAPS, person=1, alarm=5), "by alarm and person"),
        (CalendarView(alarm=5), "can't be narrowed by alarm"),
        (_MINE.model_copy(update={"alarm": -1}), "four weeks at most"),
        (_MINE.model_copy(update={"alarm": 40321}), "four weeks at most"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused_with_the_next_step(
    links: Subscriptions, view: CalendarView, words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        links.make(OPERATOR, "Front desk", view=view)

    assert links.all() == []


@pytest.mark.parametrize(
    "view", [CalendarView(pillars=("cats",)), CalendarView(person=77), CalendarView(channels=("x",))]
)
def test_a_view_of_what_is_not_there_is_refused(links: Subscriptions, view: CalendarView) -> None:
    with pytest.raises(UnknownNameError):
        links.make(OPERATOR, "Front desk", view=view)

    assert links.all() == []


def test_an_approval_rings_so_long_before_as_was_asked(
    links: Subscriptions, answers: CalendarAnswers, store: Store, post: Callable[..., Post]
) -> None:
    with store.write() as unit:
        unit.posts.add(post(state=PostState.IN_REVIEW, text="Flu\r\nBEGIN:VALARM", due=_NOW))
    _, token = links.make(_ROBIN, "Mine", view=_MINE.model_copy(update={"alarm": 90}))

    answer = answers.answer(token, client="")

    assert answer is not None
    (event,) = icalendar.Calendar.from_ical(answer.body).events
    (alarm,) = event.alarms.times
    assert event["STATUS"] == "TENTATIVE"
    assert event.start - alarm.trigger == timedelta(minutes=90)
    assert answer.body.count(b"BEGIN:VALARM\r\n") == 1


@pytest.mark.parametrize("kind", ViewKind)
def test_every_view_is_a_valid_calendar_and_the_same_bytes_twice(
    links: Subscriptions, store: Store, clock: FrozenClock, post: Callable[..., Post], kind: ViewKind
) -> None:
    with store.write() as unit:
        unit.posts.add(post(state=PostState.IN_REVIEW))
    view = CalendarView(kind=kind, person=1 if kind is ViewKind.APPROVALS else None)
    _, token = links.make(OPERATOR, "Front desk", view=view)

    bodies = []
    for _ in range(2):
        answer = CalendarAnswers(store, clock, planner_url="").answer(token, client="")
        assert answer is not None
        bodies.append((answer.body, answer.etag))
        clock.advance(timedelta(hours=3))

    assert bodies[0] == bodies[1]
    read = icalendar.Calendar.from_ical(bodies[0][0])
    assert b"BEGIN:VTIMEZONE" in bodies[0][0]
    assert "24 hours" in str(read["X-WR-CALDESC"])
    assert bool(read.events) == (kind not in {ViewKind.GAPS, ViewKind.TRENDS})


def test_the_picture_of_an_address_is_svg_without_anything_that_runs() -> None:
    drawn = qr_code(f"webcal://calendar.example/calendar/{'T' * 32}.ics", title="<script>&")

    assert drawn.startswith("<svg ")
    assert "<script" not in drawn
    assert drawn != qr_code(f"webcal://calendar.example/calendar/{'U' * 32}.ics", title="<script>&")


@pytest.mark.parametrize("token", ["", "T" * 31, "T" * 33, "../" + "T" * 29, "\udcff" * 32, "\u0661" * 32])
def test_what_is_no_token_has_no_addresses(links: Subscriptions, token: str) -> None:
    with pytest.raises(InvalidInputError, match="no token"):
        links.addresses(token)


def test_names_of_others_are_words_in_a_calendar_and_nothing_else(
    links: Subscriptions, answers: CalendarAnswers, store: Store, post: Callable[..., Post]
) -> None:
    hostile = "Main\r\nATTENDEE:mailto:x@example.org\u2028;,\\N"
    with store.write() as unit:
        unit.posts.add(post(text="Flu clinic"))
        unit.plan.change_channel(unit.plan.channel("main").model_copy(update={"title": hostile}))
        unit.plan.set_organisation(Organisation(name="Larkspur\r\nEND:VCALENDAR", zone="America/Chicago"))
    _, token = links.make(OPERATOR, "Board\r\nMETHOD:REQUEST")

    answer = answers.answer(token, client="")

    assert answer is not None
    lines = answer.body.split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"METHOD:REQUEST"))]
    assert lines.count(b"END:VCALENDAR") == 1
    (event,) = icalendar.Calendar.from_ical(answer.body).events
    assert str(event["SUMMARY"]).endswith("] Flu clinic")
