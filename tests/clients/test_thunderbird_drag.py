"""A post dragged in Thunderbird: the pointer takes its event in the week and puts it down elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import httpx
import pytest

from scheduler.domain.approval import ApprovalRules
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from tests.builders import NOON, a_post
from tests.clients.dragging import Desk, comes_to_be, desk_in
from tests.clients.house import House, Recorded, said
from tests.clients.looking import THUNDERBIRD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not THUNDERBIRD.is_here(), reason=f"no Thunderbird on this machine: {THUNDERBIRD.install}"
    ),
]
#: Wednesday at nine in Chicago; the engine's clock stands at Tuesday at nine.
_AT = NOON + timedelta(days=1)
_PASSWORD = "twelve letters and more"


@dataclass(frozen=True)
class Office:
    """Robin, who writes for the channel and has Thunderbird open."""

    house: House
    desk: Desk
    url: str
    recorded: Recorded
    robin: Person

    def scheduled(self, text: str) -> Post:
        """Return a post that Robin wrote for Wednesday at nine, and that is approved."""
        app, robin = self.house.app, self.actor(self.robin)
        post = app.planning.add(robin, NewPost(channel="main-x", at=_AT, text=text))
        app.planning.submit(robin, post.id)
        return app.approving.approve(OPERATOR, post.id)

    def sees(self, *posts: Post, who: Person | None = None) -> None:
        """Give Thunderbird the calendar of the channel, and wait until its week shows these posts alone."""
        person = who or self.robin
        self.finds("/caldav/", person, "Main")
        self.desk.open_week(_AT.date())
        meant = {uid_of(post): said(post.due) for post in posts}
        assert comes_to_be(lambda: self.desk.shown() == meant), (self.desk.shown(), meant)

    def finds(self, path: str, person: Person, *taken: str) -> list[str]:
        """Return the calendars that Thunderbird finds at an address with an app password; it takes some."""
        secret = self.house.app.app_passwords.make(self.actor(person), "Thunderbird")[1]
        return self.desk.subscribe(self.url + path, person.email, secret, *taken)

    def drags(self, post: Post, *, days: int = 0, minutes: int = 0, by_its_end: bool = False) -> int:
        """Drag a post, and return the status of the answer that Thunderbird got."""
        way = partial(self.desk.drag, uid_of(post), days=days, minutes=minutes, by_its_end=by_its_end)
        return self.writes(way)

    def writes(self, deed: Callable[[], None]) -> int:
        """Do something, and return the status of the answer to what Thunderbird then writes."""
        before = len(self.answers)
        deed()
        assert comes_to_be(lambda: len(self.answers) > before), "Thunderbird wrote nothing."
        return self.answers[-1]

    @property
    def answers(self) -> list[int]:
        """Return how each write of a post was answered."""
        return [
            each.status for each in self.recorded.asked if (each.method, each.path[-4:]) == ("PUT", ".ics")
        ]

    def shows(self, post: Post) -> bool:
        """Does the week come to show a post where it is in the plan now?"""
        due = said(self.now_is(post).due)
        return comes_to_be(lambda: self.desk.shown().get(uid_of(post)) == due)

    def now_is(self, post: Post) -> Post:
        """Return a post as it stands in the database."""
        return self.house.app.planning.get(post.id)

    def deeds(self, post: Post) -> list[tuple[str, str]]:
        """Return who did what to a post by the record, oldest first."""
        lines = self.house.app.auditing.recent(subject=f"post:{post.id}")
        return [(line.actor, line.action) for line in reversed(lines)]

    def actor(self, person: Person) -> Actor:
        """Return somebody who has just proved who they are."""
        return Actor.of(person, confirmed_at=self.house.clock.now())


def uid_of(post: Post) -> str:
    """Return the uid of a post's event."""
    return f"post-{post.uid}@rounds"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One window for all tests, for its start takes the longest."""
    with desk_in(tmp_path_factory.mktemp("desk") / "thunderbird") as made:
        yield made


@pytest.fixture
def office(house: House, desk: Desk) -> Iterator[Office]:
    server, recorded = house.served()
    robin = _added(house, "robin", Role.EDITOR)
    server.start()
    try:
        yield Office(house, desk, server.url, recorded, robin)
    finally:
        server.stop()
        desk.forget()


def test_the_calendars_are_found_from_the_address_and_from_the_host_alone(office: Office) -> None:
    found = [office.finds(path, office.robin) for path in ("/caldav/", "/caldav", "/", "")]

    assert found == [["Larkspur County Hospital: all channels", "Main"]] * 4


def test_a_post_dragged_by_the_pointer_moves_in_plan_planner_record_and_link_as_its_person_did(
    office: Office,
) -> None:
    post, other = office.scheduled("Flu shots are free."), office.scheduled("Parking is free.")
    office.sees(post, other)

    answer = office.drags(post, days=1, minutes=240)

    moved, due = office.now_is(post), _AT + timedelta(days=1, hours=4)
    assert (answer, moved.due, moved.sequence) == (204, due, post.sequence + 1)
    assert office.deeds(post)[-1] == (f"person:{office.robin.id}", "post.moved")
    assert [each.id for each in office.house.app.planning.between(due, due + timedelta(minutes=1))] == [
        post.id
    ]
    link = httpx.get(f"{office.url}/calendar/{office.house.token}.ics", trust_env=False).text
    assert _starts(link)[uid_of(post)] == "TZID=America/Chicago:20261203T130000"
    assert office.shows(post)
    assert office.now_is(other) == other
    assert {each["uid"]: each["start"] for each in office.desk.fetched("Main")} == {
        uid_of(post): said(due),
        uid_of(other): said(_AT),
    }


def test_an_approval_holds_where_its_window_does_and_ends_where_the_post_is_dragged_out_of_it(
    office: Office,
) -> None:
    office.house.app.approving.set_rules(OPERATOR, ApprovalRules(channel="main-x", window_days=0))
    near, far = office.scheduled("Flu shots are free."), office.scheduled("Parking is free.")
    office.sees(near, far)

    answers = [office.drags(near, minutes=180), office.drags(far, days=2)]

    kept, void = office.now_is(near), office.now_is(far)
    assert answers == [204, 204]
    assert (kept.due, kept.state, kept.is_approved) == (_AT + timedelta(hours=3), PostState.SCHEDULED, True)
    assert (void.due, void.state, void.is_approved) == (_AT + timedelta(days=2), PostState.IN_REVIEW, False)
    assert "needs a new one" in (void.explanation or "")
    assert office.shows(near)
    assert office.shows(far)


def test_what_is_published_or_would_be_past_snaps_back_and_the_calendar_lives_on(office: Office) -> None:
    with office.house.app._store.write() as unit:
        out = unit.posts.add(a_post(due=_AT, state=PostState.PUBLISHED, text="It is out."))
    early, late = office.scheduled("Flu shots are free."), office.scheduled("Parking is free.")
    office.sees(out, early, late)

    answers = [office.drags(out, days=1), office.drags(early, days=-2)]

    assert answers == [403, 403]
    assert [office.now_is(each) for each in (out, early)] == [out, early]
    assert "post.moved" not in [action for _, action in office.deeds(out) + office.deeds(early)]
    assert {each["start"] for each in office.desk.fetched("Main")} == {said(_AT)}
    assert office.shows(out)
    assert office.shows(early)
    assert office.desk.calendars() == [["Main", False, False]]
    assert office.drags(late, days=1) == 204
    assert office.now_is(late).due == _AT + timedelta(days=1)
    assert office.shows(late)


@pytest.mark.parametrize(("button", "answers", "hours"), [("cancel", [412], 2), ("accept", [412, 204], 24)])
def test_of_a_post_that_was_moved_meanwhile_thunderbird_asks_and_does_as_it_is_told(
    office: Office, button: str, answers: list[int], hours: int
) -> None:
    post = office.scheduled("Flu shots are free.")
    office.sees(post)
    office.house.app.planning.move(OPERATOR, post.id, _AT + timedelta(hours=2))
    office.desk.will_answer(button)

    office.drags(post, days=1)

    assert comes_to_be(lambda: office.answers == answers)
    assert office.now_is(post).due == _AT + timedelta(hours=hours)
    assert office.shows(post)


def test_a_post_pulled_longer_snaps_back_and_undo_takes_a_move_back(office: Office) -> None:
    post = office.scheduled("Flu shots are free.")
    office.sees(post)

    answer = office.drags(post, minutes=120, by_its_end=True)
    held = office.desk.fetched("Main")
    moved = office.drags(post, days=1)
    assert office.shows(post)
    undone = office.writes(office.desk.undo)

    assert (answer, moved, undone) == (204, 204, 204)
    assert [(each["start"], each["end"]) for each in held] == [(said(_AT), said(_AT + timedelta(minutes=15)))]
    assert office.now_is(post).due == _AT
    assert office.deeds(post)[-2:] == [(f"person:{office.robin.id}", "post.moved")] * 2
    assert office.shows(post)


def test_a_post_dropped_on_another_day_of_the_month_view_keeps_its_hour(office: Office) -> None:
    if not office.desk.has_screen:
        pytest.skip("no Xvfb on this machine: apt-get install xvfb")
    post, day = office.scheduled("Flu shots are free."), _AT + timedelta(days=6)
    office.sees(post)

    answer = office.writes(lambda: office.desk.drop_in_month(uid_of(post), day.date()))

    moved = office.now_is(post)
    assert (answer, moved.due, moved.is_approved) == (204, day, True)
    assert office.deeds(post)[-1] == (f"person:{office.robin.id}", "post.moved")


def test_where_its_person_may_not_write_the_calendar_is_for_reading(office: Office) -> None:
    post = office.scheduled("Flu shots are free.")
    office.sees(post, who=_added(office.house, "kim", Role.AUDITOR))

    office.desk.drag(uid_of(post), days=1)

    assert [each["start"] for each in office.desk.fetched("Main")] == [said(_AT)]
    assert office.desk.calendars() == [["Main", True, False]]
    assert (office.answers, office.now_is(post)) == ([], post)


def _added(house: House, name: str, role: Role) -> Person:
    return house.app.people.add(
        OPERATOR, name=name.title(), email=f"{name}@example.org", roles=[role], password=_PASSWORD
    )


def _starts(calendar: str) -> dict[str, str]:
    """Return how the start of each event of a calendar is written, by its uid."""
    events = re.sub(r"\r\n[ \t]", "", calendar).split("BEGIN:VEVENT\r\n")[1:]
    fields = [dict(re.findall(r"^(UID|DTSTART)[:;](.*?)\r$", each, re.MULTILINE)) for each in events]
    return {each["UID"]: each["DTSTART"] for each in fields}
