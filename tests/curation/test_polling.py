from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.curation import ItemState, Source
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.people import OPERATOR
from scheduler.services.curating import Curating
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine
from tests.builders import NOON
from tests.curation.house import Entry, House, a_source, rss
from tests.feeds.feed_host import Host, Reply

FLU = Entry("flu", "Flu clinics open on Saturday")
SLEEP = Entry("sleep", "How to keep a sleep diary")
VALIDATED = {"ETag": '"v1"', "Last-Modified": "Mon, 30 Nov 2026 09:00:00 GMT"}


def serve(host: Host, *entries: Entry, path: str = "/feed", **headers: str) -> None:
    host.serve(path, Reply(body=rss(*entries), headers=VALIDATED | headers))


def add(house: House, host: Host, *, name: str = "county", path: str = "/feed", **fields: Any) -> Source:
    source = a_source(name=name, url=host.url(path), domains=("127.0.0.1",), **fields)
    return house.curating.add(OPERATOR, source)


def titles(house: House) -> list[str]:
    with house.store.read() as unit:
        return sorted(item.title for item in unit.items.since(datetime(2000, 1, 1, tzinfo=UTC)))


def test_a_first_poll_keeps_the_items_and_marks_them_as_backlog(house: House, host: Host) -> None:
    serve(host, FLU, SLEEP)
    add(house, host)

    (result,) = house.curating.poll()

    with house.store.read() as unit:
        items = unit.items.known("county")
    assert (result.status, result.new_items) == ("ok", 2)
    assert {item.title for item in items.values()} == {FLU.title, SLEEP.title}
    assert all(item.is_backlog and item.story for item in items.values())
    assert house.curating.health("county").remark == "2 items, 2 of them new."


