"""The calendar as it comes over HTTP, line by line."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.people import OPERATOR
from scheduler.domain.record import Detail
from tests.builders import NOON, a_post
from tests.clients.house import House
from tests.clients.outlook_model import Outlook


def _lines(house: House) -> list[str]:
    return house.written().replace(b"\r\n ", b"").decode().split("\r\n")


def _said(lines: list[str], name: str) -> list[str]:
    return [each.partition(":")[2] for each in lines if each.partition(":")[0].partition(";")[0] == name]


def test_the_head_says_what_programs_ask_for_and_its_lines_name_no_secret(house: House) -> None:
    lines = _lines(house)

    head = lines[: lines.index("BEGIN:VTIMEZONE")]
    for line in (
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Heads of department",
        "X-WR-CALNAME:Heads of department",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:America/Chicago",
    ):
        assert line in head
    assert _said(head, "PRODID") == ["-//Rounds//Content Calendar 1.0//EN"]
    assert len(_said(head, "X-WR-CALDESC")) == 1
    assert not any(house.token in line for line in lines)


def test_an_event_says_each_thing_once_and_only_what_the_data_says(house: House) -> None:
    house.post("Wash your hands.", at=NOON + timedelta(days=1))
    house.clock.advance(timedelta(hours=3))

    lines = _lines(house)

    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    assert _said(event, "DTSTAMP") == _said(event, "LAST-MODIFIED") == _said(event, "CREATED")
    assert _said(event, "DTSTAMP") == [f"{NOON:%Y%m%dT%H%M%SZ}"]
    assert "DTSTART;TZID=America/Chicago:20261202T090000" in event
    assert "DTEND;TZID=America/Chicago:20261202T091500" in event
    assert "SUMMARY:[Main] Wash your hands." in event
    for line in (
        "STATUS:TENTATIVE",
        "SEQUENCE:0",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "CATEGORIES:Main",
    ):
        assert line in event
    assert not any(each.startswith(("BEGIN:VALARM", "ATTENDEE", "ORGANIZER", "RRULE")) for each in event)


def test_a_post_keeps_its_uid_and_its_sequence_grows_with_each_move_and_change_of_status(
    house: House,
) -> None:
    post = house.post("Wash your hands.", at=NOON + timedelta(days=1))
    seen = [_lines(house)]

    house.app.planning.move(OPERATOR, post.id, NOON + timedelta(days=2))
    seen.append(_lines(house))
    house.app.planning.cancel(OPERATOR, post.id)
    seen.append(_lines(house))

    assert [_said(each, "UID") for each in seen] == [[f"post-{post.uid}@rounds"]] * 3
    assert [_said(each, "SEQUENCE") for each in seen] == [["0"], ["1"], ["2"]]
    assert _said(seen[2], "STATUS") == ["CANCELLED"]
    assert _said(seen[2], "SUMMARY") == ["Cancelled: [Main] Wash your hands."]


def test_a_cancelled_post_is_shown_for_seven_days(house: House) -> None:
    post = house.post("Wash your hands.", at=NOON + timedelta(days=20))
    house.app.planning.cancel(OPERATOR, post.id)

    house.clock.advance(timedelta(days=7))
    last = _said(_lines(house), "STATUS")
    house.clock.advance(timedelta(days=1))
    after = _said(_lines(house), "STATUS")

    assert last == ["CANCELLED"]
    assert after == []


def test_a_month_back_a_year_ahead_and_of_too_many_the_thousand_nearest_with_a_notice(house: House) -> None:
    outside = (NOON - timedelta(days=31), NOON + timedelta(days=366))
    near = [NOON - timedelta(days=29) + timedelta(hours=8 * n) for n in range(1_100)]
    with house.app._store.write() as unit:
        for at in (*outside, *near):
            unit.posts.add(a_post(due=at, text="Wash your hands."))

    outlook = Outlook(house.written())

    starts = {each["start"] for each in outlook.events}
    assert len(outlook.events) == 1_000
    assert starts == {
        f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in sorted(near, key=lambda at: abs(at - NOON))[:1_000]
    }
    assert outlook.complaints == []
    (told,) = _said(_lines(house), "X-WR-CALDESC")
    assert told.endswith("Shows the 1\\,000 nearest to today\\; 100 more are in the planner.")


def test_titles_alone_are_told_unless_the_link_says_more(house: House) -> None:
    house.post("Wash your hands.\nThe second line is for the desk.", at=NOON + timedelta(days=1))
    told = house.written()
    house.token = house.app.subscribing.make(OPERATOR, "Titles")[1]

    alone = house.written()

    assert b"second line" in told.replace(b"\r\n ", b"")
    assert b"second line" not in alone.replace(b"\r\n ", b"")
    assert b"DESCRIPTION" not in alone.partition(b"BEGIN:VEVENT")[2]
    assert Detail.TITLES is house.app.subscribing.all()[0].detail
