from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import icalendar
import pytest
from sqlalchemy import event
from sqlmodel import SQLModel

from scheduler.domain.calendar_view import CalendarView
from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import ENGINE, OPERATOR, Actor
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import CalendarLink, Detail
from scheduler.ical import CalendarAnswer
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.subscribing import Subscriptions
from scheduler.store.database import Store, open_engine
from scheduler.webcal import CalendarServer, application
from tests.calendar.conftest import SHARER

_NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
_LINE_TWO = "The second line is for those who may see it."
_SHARER = Actor.of(SHARER)


def _only(*channels: str) -> CalendarView:
    return CalendarView(channels=channels)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(_NOW)


@pytest.fixture
def subscriptions(store: Store, clock: FrozenClock) -> Subscriptions:
    return Subscriptions(
        store, clock, planner_url="https://planner.example", calendar_url="https://calendar.example/"
    )


@pytest.fixture
def answers(store: Store, clock: FrozenClock) -> CalendarAnswers:
    return CalendarAnswers(store, clock, planner_url="https://planner.example")


@pytest.fixture
def add(store: Store, post: Callable[..., Post]) -> Callable[..., Post]:
    def save(**given: object) -> Post:
        with store.write() as unit:
            return unit.posts.add(post(**given))

    return save


def _titles(body: bytes) -> list[str]:
    return [str(found["SUMMARY"]) for found in icalendar.Calendar.from_ical(body).events]


def _asked(answers: CalendarAnswers, token: str, *, client: str = "Thunderbird/153") -> CalendarAnswer:
    answer = answers.answer(token, client=client)
    assert answer is not None
    return answer


def test_a_link_shows_titles_of_all_channels_unless_told_otherwise(
    subscriptions: Subscriptions, answers: CalendarAnswers, add: Callable[..., Post]
) -> None:
    add(uid="1", text=f"Flu clinic\n{_LINE_TWO}", pillar="prevention")
    add(uid="2", channel="jobs", text="Nurses wanted", due=_NOW)
    link, token = subscriptions.make(_SHARER, "  Front \n desk ")

    answer = _asked(answers, token)

    assert link.name == "Front desk"
    assert link.detail is Detail.TITLES
    assert _titles(answer.body) == ["[Main account] Flu clinic", "[Careers] Nurses wanted"]
    assert b"second line" not in answer.body.replace(b"\r\n ", b"")
    assert answer.name == "front-desk.ics"


def test_a_link_may_show_the_full_text_of_one_channel(
    subscriptions: Subscriptions, answers: CalendarAnswers, add: Callable[..., Post]
) -> None:
    add(uid="1", text=f"Flu clinic\n{_LINE_TWO}")
    add(uid="2", channel="jobs", text="Nurses wanted", due=_NOW)
    _, token = subscriptions.make(_SHARER, "Reviewers", detail=Detail.FULL, view=_only("main"))

    body = _asked(answers, token).body

    assert _titles(body) == ["[Main account] Flu clinic"]
    assert _LINE_TWO.encode() in body.replace(b"\r\n ", b"")


def test_only_the_digest_of_a_token_is_kept(subscriptions: Subscriptions, tmp_path: Path) -> None:
    link, token = subscriptions.make(_SHARER, "Front desk")
    other = subscriptions.make(_SHARER, "Front desk")[1]

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert len(token) == 32
    assert token != other
    assert token.encode() not in kept
    assert hashlib.sha256(token.encode()).hexdigest().encode() in kept
    assert token not in repr(link)


def test_making_and_revoking_a_link_is_in_the_record_without_the_token(
    subscriptions: Subscriptions, store: Store
) -> None:
    link, token = subscriptions.make(_SHARER, "Front desk", view=_only("jobs"))

    subscriptions.revoke(OPERATOR, link.id)
    subscriptions.revoke(OPERATOR, link.id)

    with store.read() as unit:
        entries = list(unit.audit.all())
    assert [(entry.action, entry.actor, entry.subject) for entry in entries] == [
        ("calendar.shared", "person:1", f"calendar:{link.id}"),
        ("calendar.revoked", "operator", f"calendar:{link.id}"),
    ]
    assert entries[0].facts == {
        "name": "Front desk",
        "detail": "titles",
        "view": "plan",
        "channels": "jobs",
    }
    assert token not in str(entries)


def test_who_may_not_share_can_neither_make_nor_revoke_a_link(
    subscriptions: Subscriptions, answers: CalendarAnswers
) -> None:
    link, token = subscriptions.make(_SHARER, "Front desk")

    with pytest.raises(NotAllowedError):
        subscriptions.make(ENGINE, "Mine")
    with pytest.raises(NotAllowedError):
        subscriptions.revoke(ENGINE, link.id)

    assert [known.id for known in subscriptions.all()] == [link.id]
    assert answers.answer(token, client="") is not None


