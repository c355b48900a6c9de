from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import icalendar
import pytest

from scheduler.caldav import caldav_routes
from scheduler.domain.people import Role
from scheduler.domain.post import PostState
from scheduler.domain.record import Detail
from scheduler.webcal import CalendarServer, application
from tests.builders import NOON
from tests.caldav.conftest import SPACES, House, Program, told


def test_a_program_finds_its_way_from_the_host_to_the_calendars(program: Program) -> None:
    known = program.ask("PROPFIND", "/.well-known/caldav")
    root = program.found(known.headers["location"], "D:current-user-principal")
    principal = root["/caldav/"]["current-user-principal"][0].text or ""
    person = program.found(principal, "C:calendar-home-set", "C:calendar-user-address-set", "D:displayname")
    home = person[principal]["calendar-home-set"][0].text or ""

    calendars = program.found(home, "D:displayname", "D:resourcetype", "A:calendar-color", depth="1")

    assert known.status_code == 301
    assert person[principal]["displayname"].text == "Robin Example"
    assert person[principal]["calendar-user-address-set"][0].text == "mailto:robin@example.org"
    assert {address.removeprefix(home): kept["displayname"].text for address, kept in calendars.items()} == {
        "": "Rounds",
        "all_channels/": "Larkspur County Hospital: all channels",
        "jobs-x/": "Careers",
        "main-x/": "Main",
    }
    kinds = {each.tag for each in calendars[home + "main-x/"]["resourcetype"]}
    assert kinds == {"{DAV:}collection", "{urn:ietf:params:xml:ns:caldav}calendar"}
    assert len(calendars[home + "main-x/"]["calendar-color"].text or "") == len("#0F766EFF")


def test_a_program_that_is_given_nothing_but_the_host_is_shown_the_way(program: Program) -> None:
    shown = program.ask("PROPFIND", "/")

    assert (shown.status_code, shown.headers["location"]) == (301, "/caldav/")
    assert program.ask("GET", "/").status_code == 404


def test_a_calendar_shows_the_posts_of_its_channel_as_events(house: House, program: Program) -> None:
    post = house.post(text="Flu clinic\nThe second line.", pillar="prevention")
    other = house.post(channel="jobs-x", text="Nurses wanted")

    main = program.found(program.home + "main-x/", "D:getetag", "D:getcontenttype", depth="1")
    whole = program.found(program.home + "all_channels/", "D:getetag", depth="1")
    got = program.ask("GET", program.entry(post))

    event = icalendar.Calendar.from_ical(got.text).events[0]
    assert sorted(main) == sorted([program.home + "main-x/", program.entry(post)])
    assert {program.entry(post, "all_channels"), program.entry(other, "all_channels")} <= set(whole)
    assert main[program.entry(post)]["getetag"].text == got.headers["etag"]
    assert (event["SUMMARY"], event.start) == ("[Main] Flu clinic", NOON)
    assert "second" not in got.text
    assert b"METHOD" not in got.content
    assert got.text.count("BEGIN:VTIMEZONE") == 1


def test_how_much_a_program_is_told_is_the_app_passwords(house: House, server: str) -> None:
    sam = house.person("sam", Role.AUTHOR)
    program = Program(server, sam, house.secret(sam, detail=Detail.FULL))

    got = program.ask("GET", program.entry(house.post(text="Flu clinic\nThe second line.")))

    assert "The second line." in got.text
    program.http.close()


def test_the_same_entry_is_not_sent_twice(house: House, program: Program) -> None:
    post = house.post()
    first = program.ask("GET", program.entry(post))

    again = program.ask("GET", program.entry(post), If_None_Match=first.headers["etag"])
    head = program.ask("HEAD", program.entry(post))

    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert head.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize(
    ("start", "end", "is_found"),
    [
        (NOON, NOON + timedelta(minutes=1), True),
        (NOON + timedelta(minutes=14), NOON + timedelta(days=1), True),
        (NOON + timedelta(minutes=15), NOON + timedelta(days=1), False),
        (NOON - timedelta(days=1), NOON, False),
    ],
)
def test_posts_are_found_by_time(
    house: House, program: Program, start: datetime, end: datetime, *, is_found: bool
) -> None:
    post = house.post()

    answer = program.ask(
        "REPORT",
        program.home + "main-x/",
        _query(f'<C:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>'),
    )

    assert (program.entry(post) in told(answer)) is is_found


