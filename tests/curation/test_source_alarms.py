"""Sources on a real server that change hands, form, or nothing at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import Alarm, SourceKind
from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from tests.builders import an_actor
from tests.curation.house import Entry, House, a_source, rss
from tests.feeds.feed_host import Host, Reply

DAY = timedelta(days=1)
FLU, SLEEP = Entry("flu", "Flu clinics open on Saturday"), Entry("sleep", "How the flu keeps us from sleep")


def serve(host: Host, *entries: Entry, title: str = "County health") -> None:
    body = rss(*entries).replace(b"<title>Feed</title>", f"<title>{title}</title>".encode())
    host.serve("/feed", Reply(body=body, headers={"ETag": f'"{title}{len(entries)}"'}))


def added(house: House, host: Host) -> None:
    house.curating.add(OPERATOR, a_source(url=host.url("/feed"), domains=("127.0.0.1",)))


def polled_again(house: House) -> None:
    house.clock.advance(timedelta(hours=2))
    house.curating.poll()


def test_a_feed_that_is_anothers_now_is_withheld_until_a_person_agrees(house: House, host: Host) -> None:
    serve(host, FLU)
    added(house, host)
    house.curating.poll()
    before = len(house.curating.inbox())

    serve(host, FLU, SLEEP, title="Lucky Casino")
    polled_again(house)
    health, withheld = house.curating.health("county"), house.curating.inbox()
    house.curating.agree(OPERATOR, "county")
    polled_again(house)

    assert before == 1
    assert health.alarm is Alarm.OWNER
    assert "“Lucky Casino” now; it was “County health”" in health.alarm_words
    assert withheld == []
    assert house.curating.health("county").known_title == "Lucky Casino"
    assert len(house.curating.inbox()) == 2


def test_the_record_hears_of_an_alarm_that_a_poll_raised_once(house: House, host: Host) -> None:
    serve(host, FLU)
    added(house, host)
    house.curating.poll()

    serve(host, FLU, SLEEP, title="Lucky Casino")
    polled_again(house)
    polled_again(house)

    with house.store.read() as unit:
        told = [entry.action for entry in unit.audit.recent(subject="source:county")]
    assert told == ["source.alarmed", "source.added"]


def test_what_is_due_daily_finds_the_silent_source(house: House, host: Host) -> None:
    old = [Entry(f"flu-{n}", f"Flu news number {n}", at=house.clock.now() - (30 + n) * DAY) for n in range(8)]
    serve(host, *old)
    added(house, host)
    house.curating.poll()

    house.curating.care()

    assert house.curating.health("county").alarm is Alarm.SILENT
    assert [concern.source.name for concern in house.curating.concerns()] == ["county"]


def test_a_look_tells_whether_a_source_answers_and_keeps_nothing(house: House, host: Host) -> None:
    serve(host, FLU, SLEEP)
    there = a_source(url=host.url("/feed"))

    answer = house.curating.try_out(OPERATOR, there)
    missing = house.curating.try_out(OPERATOR, a_source(url=host.url("/nothing")))

    assert (answer.is_well, answer.items) == (True, 2)
    assert answer.words == "It answers with 2 items, the newest of 30 November 2026 (UTC)."
    assert not missing.is_well
    assert "404" in missing.words
    assert house.curating.sources() == []


def test_a_look_needs_the_right_and_an_address(house: House, host: Host) -> None:
    with pytest.raises(NotAllowedError):
        house.curating.try_out(an_actor(Role.AUDITOR), a_source(url=host.url("/feed")))
    with pytest.raises(InvalidInputError):
        house.curating.try_out(OPERATOR, a_source(url="file:///etc/passwd"))

    letter = a_source(kind=SourceKind.NEWSLETTER, url="mailto:updates@example.org")
    assert "rounds newsletter check" in house.curating.try_out(OPERATOR, letter).words
