"""When sources are asked: the first points of the checklist of a polite fetcher."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from scheduler.services.polling import Polling
from tests.builders import NOON
from tests.curation.asking import FLU, HOUR, TAG, add, named, next_check, polling_by_name, serve
from tests.curation.house import House, rss
from tests.feeds.feed_host import Host, Reply

# 1, 2: validators


def test_an_unchanged_answer_brings_new_validators_and_a_new_time(
    house: House, host: Host, polling: Polling
) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling.poll()

    host.serve("/feed", Reply(304, headers={"ETag": '"v2"', "Cache-Control": "max-age=18000"}))
    polling.poll(force=True)

    health = house.curating.health("county")
    assert (health.status, health.etag, health.items) == ("unchanged", '"v2"', 1)
    assert health.cache_until == NOON + 5 * HOUR
    assert next_check(house) - NOON >= 5 * HOUR


def test_a_document_that_can_t_be_read_leaves_no_validators(
    house: House, host: Host, polling: Polling
) -> None:
    host.serve("/feed", Reply(body=b"{}", headers=TAG))
    add(house, host.url("/feed"))

    polling.poll()
    polling.poll(force=True)

    assert house.curating.health("county").status == "broken"
    assert "If-None-Match" not in host.visits[-1][1]


# 3: never twice


def test_a_restart_asks_nobody_twice(house: House, host: Host) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling_by_name(house).poll()

    house.clock.advance(timedelta(minutes=59))
    again = polling_by_name(house).poll()

    assert (again, len(host.visits)) == ([], 1)


def test_a_program_that_dies_while_it_asks_has_nobody_asked_again_within_the_hour(
    house: House, host: Host, polling: Polling
) -> None:
    add(house, host.url("/feed"))
    with house.store.write() as unit:
        unit.polls.reserve(["county"], until=NOON + HOUR)  # what the dead one wrote before it asked

    at_once = polling.poll()
    house.clock.advance(HOUR)
    later = polling.poll()

    assert (at_once, [result.source for result in later]) == ([], ["county"])


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_that_was_ahead_has_nobody_forgotten(
    house: House, host: Host, polling: Polling, days: int
) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    house.clock.jump(timedelta(days=days))
    polling.poll()

    house.clock.jump(-timedelta(days=days))
    first, second = polling.poll(), polling.poll()

    assert [result.source for result in first] == ["county"]
    assert second == []


# 4: when to come back


@pytest.mark.parametrize(
    ("headers", "channel", "hours"),
    [
        ({}, "", 1),
        ({"Cache-Control": "max-age=60"}, "", 1),
        ({"Cache-Control": "max-age=7200"}, "", 2),
        ({"Expires": format_datetime(NOON + 3 * HOUR, usegmt=True)}, "", 3),
        ({}, "<ttl>240</ttl>", 4),
        ({"Cache-Control": "max-age=18000"}, "<ttl>240</ttl>", 5),
        ({}, "<ttl>100000</ttl>", 24),
        ({"Cache-Control": "max-age=31536000"}, "", 24),
    ],
)
def test_the_next_check_is_the_latest_of_what_host_and_feed_ask_for_within_a_day(
    house: House, host: Host, polling: Polling, headers: dict[str, str], channel: str, hours: int
) -> None:
    body = rss(FLU).replace(b"<title>Feed</title>", f"<title>Feed</title>{channel}".encode())
    host.serve("/feed", Reply(body=body, headers=TAG | headers))
    add(house, host.url("/feed"))

    polling.poll()

    assert timedelta(0) <= next_check(house) - NOON - hours * HOUR < timedelta(minutes=10)


def test_the_period_that_a_feed_names_counts_as_well(house: House, host: Host, polling: Polling) -> None:
    period = (
        "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' version='2.0'><channel>"
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    )
    body = rss(FLU).replace(b"<rss version='2.0'><channel>", period.encode())
    host.serve("/feed", Reply(body=body, headers=TAG))
    add(house, host.url("/feed"))

    polling.poll()

    assert 12 * HOUR <= next_check(house) - NOON < 13 * HOUR


def test_what_the_feed_asked_for_holds_while_it_does_not_change(
    house: House, host: Host, polling: Polling
) -> None:
    body = rss(FLU).replace(b"<title>Feed</title>", b"<title>Feed</title><ttl>300</ttl>")
    host.serve("/feed", Reply(body=body, headers=TAG))
    add(house, host.url("/feed"))
    polling.poll()

    host.serve("/feed", Reply(304))
    house.clock.move_to(next_check(house))
    polling.poll()

    assert next_check(house) - house.clock.now() >= 5 * HOUR


# 5: left alone


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_in_either_form_holds_for_the_whole_site(
    house: House, host: Host, polling: Polling, status: int, form: str
) -> None:
    value = "10800" if form == "seconds" else format_datetime(NOON + 3 * HOUR, usegmt=True)
    host.serve("/feed", Reply(status, headers={"Retry-After": value}))
    add(house, named(host, "one.blogs.example.org"), name="a-one")
    add(house, named(host, "two.blogs.example.org"), name="b-two")
    add(house, named(host, "example.net"), name="c-other")
    serve(host, FLU, path="/rest")
    add(house, named(host, "www.example.org", "/rest"), name="d-asked-before")
    polling.poll(names=["d-asked-before"])

    results = {result.source: result.status for result in polling.poll(names=["a-one", "b-two"])}

    until = next_check(house, "a-one")
    assert results == {"a-one": "blocked", "b-two": ""}
    assert [path for path, _ in host.visits] == ["/rest", "/feed"]
    assert until - NOON >= 3 * HOUR
    assert {next_check(house, name) for name in ("b-two", "d-asked-before")} == {until}
    assert house.curating.health("d-asked-before").status == "ok"
    assert house.curating.health("c-other").next_check_at is None


def test_a_host_that_does_not_say_how_long_is_left_alone_for_twice_as_long_each_time(
    house: House, host: Host, polling: Polling
) -> None:
    host.serve("/feed", Reply(503))
    add(house, host.url("/feed"))

    waits = []
    for _ in range(6):
        polling.poll()
        waits.append(next_check(house) - house.clock.now())
        house.clock.move_to(next_check(house))

    hours = [round(wait / HOUR) for wait in waits]
    assert hours == [1, 2, 4, 7, 14, 22]  # 1, 2, 4, 8, 16, 24, a tenth less: chance was 0


# 12: chance


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_chance_stretches_what_hosts_allow_by_a_tenth_and_never_shortens_it(
    house: House, host: Host, chance: float
) -> None:
    serve(host, FLU, **{"Cache-Control": "max-age=36000"})
    add(house, host.url("/feed"))

    polling_by_name(house, chance=chance).poll()

    stretched = next_check(house) - NOON - 10 * HOUR * (1 + 0.1 * chance)
    assert timedelta(0) <= stretched < timedelta(minutes=10)


@pytest.mark.parametrize(("chance", "minutes"), [(0.0, 108), (0.5, 125), (1.0, 132)])
def test_chance_varies_our_own_waits_by_a_tenth_both_ways(
    house: House, host: Host, chance: float, minutes: int
) -> None:
    host.serve("/feed", Reply(404))
    add(house, host.url("/feed"))

    polling_by_name(house, chance=chance).poll(force=True)
    polling_by_name(house, chance=chance).poll(force=True)

    # a half would be 120 minutes, on the full hour, so it became some more
    assert next_check(house) - NOON == timedelta(minutes=minutes)


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_nobody_is_asked_in_the_first_minute_of_an_hour(house: House, host: Host, chance: float) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling = polling_by_name(house, chance=chance)

    for _ in range(30):
        polling.poll()
        house.clock.move_to(next_check(house))
        assert house.clock.now().minute != 0