def test_posts_are_found_by_uid_and_no_tasks_are_found(house: House, program: Program) -> None:
    post = house.post()
    house.post()

    by_uid = _query(
        f'<C:prop-filter name="UID"><C:text-match>post-{post.uid}@rounds</C:text-match></C:prop-filter>'
    )
    tasks = _query("").replace("VEVENT", "VTODO")

    assert list(told(program.ask("REPORT", program.home + "main-x/", by_uid))) == [program.entry(post)]
    assert told(program.ask("REPORT", program.home + "main-x/", tasks)) == {}


def test_many_are_fetched_at_once_and_what_is_missing_is_told(house: House, program: Program) -> None:
    post, other = house.post(), house.post(channel="jobs-x")
    wanted = [
        program.entry(post),
        program.entry(other),
        program.home + "main-x/none.ics",
        "/elsewhere",
        "%ff",
    ]
    listed = "".join(f"<D:href>{each}</D:href>" for each in [*wanted, program.entry(post)])

    answer = program.ask(
        "REPORT",
        program.home + "main-x/",
        f"<C:calendar-multiget {SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{listed}"
        "</C:calendar-multiget>",
    )

    found = told(answer)
    assert list(found) == wanted
    assert [bool(each) for each in found.values()] == [True, False, False, False, False]
    assert "BEGIN:VEVENT" in (found[program.entry(post)]["calendar-data"].text or "")


def test_a_program_is_told_what_changed_since_it_asked(house: House, program: Program) -> None:
    kept = house.post(updated_at=NOON - timedelta(days=3))
    moved, dropped = house.post(), house.post()
    house.post(channel="jobs-x")
    house.clock.advance(timedelta(hours=1))
    first, token = program.synchronise()
    editor = house.actor(house.person("sam", Role.EDITOR))

    house.app.planning.move(editor, moved.id, NOON + timedelta(hours=3))
    house.app.planning.move(editor, dropped.id, NOON + timedelta(days=700))
    second, next_token = program.synchronise(token)
    third, last_token = program.synchronise(next_token)

    assert set(first) == {program.entry(each) for each in (kept, moved, dropped)}
    assert {address: bool(found) for address, found in second.items()} == {
        program.entry(moved): True,
        program.entry(dropped): False,
    }
    assert (third, last_token) == ({}, next_token)
    assert token != next_token


def test_a_program_is_told_what_the_days_brought_and_took(house: House, program: Program) -> None:
    old = house.post(uid="old", due=house.clock.now() - timedelta(days=29, hours=12))
    new = house.post(uid="new", due=house.clock.now() + timedelta(days=365, hours=12))
    off = house.post(uid="off", state=PostState.CANCELLED, updated_at=house.clock.now() - timedelta(days=6))
    _, token = program.synchronise()

    house.clock.advance(timedelta(days=2))
    changed, _ = program.synchronise(token)

    assert {address: bool(found) for address, found in changed.items()} == {
        program.entry(old): False,
        program.entry(new): True,
        program.entry(off): False,
    }


@pytest.mark.parametrize("token", ["nonsense", "urn:rounds:2026-99-99_1_1_aaaaaaaaaaaa_aaaaaaaaaaaaaaaa"])
def test_a_token_of_nobody_is_refused_so_that_all_is_read_anew(program: Program, token: str) -> None:
    answer = _synchronised(program, token)

    assert (answer.status_code, b"valid-sync-token" in answer.content) == (403, True)


def test_a_token_is_refused_after_a_restored_backup_another_look_or_a_month(
    house: House, program: Program
) -> None:
    house.post()
    _, token = program.synchronise()
    day, changed, count, look, state = token.split("_")
    others = [
        "_".join(each)
        for each in [(day, "9" * 16, count, look, state), (day, changed, count, "a" * 12, state)]
    ]

    refused = [_synchronised(program, each).status_code for each in others]
    house.clock.advance(timedelta(days=29))
    still_good = _synchronised(program, token).status_code
    house.clock.advance(timedelta(days=2))

    assert refused == [403, 403]
    assert still_good == 207
    assert _synchronised(program, token).status_code == 403


