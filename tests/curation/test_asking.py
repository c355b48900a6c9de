"""How sources are asked: the checklist of a polite fetcher, on a real server and a real database."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from feeds.fetch import Fetcher
from feeds.sites import Manners
from scheduler.domain.curation import Alarm, Fetch, Source
from scheduler.domain.people import OPERATOR
from scheduler.services.polling import Polling
from tests.builders import NOON
from tests.curation.house import Entry, House, a_source, rss
from tests.feeds.feed_host import Host, Reply, Visit
from tests.feeds.test_guard import Names

FLU = Entry("flu", "Flu clinics open on Saturday")
SLEEP = Entry("sleep", "How to keep a sleep diary")
TAG = {"ETag": '"v1"'}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def polling_by_name(house: House, *, chance: float = 0.0) -> Polling:
    """Return a poller for which every name is this machine, and that never really pauses."""
    fetcher = Fetcher(
        now=house.clock.now,
        allow_private=True,
        resolver=Names(("127.0.0.1",)),
        manners=Manners(pause=lambda _: None),
    )
    return Polling(house.store, house.clock, fetcher=lambda: fetcher, chance=lambda: chance)


@pytest.fixture
def polling(house: House) -> Polling:
    return polling_by_name(house)


def serve(host: Host, *entries: Entry, path: str = "/feed", **headers: str) -> None:
    host.serve(path, Reply(body=rss(*entries), headers=TAG | headers))


def add(house: House, url: str, *, name: str = "county", **fields: Any) -> Source:
    return house.curating.add(OPERATOR, a_source(name=name, url=url, domains=("127.0.0.1",), **fields))


def named(host: Host, name: str, path: str = "/feed") -> str:
    return f"http://{name}:{host.server_address[1]}{path}"


def next_check(house: House, name: str = "county") -> datetime:
    at = house.curating.health(name).next_check_at
    assert at is not None
    return at


def log(house: House, name: str = "county") -> list[Fetch]:
    with house.store.read() as unit:
        return unit.registry.log(name, since=NOON - timedelta(days=1_000))


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


# 6: moves


def moved(host: Host, *, status: int = 301, to: str = "/new", title: str = "Feed") -> None:
    host.serve("/feed", Reply(status, headers={"Location": host.url(to)}))
    body = rss(FLU).replace(b"<title>Feed</title>", f"<title>{title}</title>".encode())
    host.serve(to, Reply(body=body, headers=TAG))


def poll_daily(house: House, polling: Polling, *, days: int) -> None:
    for _ in range(days):
        polling.poll(force=True)
        house.clock.advance(DAY)


@pytest.mark.parametrize("status", [301, 308])
def test_a_move_is_adopted_after_three_days_that_agree(
    house: House, host: Host, polling: Polling, status: int
) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling.poll()
    moved(host, status=status)

    poll_daily(house, polling, days=2)
    before = house.curating.source("county").url
    poll_daily(house, polling, days=1)

    health = house.curating.health("county")
    with house.store.read() as unit:
        told = {entry.action: entry.facts for entry in unit.audit.recent(subject="source:county")}
    assert before == host.url("/feed")
    assert house.curating.source("county").url == host.url("/new")
    assert (health.etag, health.moved_to, health.moved_days) == (None, "", ())
    assert "Its address was changed to" in health.remark
    assert "source.moved" in told


def test_a_move_said_thrice_on_one_day_is_not_adopted(house: House, host: Host, polling: Polling) -> None:
    moved(host)
    add(house, host.url("/feed"))

    for _ in range(5):
        polling.poll(force=True)

    health = house.curating.health("county")
    assert house.curating.source("county").url == host.url("/feed")
    assert (health.moved_to, len(health.moved_days)) == (host.url("/new"), 1)


def test_days_that_do_not_agree_begin_anew(house: House, host: Host, polling: Polling) -> None:
    moved(host)
    add(house, host.url("/feed"))

    poll_daily(house, polling, days=2)
    moved(host, to="/elsewhere")
    poll_daily(house, polling, days=1)
    elsewhere = house.curating.health("county").moved_days
    serve(host, FLU)
    poll_daily(house, polling, days=1)

    assert len(elsewhere) == 1
    assert house.curating.health("county").moved_days == ()
    assert house.curating.source("county").url == host.url("/feed")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_detour_is_never_adopted(house: House, host: Host, polling: Polling, status: int) -> None:
    moved(host, status=status)
    add(house, host.url("/feed"))

    poll_daily(house, polling, days=5)

    assert house.curating.source("county").url == host.url("/feed")
    assert house.curating.health("county").moved_to == ""


def test_a_move_to_a_feed_of_another_name_is_left_to_a_person(
    house: House, host: Host, polling: Polling
) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling.poll()
    moved(host, title="Bargain pills of the week")

    poll_daily(house, polling, days=4)

    assert house.curating.source("county").url == host.url("/feed")
    assert house.curating.health("county").alarm is Alarm.OWNER


def test_a_move_to_where_another_source_stands_is_left_to_a_person(
    house: House, host: Host, polling: Polling
) -> None:
    moved(host)
    add(house, host.url("/feed"))
    add(house, host.url("/new"), name="new")

    poll_daily(house, polling, days=4)

    assert house.curating.source("county").url == host.url("/feed")
    assert "remove one of them" in house.curating.health("county").remark


def test_a_move_to_another_site_keeps_its_name_and_raises_no_alarm(
    house: House, host: Host, polling: Polling
) -> None:
    serve(host, FLU)
    add(house, named(host, "news.example.org"))
    polling.poll()
    host.serve("/feed", Reply(301, headers={"Location": named(host, "news.example.net", "/new")}))
    serve(host, FLU, path="/new")

    poll_daily(house, polling, days=4)

    assert house.curating.source("county").url == named(host, "news.example.net", "/new")
    assert house.curating.health("county").alarm is Alarm.NONE


# 7: blocked, broken, gone


@pytest.mark.parametrize("status", [404, 500, 502])
def test_a_source_that_fails_for_months_is_still_asked_daily_and_heals(
    house: House, host: Host, polling: Polling, status: int
) -> None:
    host.serve("/feed", Reply(status))
    add(house, host.url("/feed"))
    for _ in range(60):
        polling.poll()
        house.clock.advance(timedelta(hours=27))
    failures = house.curating.health("county").failures

    serve(host, FLU)
    (result,) = polling.poll()

    assert failures == 60
    assert house.curating.source("county").active
    assert (result.status, house.curating.health("county").failures) == ("ok", 0)


def test_a_feed_of_a_host_that_heals_by_itself_is_not_left_for_long(
    house: House, host: Host, polling: Polling
) -> None:
    host.serve("/feeds/videos.xml", Reply(404))
    add(house, named(host, "www.youtube.com", "/feeds/videos.xml"))

    for _ in range(10):
        polling.poll(force=True)

    assert house.curating.health("county").status == "broken"
    assert next_check(house) - NOON <= 3.5 * HOUR


@pytest.mark.parametrize(
    ("reply", "status", "words"),
    [
        (Reply(401), "blocked", "turns us away"),
        (Reply(403), "blocked", "turns us away"),
        (Reply(403, headers={"cf-mitagated": "x", "cf-mitigated": "challenge"}), "blocked", "only browsers"),
        (Reply(body=b"<html><title>Just a moment...</title></html>"), "blocked", "only browsers"),
        (Reply(503, body=b"<html><title>Just a moment...</title></html>"), "blocked", "only browsers"),
        (Reply(body=b"<html><input type='password'></html>"), "broken", "sign in instead of the feed"),
        (Reply(body=b"<html><p>Moved house</p></html>"), "broken", "a web page, not a feed"),
        (Reply(404), "broken", "status 404"),
    ],
)
def test_blocked_is_told_apart_from_broken(
    house: House, host: Host, polling: Polling, reply: Reply, status: str, words: str
) -> None:
    host.serve("/feed", reply)
    add(house, host.url("/feed"))

    (result,) = polling.poll()

    assert result.status == status
    assert words in result.remark


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


# 14: a page in place of the feed


def test_the_feed_that_a_page_names_is_proposed_and_not_taken(
    house: House, host: Host, polling: Polling
) -> None:
    page = b"<html><head><link rel='alternate' type='application/atom+xml' href='/atom'></head></html>"
    host.serve("/feed", Reply(body=page))
    serve(host, FLU, path="/atom")
    add(house, host.url("/feed"))

    polling.poll()

    health = house.curating.health("county")
    assert health.alternate == host.url("/atom")
    assert host.url("/atom") in health.remark
    assert house.curating.source("county").url == host.url("/feed")
    assert [path for path, _ in host.visits] == ["/feed"]


def test_an_address_that_a_podcast_names_as_its_new_one_is_proposed(
    house: House, host: Host, polling: Polling
) -> None:
    new = (
        b"<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' version='2.0'><channel>"
        b"<itunes:new-feed-url>https://example.org/pod</itunes:new-feed-url>"
    )
    host.serve("/feed", Reply(body=rss(FLU).replace(b"<rss version='2.0'><channel>", new), headers=TAG))
    add(house, host.url("/feed"))

    polling.poll()

    assert house.curating.health("county").alternate == "https://example.org/pod"
    assert house.curating.source("county").url == host.url("/feed")


# 15: one bad feed


def test_a_feed_that_never_ends_costs_the_others_nothing(house: House, host: Host, polling: Polling) -> None:
    bomb = b"<author>x@" + b"a." * 200_000 + b"!</author>"
    host.serve("/bomb", Reply(body=rss(FLU).replace(b"</title>", b"</title>" + bomb, 1)))
    serve(host, SLEEP)
    add(house, host.url("/bomb"), name="a-bomb")
    add(house, host.url("/feed"), name="b-good")

    results = {result.source: result.status for result in polling.poll()}

    assert results == {"a-bomb": "broken", "b-good": "ok"}


# 16: the first import


def test_a_source_that_renumbers_its_items_floods_nothing(house: House, host: Host, polling: Polling) -> None:
    site = "https://example.org"
    old = [Entry(f"old-{n}", f"Story number {n}", link=f"{site}/{n}") for n in range(20)]
    new = [Entry(f"new-{n}", f"Story number {n}", link=f"{site}/{n}") for n in range(21)]
    serve(host, *old)
    add(house, host.url("/feed"))
    polling.poll()

    serve(host, *new)
    (result,) = polling.poll(force=True)

    with house.store.read() as unit:
        items = unit.items.known("county")
    assert (result.new_items, len(items)) == (1, 21)
    assert set(items) == {entry.guid for entry in new}
    assert sum(item.is_backlog for item in items.values()) == 20


def test_two_items_of_one_page_stay_two(house: House, host: Host, polling: Polling) -> None:
    page = "https://example.org/live"
    serve(host, Entry("one", "First", link=page))
    add(house, host.url("/feed"))
    polling.poll()

    serve(host, Entry("two", "Second", link=page), Entry("one", "First", link=page))
    (second,) = polling.poll(force=True)
    serve(host, Entry("three", "Third", link=page))
    (third,) = polling.poll(force=True)

    with house.store.read() as unit:
        titles = {item.guid: item.title for item in unit.items.known("county").values()}
    assert titles == {"one": "First", "two": "Second", "three": "Third"}
    assert (second.new_items, third.new_items) == (1, 1)


def test_what_a_source_keeps_for_some_days_does_not_come_back_after_them(
    house: House, host: Host, polling: Polling
) -> None:
    serve(host, Entry("old", "Long ago", at=NOON - 40 * DAY), FLU)
    add(house, host.url("/feed"), retention_days=30)

    (result,) = polling.poll()

    assert result.new_items == 1


# 20: the log


def test_every_run_leaves_one_row(house: House, host: Host, polling: Polling) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))

    polling.poll()
    for reply in (Reply(304), Reply(404), Reply(body=b"<html></html>")):
        host.serve("/feed", reply)
        polling.poll(force=True)
    host.socket.close()
    polling.poll(force=True)

    rows = [(row.status, row.is_unchanged, row.outcome) for row in log(house)]
    sizes = [row.size for row in log(house)]
    assert rows == [
        (200, False, "ok"),
        (304, True, "unchanged"),
        (404, False, "broken"),
        (200, False, "broken"),
        (0, False, "broken"),
    ]
    assert sizes == [len(rss(FLU)), 0, 0, 0, 0]
    assert all(row.reason and "Flu clinics" not in row.reason for row in log(house))


def test_the_log_is_kept_for_ninety_days(house: House, host: Host, polling: Polling) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling.poll()

    house.clock.advance(timedelta(days=89))
    polling.poll()
    kept = len(log(house))
    house.clock.advance(timedelta(days=2))
    polling.poll()

    assert kept == 2
    assert [row.at - NOON for row in log(house)] == [timedelta(days=89), timedelta(days=91)]


# what is read


def test_only_entries_that_are_new_are_read_again_and_all_are_counted(
    house: House, host: Host, polling: Polling
) -> None:
    serve(host, FLU)
    add(house, host.url("/feed"))
    polling.poll()

    serve(host, SLEEP, FLU)
    (result,) = polling.poll(force=True)
    serve(host, SLEEP, Entry("flu", "Flu clinics open on Sunday"))
    polling.poll(force=True)

    with house.store.read() as unit:
        titles = {item.title for item in unit.items.known("county").values()}
    assert result.remark == "2 items, 1 of them new."
    assert titles == {SLEEP.title, "Flu clinics open on Sunday"}


def test_a_run_that_is_stopped_hands_back_who_was_not_asked(
    house: House, host: Host, polling: Polling
) -> None:
    def stop(visit: Visit) -> None:
        polling.stop()
        Reply(body=rss(FLU), headers=TAG)(visit)

    host.serve("/feed", stop)
    add(house, host.url("/feed"), name="a-first")
    add(house, host.url("/feed"), name="b-second")

    results = {result.source: result.status for result in polling.poll()}
    again = {result.source: result.status for result in polling.poll()}

    assert results == {"a-first": "ok", "b-second": ""}
    assert again == {"b-second": "ok"}


def test_a_fault_of_ours_loses_nobody_and_is_raised(house: House, host: Host) -> None:
    calls: list[int] = []

    def fetcher() -> Fetcher:
        calls.append(1)
        raise ZeroDivisionError

    polling = Polling(house.store, house.clock, fetcher=fetcher)
    add(house, host.url("/feed"), name="a-first")
    add(house, host.url("/feed"), name="b-second")

    with pytest.raises(ZeroDivisionError):
        polling.poll()

    assert len(calls) == 1
    assert next_check(house, "a-first") == NOON + HOUR
    assert house.curating.health("b-second").next_check_at is None
