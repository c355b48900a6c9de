"""What a site asks for binds everything that is asked there: feeds, pages, their rules, and redirects."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import RateLimitedError, RestingError, RobotsError
from feeds.fetch import Fetcher
from feeds.sites import SPACING, Manners
from scheduler.domain.clock import FrozenClock
from tests.feeds.feed_host import NOW, RSS, Host, Reply
from tests.feeds.test_guard import Names
from tests.feeds.test_sites import Time

BUSY = Reply(429, headers={"Retry-After": "7200"})
PAGE = Reply(body=b"<!doctype html><html><body>Opens on Saturday.</body></html>")


class Asker:
    """A fetcher for which every name is this machine, with clocks that stand still."""

    def __init__(self, host: Host) -> None:
        self.port = host.server_address[1]
        self.clock, self.time = FrozenClock(NOW), Time()
        self.fetcher = Fetcher(
            now=self.clock.now,
            allow_private=True,
            resolver=Names(("127.0.0.1",)),
            manners=Manners(pause=self.time.pause, seconds=self.time.seconds),
        )

    def at(self, name: str, path: str) -> str:
        return f"http://{name}:{self.port}{path}"


def paths(host: Host) -> list[str]:
    return [path for path, _ in host.visits]


def test_a_site_that_asked_to_wait_is_asked_for_no_page_either(host: Host) -> None:
    host.serve("/feed", BUSY)
    host.serve("/article", PAGE)
    ask = Asker(host)
    with pytest.raises(RateLimitedError):
        ask.fetcher.fetch(ask.at("feeds.example.org", "/feed"))

    with pytest.raises(RestingError, match=r"asked to be left alone") as caught:
        ask.fetcher.fetch_page(ask.at("www.example.org", "/article"))

    assert caught.value.retry_after == 7200
    assert paths(host) == ["/feed"]


def test_it_is_asked_again_once_the_time_is_over(host: Host) -> None:
    host.serve("/feed", BUSY)
    host.serve("/article", PAGE)
    ask = Asker(host)
    with pytest.raises(RateLimitedError):
        ask.fetcher.fetch(ask.at("example.org", "/feed"))

    ask.clock.advance(timedelta(hours=2))

    assert ask.fetcher.fetch_page(ask.at("example.org", "/article")).code == 200


def test_a_page_that_asks_to_wait_without_a_time_keeps_the_feeds_waiting_for_an_hour(host: Host) -> None:
    host.serve("/article", Reply(503))
    host.serve("/feed", Reply(body=RSS))
    ask = Asker(host)
    with pytest.raises(RateLimitedError):
        ask.fetcher.fetch_page(ask.at("example.org", "/article"))

    ask.clock.advance(timedelta(minutes=59))
    with pytest.raises(RestingError):
        ask.fetcher.fetch(ask.at("example.org", "/feed"))
    ask.clock.advance(timedelta(minutes=1))

    assert ask.fetcher.fetch(ask.at("example.org", "/feed")).status == "new"


def test_other_sites_are_asked_meanwhile(host: Host) -> None:
    host.serve("/busy", BUSY)
    host.serve("/feed", Reply(body=RSS))
    ask = Asker(host)
    with pytest.raises(RateLimitedError):
        ask.fetcher.fetch(ask.at("example.org", "/busy"))

    assert ask.fetcher.fetch(ask.at("example.net", "/feed")).status == "new"


def test_the_site_that_a_redirect_leads_to_is_the_one_that_rests(host: Host) -> None:
    ask = Asker(host)
    host.serve("/out", Reply(302, headers={"Location": ask.at("busy.example.net", "/busy")}))
    host.serve("/busy", BUSY)
    host.serve("/feed", Reply(body=RSS))
    with pytest.raises(RateLimitedError):
        ask.fetcher.fetch(ask.at("example.org", "/out"))

    assert ask.fetcher.fetch(ask.at("example.org", "/feed")).status == "new"
    with pytest.raises(RestingError):
        ask.fetcher.fetch(ask.at("example.org", "/out"))
    assert paths(host) == ["/out", "/busy", "/feed", "/out"]


def test_redirects_within_a_site_are_two_seconds_apart(host: Host) -> None:
    ask = Asker(host)
    host.serve("/feed", Reply(301, headers={"Location": ask.at("www.example.org", "/feed.xml")}))
    host.serve("/feed.xml", Reply(body=RSS))

    ask.fetcher.fetch(ask.at("example.org", "/feed"))

    assert ask.time.pauses == [SPACING]


def test_a_redirect_to_another_site_waits_for_its_turn_there(host: Host) -> None:
    ask = Asker(host)
    host.serve("/feed", Reply(body=RSS))
    host.serve("/out", Reply(301, headers={"Location": ask.at("example.net", "/feed")}))
    ask.fetcher.fetch(ask.at("example.net", "/feed"))

    ask.fetcher.fetch(ask.at("example.org", "/out"))

    assert ask.time.pauses == [SPACING]


def test_a_page_is_not_asked_for_where_the_rules_of_the_host_it_moved_to_forbid_it(host: Host) -> None:
    ask = Asker(host)
    host.serve("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /kept\n"))
    host.serve("/out", Reply(302, headers={"Location": ask.at("example.net", "/kept")}))
    host.serve("/kept", PAGE)

    with pytest.raises(RobotsError):
        ask.fetcher.fetch_page(ask.at("example.org", "/out"))

    assert "/kept" not in paths(host)


def test_this_machine_itself_is_never_left_alone(host: Host) -> None:
    host.serve("/feed", BUSY)
    ask = Asker(host)

    for _ in range(2):
        with pytest.raises(RateLimitedError) as caught:
            ask.fetcher.fetch(ask.at("127.0.0.1", "/feed"))
        assert not isinstance(caught.value, RestingError)

    assert paths(host) == ["/feed", "/feed"]