def test_the_mark_of_a_calendar_changes_with_its_posts_alone(house: House, program: Program) -> None:
    post = house.post(channel="jobs-x")
    before = _marks(program)

    house.clock.advance(timedelta(seconds=1))
    house.app.planning.move(house.actor(house.person("sam", Role.EDITOR)), post.id, NOON + timedelta(hours=1))

    after = _marks(program)
    assert before["jobs-x/"] != after["jobs-x/"]
    assert before["all_channels/"] != after["all_channels/"]


def test_who_may_not_write_sees_the_plan_and_is_told_that_it_is_for_reading(
    house: House, server: str
) -> None:
    kim = house.person("kim", on={"jobs-x": (Role.AUTHOR,)})
    program = Program(server, kim, house.secret(kim))
    post = house.post()

    found = program.found(program.home, "D:current-user-privilege-set", depth="1")

    may = {
        address.removeprefix(program.home): found[address]["current-user-privilege-set"].find(
            ".//{DAV:}write-content"
        )
        is not None
        for address in found
    }
    assert may == {"": False, "all_channels/": True, "jobs-x/": True, "main-x/": False}
    assert program.ask("GET", program.entry(post)).status_code == 200
    program.http.close()


def test_a_program_behind_a_proxy_with_a_path_is_told_the_whole_path(house: House) -> None:
    sam = house.person("sam", Role.EDITOR)
    routes = caldav_routes(
        house.app.app_passwords, house.app.plan_calendars, public_url="https://example.org/rounds/"
    )
    served = CalendarServer(application(house.app.calendar_answers, dict, str, others=routes), "127.0.0.1", 0)
    served.start()
    program = Program(served.url, sam, house.secret(sam))
    post = house.post()

    found = program.found(program.home + "main-x/", "D:getetag", depth="1")
    address = "/rounds" + program.entry(post)
    got = program.ask(
        "REPORT",
        program.home + "main-x/",
        f"<C:calendar-multiget {SPACES}><D:prop><D:getetag/></D:prop><D:href>https://example.org{address}</D:href>"
        "</C:calendar-multiget>",
    )
    known = program.ask("GET", "/.well-known/caldav")

    assert address in found
    assert [bool(each) for each in told(got).values()] == [True]
    assert known.headers["location"] == "/rounds/caldav/"
    program.http.close()
    served.stop()


def test_all_properties_are_told_where_none_is_named(house: House, program: Program) -> None:
    post = house.post()

    empty = told(program.ask("PROPFIND", program.entry(post), Depth="0"))[program.entry(post)]
    names = told(
        program.ask("PROPFIND", program.home + "main-x/", f"<D:propfind {SPACES}><D:propname/></D:propfind>")
    )[program.home + "main-x/"]

    assert {"getetag", "getcontenttype", "resourcetype"} <= set(empty)
    assert "calendar-data" not in empty
    assert {"getctag", "sync-token", "supported-report-set", "owner"} <= set(names)
    assert not any(each.text or list(each) for each in names.values())


def test_what_can_be_done_is_told_without_a_password(server: str) -> None:
    answer = httpx.options(server + "/caldav/", trust_env=False)

    assert answer.status_code == 200
    assert "calendar-access" in answer.headers["dav"]
    assert "PROPFIND" in answer.headers["allow"]


def _query(inner: str) -> str:
    return (
        f"<C:calendar-query {SPACES}><D:prop><D:getetag/></D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{inner}</C:comp-filter>'
        "</C:comp-filter></C:filter></C:calendar-query>"
    )


def _synchronised(program: Program, token: str) -> httpx.Response:
    body = (
        f"<D:sync-collection {SPACES}><D:sync-token>{token}</D:sync-token><D:prop><D:getetag/></D:prop>"
        "</D:sync-collection>"
    )
    return program.ask("REPORT", program.home + "main-x/", body)


def _marks(program: Program) -> dict[str, str]:
    found = program.found(program.home, "S:getctag", depth="1")
    return {
        address.removeprefix(program.home): kept["getctag"].text or ""
        for address, kept in found.items()
        if "getctag" in kept
    }
