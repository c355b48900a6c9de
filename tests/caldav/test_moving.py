from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.people import Person, Role
from scheduler.domain.post import PostState
from tests.builders import NOON, approved
from tests.caldav.conftest import House, Program, document, told, words

_LATER = ":20261203T190000Z"
_AT = datetime(2026, 12, 3, 19, tzinfo=UTC)


def test_a_post_that_is_dragged_moves_in_the_plan_and_in_the_record_as_its_person_did(
    house: House, program: Program, robin: Person
) -> None:
    post = house.post()
    tag = program.ask("GET", program.entry(post)).headers["etag"]

    answer = program.put(post, _LATER, tag=tag)

    moved = house.now_is(post)
    assert (answer.status_code, "etag" in answer.headers) == (204, False)
    assert (moved.due, moved.sequence, moved.text) == (_AT, 1, post.text)
    assert house.deeds(f"post:{post.id}") == [(f"person:{robin.id}", "post.moved")]
    assert program.ask("GET", program.entry(post)).headers["etag"] != tag


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (";TZID=America/Chicago:20261203T130000", _AT),
        (';TZID="Europe/London":20261203T190000', _AT),
        (";TZID=/freeassociation.sourceforge.net/America/Chicago:20261203T130000", _AT),
        (";TZID=America/Argentina/Buenos_Aires:20261203T160000", _AT),
        (";TZID=Central Standard Time:20261203T130000", _AT),
        (";VALUE=DATE-TIME;TZID=America/Chicago:20261203T130000", _AT),
        (":20261203T130000", _AT),
        (":20261203T190730Z", _AT + timedelta(minutes=15)),
        (":20261203T190729Z", _AT),
        (":20261203T185300Z", _AT),
        (":20261203T235959Z", datetime(2026, 12, 4, tzinfo=UTC)),
    ],
)
def test_the_time_counts_in_whatever_zone_it_is_given_to_the_quarter_of_an_hour(
    house: House, program: Program, start: str, due: datetime
) -> None:
    post = house.post()

    answer = program.put(post, start)

    assert answer.status_code == 204
    assert house.now_is(post).due == due


def test_nothing_but_the_time_is_taken_and_the_program_reads_the_rest_again(
    house: House, program: Program
) -> None:
    post = house.post()
    tag = program.ask("GET", program.entry(post)).headers["etag"]
    _, token = program.synchronise()

    answer = program.put(
        post, ":20261201T150000Z", more="SUMMARY:Mine\nDESCRIPTION:Mine\nSTATUS:CANCELLED", tag=tag
    )

    got = program.ask("GET", program.entry(post))
    changed, _ = program.synchronise(token)
    assert (answer.status_code, "etag" in answer.headers) == (204, False)
    assert house.now_is(post) == post
    assert got.headers["etag"] != tag
    assert "Mine" not in got.text
    assert changed[program.entry(post)]["getetag"].text == got.headers["etag"]
    assert program.put(post, _LATER, tag=tag).status_code == 204


def test_a_time_that_is_rounded_back_is_read_again_too(house: House, program: Program) -> None:
    post = house.post()
    tag = program.ask("GET", program.entry(post)).headers["etag"]

    answer = program.put(post, ":20261201T150500Z", tag=tag)

    assert answer.status_code == 204
    assert house.now_is(post) == post
    assert program.ask("GET", program.entry(post)).headers["etag"] != tag


def test_of_two_who_move_a_post_the_second_is_told(house: House, program: Program, robin: Person) -> None:
    post = house.post()
    tag = program.ask("GET", program.entry(post)).headers["etag"]
    house.app.planning.move(house.actor(robin), post.id, NOON + timedelta(hours=2))

    refused = program.put(post, _LATER, tag=tag)

    assert refused.status_code == 412
    assert "changed by someone else" in words(refused)
    assert house.now_is(post).due == NOON + timedelta(hours=2)


def test_the_same_move_that_comes_twice_counts_once(house: House, program: Program) -> None:
    post = house.post()
    tag = program.ask("GET", program.entry(post)).headers["etag"]

    answers = [program.put(post, _LATER, tag=tag).status_code for _ in range(2)]

    assert answers == [204, 412]
    assert len(house.deeds(f"post:{post.id}")) == 1