@pytest.mark.parametrize("name", ["", " \n", "x" * 101])
def test_a_link_needs_a_name_of_reasonable_length(subscriptions: Subscriptions, name: str) -> None:
    with pytest.raises(InvalidInputError, match="say who will use it"):
        subscriptions.make(_SHARER, name)

    assert subscriptions.all() == []


def test_unknown_channels_and_links_are_named(subscriptions: Subscriptions) -> None:
    with pytest.raises(UnknownNameError, match="no channel “nowhere”"):
        subscriptions.make(_SHARER, "Front desk", view=_only("nowhere"))
    with pytest.raises(UnknownNameError, match="no channel “nowhere”"):
        subscriptions.export(Detail.TITLES, view=_only("nowhere"))
    with pytest.raises(UnknownNameError, match="no calendar link “77”"):
        subscriptions.revoke(_SHARER, 77)


def test_unknown_revoked_and_malformed_tokens_open_nothing(
    subscriptions: Subscriptions, answers: CalendarAnswers
) -> None:
    link, token = subscriptions.make(_SHARER, "Front desk")
    _asked(answers, token)

    subscriptions.revoke(_SHARER, link.id)

    for tried in (token, "A" * 32, token[:-1], token + "A", "", "ä" * 32, "\0" * 32, "%" * 32):
        assert answers.answer(tried, client="") is None


def test_an_unchanged_plan_keeps_its_tag_even_in_another_process(
    subscriptions: Subscriptions,
    answers: CalendarAnswers,
    store: Store,
    clock: FrozenClock,
    add: Callable[..., Post],
) -> None:
    add()
    _, token = subscriptions.make(_SHARER, "Front desk")
    first = _asked(answers, token)
    clock.advance(timedelta(hours=3))
    elsewhere = CalendarAnswers(store, clock, planner_url="https://planner.example")

    again = _asked(elsewhere, token)

    assert (again.etag, again.body, again.gzipped) == (first.etag, first.body, first.gzipped)
    assert again.last_modified == _NOW


def test_whatever_is_shown_changes_the_tag(
    subscriptions: Subscriptions,
    answers: CalendarAnswers,
    store: Store,
    clock: FrozenClock,
    add: Callable[..., Post],
) -> None:
    moved = add(uid="1")
    _, token = subscriptions.make(_SHARER, "Front desk")
    tags = [_asked(answers, token).etag]

    with store.write() as unit:
        unit.posts.save(moved.model_copy(update={"due": _NOW, "sequence": 1}), at=moved.updated_at)
    tags.append(_asked(answers, token).etag)
    add(uid="2", due=_NOW + timedelta(days=2))
    tags.append(_asked(answers, token).etag)
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur Regional Hospital", zone="America/Chicago"))
    tags.append(_asked(answers, token).etag)
    clock.advance(timedelta(days=1))
    tags.append(_asked(answers, token).etag)

    assert len(set(tags[:4])) == 4
    assert tags[4] == tags[3], "the day alone changes nothing that is shown"


def test_another_channels_posts_do_not_change_the_tag(
    subscriptions: Subscriptions, answers: CalendarAnswers, add: Callable[..., Post]
) -> None:
    add(uid="1")
    _, token = subscriptions.make(_SHARER, "Front desk", view=_only("main"))
    before = _asked(answers, token)

    add(uid="2", channel="jobs")

    assert _asked(answers, token).etag == before.etag


def test_a_change_within_the_last_two_seconds_gives_no_date(
    subscriptions: Subscriptions, answers: CalendarAnswers, clock: FrozenClock, add: Callable[..., Post]
) -> None:
    _, token = subscriptions.make(_SHARER, "Front desk")
    clock.advance(timedelta(minutes=5))
    changed = clock.now()
    add(updated_at=changed)

    young = _asked(answers, token)
    clock.advance(timedelta(seconds=2))
    settled = _asked(answers, token)

    assert young.last_modified is None
    assert settled.last_modified == changed
    assert young.etag == settled.etag


def test_a_cancelled_post_is_shown_struck_for_a_week(
    subscriptions: Subscriptions,
    answers: CalendarAnswers,
    store: Store,
    clock: FrozenClock,
    add: Callable[..., Post],
) -> None:
    planned = add(text="Open day", state=PostState.SCHEDULED, due=_NOW + timedelta(days=20))
    _, token = subscriptions.make(_SHARER, "Front desk")

    with store.write() as unit:
        unit.posts.save(planned.moved_to(PostState.CANCELLED), at=_NOW)
    soon = _asked(answers, token).body
    clock.advance(timedelta(days=8))
    later = _asked(answers, token).body

    assert _titles(soon) == ["Cancelled: [Main account] Open day"]
    assert _titles(later) == []
    assert b"BEGIN:VTIMEZONE" in later


