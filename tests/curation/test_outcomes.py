"""What asking a source comes to, and what of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.fetch import Fetcher
from scheduler.domain.curation import Fetch
from scheduler.services.polling import Polling
from tests.builders import NOON
from tests.curation.asking import DAY, FLU, HOUR, SLEEP, TAG, add, named, next_check, serve
from tests.curation.house import Entry, House, rss
from tests.feeds.feed_host import Host, Reply, Visit


def log(house: House, name: str = "county") -> list[Fetch]:
    with house.store.read() as unit:
        return unit.harvest.log(name, since=NOON - timedelta(days=1_000))


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