def test_of_many_at_once_one_moves_the_post(house: House, server: str, robin: Person) -> None:
    post = house.post()
    programs = [Program(server, robin, house.secret(robin)) for _ in range(4)]
    tag = programs[0].ask("GET", programs[0].entry(post)).headers["etag"]
    answers: list[int] = []

    def drag(number: int) -> None:
        answers.append(programs[number].put(post, f":2026120{number + 3}T190000Z", tag=tag).status_code)

    threads = [threading.Thread(target=drag, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(answers) == [204, 412, 412, 412]
    assert len(house.deeds(f"post:{post.id}")) == 1
    for program in programs:
        program.http.close()


def test_an_approval_holds_within_its_window_and_ends_outside_as_in_the_planner(
    house: House, program: Program
) -> None:
    near, far = (
        house.post(
            **(approved(house.post()).model_dump() | {"id": 0, "uid": name, "state": PostState.SCHEDULED})
        )
        for name in ("near", "far")
    )

    program.put(near, ":20261201T180000Z")
    program.put(far, ":20270301T180000Z")

    kept, void = house.now_is(near), house.now_is(far)
    assert (kept.state, kept.is_approved) == (PostState.SCHEDULED, True)
    assert (void.state, void.is_approved) == (PostState.IN_REVIEW, False)
    assert "needs a new one" in (void.explanation or "")


@pytest.mark.parametrize(
    "state",
    [PostState.PUBLISHED, PostState.SENDING, PostState.CANCELLED, PostState.UNKNOWN, PostState.REFUSED],
)
def test_what_is_out_or_over_stays_where_it_is(house: House, program: Program, state: PostState) -> None:
    post = house.post(state=state, updated_at=house.clock.now())

    refused = program.put(post, _LATER)

    assert refused.status_code == 403
    assert "can't be changed any more" in words(refused)
    assert house.now_is(post) == post


def test_nobody_moves_what_they_may_not_write(house: House, server: str) -> None:
    kim = house.person("kim", on={"jobs-x": (Role.AUTHOR,)})
    program = Program(server, kim, house.secret(kim))
    foreign, own = house.post(), house.post(channel="jobs-x")

    answers = [
        program.ask("PUT", program.entry(post, calendar), _document(post.uid))
        for post, calendar in [
            (foreign, "main-x"),
            (foreign, "all_channels"),
            (foreign, "jobs-x"),
            (own, "jobs-x"),
        ]
    ]

    assert [each.status_code for each in answers] == [403, 403, 403, 204]
    assert "may not write posts" in words(answers[0])
    assert house.now_is(foreign) == foreign
    assert house.now_is(own).due == _AT
    program.http.close()


@pytest.mark.parametrize(
    ("start", "more", "said"),
    [
        (";VALUE=DATE:20261203", "", "not for a whole day"),
        (":20261203", "", "not for a whole day"),
        (_LATER, "RRULE:FREQ=DAILY", "can't repeat"),
        (_LATER, "RDATE:20261205T190000Z", "can't repeat"),
        (_LATER, "RECURRENCE-ID:20261205T190000Z", "can't repeat"),
        (":20261130T130000Z", "", "That time has passed"),
        (":20311203T190000Z", "", "three years away"),
        (":99991231T235959Z", "", "out of reach"),
        (":00010101T000000Z", "", "out of reach"),
        (";TZID=America/Chicago:00010101T000000", "", "out of reach"),
        (";TZID=America/Chicago:99991231T235959", "", "out of reach"),
        (":20270314T023000", "", "02:30"),
        (":20261303T190000Z", "", "is no time"),
        (":soon", "", "is no time"),
        (";TZID=Mars/Olympus:20261203T190000", "", "not known"),
        (";TZID=../../etc/passwd:20261203T190000", "", "not known"),
        (";TZID=" + "a/" * 3000 + ":20261203T190000", "", "not known"),
        (_LATER, "END:VEVENT\nBEGIN:VEVENT\nUID:x\nDTSTART:20261203T190000Z", "exactly one event"),
    ],
)
def test_what_no_post_can_be_is_refused_in_words(
    house: House, program: Program, start: str, more: str, said: str
) -> None:
    post = house.post()

    refused = program.put(post, start, more=more)

    assert refused.status_code == 403
    assert said in words(refused)
    assert words(refused)
    assert house.now_is(post) == post


def test_a_new_event_is_refused_and_another_one_does_not_take_a_posts_place(
    house: House, program: Program
) -> None:
    post = house.post()

    new = program.ask("PUT", program.home + "main-x/mine.ics", _document("mine"))
    stranger = program.ask("PUT", program.entry(post), _document("mine"))
    fresh = program.put(post, _LATER, If_None_Match="*")
    lost = program.ask("PUT", program.home + "main-x/mine.ics", _document("mine"), If_Match='"1"')

    assert [each.status_code for each in (new, stranger, fresh, lost)] == [403, 403, 412, 412]
    assert "written in the planner" in words(new)
    assert house.now_is(post) == post


@pytest.mark.parametrize(
    "body", ["", "nonsense", "BEGIN:VCALENDAR\r\nEND:VCALENDAR", "\x00\xff" * 50, "BEGIN:VEVENT"]
)
def test_what_is_no_event_is_refused(house: House, program: Program, body: str) -> None:
    post = house.post()

    refused = program.ask("PUT", program.entry(post), body.encode("utf-8"))

    assert refused.status_code == 403
    assert house.now_is(post) == post


@pytest.mark.parametrize("method", ["DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH", "COPY", "MOVE"])
def test_nothing_is_made_deleted_or_renamed(house: House, program: Program, method: str) -> None:
    post = house.post()

    refused = [
        program.ask(method, path, Destination="/elsewhere", Overwrite="T")
        for path in (program.entry(post), program.home + "main-x/", program.home + "new/")
    ]

    assert {each.status_code for each in refused} == {403}
    assert all("planner" in words(each) for each in refused)
    assert house.now_is(post) == post


def test_a_tag_that_names_any_version_moves_what_stands(house: House, program: Program) -> None:
    posts = [house.post() for _ in range(3)]
    tags = [program.ask("GET", program.entry(post)).headers["etag"] for post in posts]

    answers = [
        program.put(posts[0], _LATER, tag="*"),
        program.put(posts[1], _LATER, tag=f'"other", W/{tags[1]}'),
        program.put(posts[2], _LATER, tag="without quotes"),
    ]

    assert [each.status_code for each in answers] == [204, 204, 412]


def test_a_moved_post_stands_in_both_of_its_calendars(house: House, program: Program) -> None:
    post = house.post()

    program.ask("PUT", program.entry(post, "all_channels"), _document(post.uid))

    for calendar in ("all_channels", "main-x"):
        found = told(program.ask("PROPFIND", program.entry(post, calendar), Depth="0"))
        assert (found[program.entry(post, calendar)]["getetag"].text or "").startswith('"2-')


def _document(uid: str) -> str:
    return document(f"post-{uid}@rounds", _LATER)