def test_who_fetched_a_link_is_noted_once_a_minute(
    subscriptions: Subscriptions, answers: CalendarAnswers, clock: FrozenClock
) -> None:
    _, token = subscriptions.make(_SHARER, "Front desk")

    for client in ("Outlook\r\nX: y", "Thunderbird"):
        _asked(answers, token, client=client)
        clock.advance(timedelta(seconds=40))
    noted = subscriptions.all()[0]
    _asked(answers, token, client="K" * 5000)
    later = subscriptions.all()[0]

    assert (noted.last_fetch_at, noted.last_client, noted.fetches) == (_NOW, "OutlookX: y", 1)
    assert (later.last_client, later.fetches) == ("K" * 200, 2)


def test_a_database_that_can_not_be_written_does_not_fail_a_fetch(
    subscriptions: Subscriptions,
    answers: CalendarAnswers,
    store: Store,
    add: Callable[..., Post],
    caplog: pytest.LogCaptureFixture,
) -> None:
    add()
    _, token = subscriptions.make(_SHARER, "Front desk")
    caplog.set_level(logging.WARNING)
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))

    answer = answers.answer(token, client="Thunderbird")

    assert answer is not None
    assert _titles(answer.body) == ["[Main account] Wash your hands."]
    assert "calendar fetch not noted" in caplog.text
    assert token not in caplog.text


def test_an_export_is_what_a_link_would_show(subscriptions: Subscriptions, add: Callable[..., Post]) -> None:
    add(uid="1", text=f"Flu clinic\n{_LINE_TWO}")
    add(uid="2", channel="jobs", text="Nurses wanted", due=_NOW)

    everything = subscriptions.export(Detail.FULL)
    jobs = subscriptions.export(Detail.TITLES, view=_only("jobs"))

    assert b"X-WR-CALNAME:Larkspur County Hospital\r\n" in everything
    assert b"X-WR-TIMEZONE:America/Chicago\r\n" in everything
    assert _LINE_TWO.encode() in everything.replace(b"\r\n ", b"")
    assert _titles(jobs) == ["[Careers] Nurses wanted"]


def test_a_plan_without_an_organisation_can_still_be_shared(clock: FrozenClock, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    SQLModel.metadata.create_all(engine)
    empty = Store(engine)
    subscriptions = Subscriptions(empty, clock, planner_url="", calendar_url="http://127.0.0.1:8502")

    body = subscriptions.export(Detail.TITLES)

    empty.close()
    assert _titles(body) == []
    assert body.count(b"BEGIN:VTIMEZONE") == 1


def test_a_renamed_channel_is_shown_by_its_new_name_though_no_post_changed(
    subscriptions: Subscriptions, answers: CalendarAnswers, store: Store, add: Callable[..., Post]
) -> None:
    add(channel="main", text="Flu clinic")
    _, token = subscriptions.make(_SHARER, "Front desk")
    before = _asked(answers, token)

    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE channel SET title = 'Hospital news' WHERE name = 'main'")
    after = _asked(answers, token)

    assert after.etag != before.etag
    assert _titles(after.body) == ["[Hospital news] Flu clinic"]


def test_the_ways_to_subscribe_all_lead_to_the_same_calendar(subscriptions: Subscriptions) -> None:
    _, token = subscriptions.make(_SHARER, "Nurses & co.")

    found = subscriptions.addresses(token)

    plain = f"https://calendar.example/calendar/{token}.ics"
    asked = f"?url=https%3A%2F%2Fcalendar.example%2Fcalendar%2F{token}.ics&name=Nurses%20%26%20co."
    assert found.https == plain
    assert found.webcal == plain.replace("https://", "webcal://")
    assert found.outlook == f"https://outlook.office.com/calendar/0/addfromweb{asked}"
    assert found.outlook_personal == f"https://outlook.live.com/calendar/0/addfromweb{asked}"
    assert "webcal%3A%2F%2Fcalendar.example" in found.google
    assert "name=" not in subscriptions.addresses("T" * 32).outlook


def test_a_link_is_served_over_http_until_it_is_revoked(
    subscriptions: Subscriptions, store: Store, clock: FrozenClock, add: Callable[..., Post]
) -> None:
    add(text="Flu clinic")
    link, token = subscriptions.make(_SHARER, "Front desk")
    answers = CalendarAnswers(store, clock, planner_url="https://planner.example")
    server = CalendarServer(application(answers, dict, str), "127.0.0.1", 0)
    server.start()

    with httpx.Client(base_url=server.url, trust_env=False) as client:
        first = client.get(f"/calendar/{token}.ics")
        again = client.get(f"/calendar/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
        subscriptions.revoke(_SHARER, link.id)
        after = client.get(f"/calendar/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
    server.stop()

    assert _titles(first.content) == ["[Main account] Flu clinic"]
    assert (first.status_code, again.status_code, after.status_code) == (200, 304, 404)
    assert type(subscriptions.all()[0]) is CalendarLink
