"""Sources that moved, and pages that stand in their place."""

from __future__ import annotations

import pytest

from scheduler.domain.curation import Alarm
from scheduler.services.polling import Polling
from tests.curation.asking import DAY, FLU, TAG, add, named, serve
from tests.curation.house import House, rss
from tests.feeds.feed_host import Host, Reply

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