def test_what_comes_later_is_news_and_what_is_known_is_not_doubled(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    house.curating.poll()

    serve(host, FLU, SLEEP)
    house.clock.advance(timedelta(hours=2))
    (result,) = house.curating.poll()

    with house.store.read() as unit:
        items = unit.items.known("county")
    assert result.new_items == 1
    assert len(items) == 2
    assert (items["flu"].is_backlog, items["sleep"].is_backlog) == (True, False)


def test_a_first_poll_of_an_empty_feed_makes_no_backlog_of_what_follows(house: House, host: Host) -> None:
    serve(host)
    add(house, host)
    house.curating.poll()

    serve(host, FLU)
    house.clock.advance(timedelta(hours=2))
    house.curating.poll()

    with house.store.read() as unit:
        assert not unit.items.known("county")["flu"].is_backlog


def test_a_changed_title_is_an_update_and_a_decision_on_it_stays(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    house.curating.poll()
    with house.store.read() as unit:
        before = unit.items.known("county")["flu"]
    house.mark(before, ItemState.REJECTED)

    serve(host, Entry("flu", "Flu clinics open on Sunday"))
    house.clock.advance(timedelta(hours=2))
    house.curating.poll()

    after = house.curating.item(before.id)
    assert after.title == "Flu clinics open on Sunday"
    assert (after.state, after.first_seen) == (ItemState.REJECTED, before.first_seen)
    assert titles(house) == ["Flu clinics open on Sunday"]


def test_validators_are_sent_back_and_an_unchanged_feed_is_not_read_again(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    house.curating.poll()

    host.serve("/feed", Reply(304, headers=VALIDATED))
    house.clock.advance(timedelta(hours=2))
    (result,) = house.curating.poll()

    assert result.status == "unchanged"
    assert host.visits[-1][1]["If-None-Match"] == '"v1"'
    assert host.visits[-1][1]["If-Modified-Since"] == VALIDATED["Last-Modified"]
    assert house.curating.health("county").items == 1


def test_nobody_is_asked_twice_within_the_hour(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    house.curating.poll()

    house.clock.advance(timedelta(minutes=59))
    again = house.curating.poll()

    assert again == []
    assert len(host.visits) == 1


def test_force_asks_at_once_all_or_those_that_are_named(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    add(house, host, name="other")
    house.curating.poll()

    named = house.curating.poll(names=["other"], force=True)
    everyone = house.curating.poll(force=True)

    assert [result.source for result in named] == ["other"]
    assert [result.source for result in everyone] == ["county", "other"]


def test_an_unknown_name_is_refused_before_anything_is_asked(house: House, host: Host) -> None:
    add(house, host)

    with pytest.raises(UnknownNameError, match="nobody"):
        house.curating.poll(names=["county", "nobody"], force=True)

    assert host.visits == []


def test_a_source_that_rests_is_not_asked(house: House, host: Host) -> None:
    source = add(house, host)
    house.curating.change(OPERATOR, source.model_copy(update={"active": False}))

    assert house.curating.poll() == []
    assert house.curating.poll(force=True) == []


def test_cache_control_may_ask_for_longer_but_not_for_more_than_a_day(house: House, host: Host) -> None:
    serve(host, FLU, path="/slow", **{"Cache-Control": "max-age=18000"})
    serve(host, FLU, path="/never", **{"Cache-Control": "max-age=31536000"})
    add(house, host, name="slow", path="/slow")
    add(house, host, name="never", path="/never")

    house.curating.poll()

    slow, never = (house.curating.health(name).next_check_at for name in ("slow", "never"))
    assert slow is not None
    assert never is not None
    assert timedelta(hours=5) <= slow - NOON <= timedelta(hours=5.5)
    assert timedelta(hours=24) <= never - NOON <= timedelta(hours=26.5)


def test_a_host_without_validators_is_asked_once_a_day(house: House, host: Host) -> None:
    host.serve("/feed", Reply(body=rss(FLU)))
    add(house, host)

    house.curating.poll()

    next_check = house.curating.health("county").next_check_at
    assert next_check is not None
    assert next_check - NOON >= timedelta(hours=24)


def test_a_failing_source_says_why_waits_longer_each_time_and_stops_nobody(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    add(house, host, name="broken", path="/nothing-here")

    results = {result.source: result for result in house.curating.poll()}
    first = house.curating.health("broken")
    house.clock.move_to(first.next_check_at or NOON)
    house.curating.poll(names=["broken"])
    second = house.curating.health("broken")

    assert results["county"].status == "ok"
    assert results["broken"].status == "broken"
    assert "status 404" in first.remark
    assert (first.failures, second.failures) == (1, 2)
    assert (first.next_check_at or NOON) - NOON >= timedelta(hours=1)
    assert (second.next_check_at or NOON) - house.clock.now() >= timedelta(hours=1.8)


def test_a_success_after_failures_forgets_them(house: House, host: Host) -> None:
    add(house, host)
    house.curating.poll()

    serve(host, FLU)
    (result,) = house.curating.poll(force=True)

    assert result.status == "ok"
    assert house.curating.health("county").failures == 0


def test_what_is_no_feed_is_told_and_keeps_what_was_there(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host)
    house.curating.poll()

    host.serve("/feed", Reply(body=b"<!doctype html><html><body>Sign in</body></html>", headers=VALIDATED))
    (result,) = house.curating.poll(force=True)

    health = house.curating.health("county")
    assert result.status == "broken"
    assert "web page" in health.remark
    assert (health.etag, health.last_modified) == (None, None)
    assert titles(house) == [FLU.title]


def test_a_feed_that_is_gone_is_not_asked_again_and_the_record_says_so(house: House, host: Host) -> None:
    host.serve("/feed", Reply(410))
    add(house, host)

    (result,) = house.curating.poll()
    house.clock.advance(timedelta(days=400))
    later = house.curating.poll()

    health = house.curating.health("county")
    with house.store.read() as unit:
        told = [entry.action for entry in unit.audit.recent(subject="source:county")]
    assert (result.status, later, len(host.visits)) == ("gone", [], 1)
    assert "is gone for good, so it is not asked any more: remove it" in health.remark
    assert "source.gone" in told
    assert house.curating.source("county").active


def test_a_host_that_asks_to_be_left_alone_is_left_alone_with_all_its_feeds(house: House, host: Host) -> None:
    host.serve("/feed", Reply(429, headers={"Retry-After": "7200"}))
    serve(host, SLEEP, path="/other")
    add(house, host, name="a-first")
    add(house, host, name="b-second", path="/other")

    results = house.curating.poll()

    first, second = (house.curating.health(name) for name in ("a-first", "b-second"))
    assert [visit[0] for visit in host.visits] == ["/feed"]
    assert [result.status for result in results] == ["blocked", ""]
    assert first.next_check_at is not None
    assert first.next_check_at - NOON >= timedelta(hours=2)
    assert second.next_check_at == first.next_check_at
    assert second.failures == 0
    assert "left alone" in second.remark


def test_a_permanent_move_is_noted_and_the_address_stays(house: House, host: Host) -> None:
    host.serve("/feed", Reply(301, headers={"Location": host.url("/new")}))
    serve(host, FLU, path="/new")
    source = add(house, host)

    house.curating.poll()

    assert f"moved to {host.url('/new')}" in house.curating.health("county").remark
    assert house.curating.source("county").url == source.url
    assert titles(house) == [FLU.title]


def test_a_new_address_is_asked_without_the_old_validators(house: House, host: Host) -> None:
    serve(host, FLU)
    source = add(house, host)
    house.curating.poll()

    serve(host, FLU, SLEEP, path="/new")
    house.curating.change(OPERATOR, source.model_copy(update={"url": host.url("/new")}))
    (result,) = house.curating.poll()

    assert result.new_items == 1
    assert "If-None-Match" not in host.visits[-1][1]


def test_a_story_told_by_three_sources_has_one_number(house: House, host: Host) -> None:
    said = [
        "County opens free flu clinics at the fairgrounds on Saturday",
        "Free flu clinics at the county fairgrounds open Saturday",
        "On Saturday the county opens free flu clinics at its fairgrounds",
    ]
    for number, title in enumerate(said):
        serve(host, Entry(f"n{number}", title), SLEEP, path=f"/{number}")
        add(house, host, name=f"source-{number}", path=f"/{number}")

    house.curating.poll()

    with house.store.read() as unit:
        stories = [unit.items.known(f"source-{number}")[f"n{number}"].story for number in range(3)]
        others = [unit.items.known(f"source-{number}")["sleep"].story for number in range(3)]
    assert len(set(stories)) == 1
    assert stories[0] not in others


def test_a_later_telling_joins_the_story_whose_number_never_changes(house: House, host: Host) -> None:
    serve(host, Entry("one", "County opens free flu clinics at the fairgrounds on Saturday"))
    add(house, host)
    house.curating.poll()
    with house.store.read() as unit:
        first = unit.items.known("county")["one"].story

    earlier = NOON - timedelta(days=2)
    serve(host, Entry("two", "Free flu clinics at the county fairgrounds open Saturday", earlier), path="/2")
    add(house, host, name="second", path="/2")
    house.curating.poll()

    with house.store.read() as unit:
        assert unit.items.known("county")["one"].story == first
        assert unit.items.known("second")["two"].story == first


def test_a_source_that_another_program_has_in_hand_is_not_asked_again(house: House, host: Host) -> None:
    add(house, host)
    asked_meanwhile: list[object] = []

    def slow(visit: Any) -> None:
        asked_meanwhile.append(house.curating.poll())
        Reply(body=rss(FLU), headers=VALIDATED)(visit)

    host.serve("/feed", slow)

    (result,) = house.curating.poll()

    assert result.status == "ok"
    assert asked_meanwhile == [[]]
    assert len(host.visits) == 1


def test_no_transaction_is_open_while_a_host_is_waited_for(house: House, host: Host, tmp_path: Path) -> None:
    add(house, host)
    other = Store(open_engine(f"sqlite:///{tmp_path / 'rounds.db'}"))
    written: list[str] = []

    def slow(visit: Any) -> None:
        with other.write() as unit:
            unit.notes.put("seen", "while waiting", at=NOON)
        written.append("yes")
        Reply(body=rss(FLU), headers=VALIDATED)(visit)

    host.serve("/feed", slow)

    house.curating.poll()
    other.close()

    assert written == ["yes"]


def test_hosts_are_told_who_asks_and_where_to_find_us(house: House, host: Host, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, allow_private_feeds=True, public_url="https://rounds.example.org")
    serve(host, FLU)
    add(house, host)

    Curating(house.store, house.clock, settings).poll()

    agent = host.visits[-1][1]["User-Agent"]
    assert agent.startswith("Rounds/")
    assert "+https://rounds.example.org" in agent
