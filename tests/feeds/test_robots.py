from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.errors import BlockedError, GoneError, RobotsError, TooLargeError, UnreachableError
from feeds.fetch import Fetcher, Limits
from feeds.sites import Manners
from scheduler.domain.clock import FrozenClock
from tests.feeds.feed_host import NOW, RSS, Host, Reply, Visit
from tests.feeds.test_guard import Names

PAGE = b"<!doctype html><html><head><title>Flu clinic</title></head><body>Opens on Saturday.</body></html>"


def with_rules(host: Host, rules: bytes, status: int = 200) -> str:
    host.serve("/robots.txt", Reply(status, body=rules))
    return host.serve("/article", Reply(body=PAGE))


def test_a_page_is_read_where_the_rules_allow_it(host: Host, fetcher: Fetcher) -> None:
    url = with_rules(host, b"User-agent: *\nDisallow: /private\n")

    fetched = fetcher.fetch_page(url)

    assert (fetched.body, fetched.code) == (PAGE, 200)
    assert [path for path, _ in host.visits] == ["/robots.txt", "/article"]


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /\n",
        b"User-agent: rounds\nDisallow: /art\n\nUser-agent: *\nAllow: /\n",
        b"\xef\xbb\xbfUser-agent: Rounds\r\nDisallow: /*cle$\r\n",
    ],
)
def test_a_page_that_the_rules_keep_programs_out_of_is_not_asked_for(
    host: Host, fetcher: Fetcher, rules: bytes
) -> None:
    url = with_rules(host, rules)

    with pytest.raises(RobotsError, match=r"robots\.txt\): open the page yourself"):
        fetcher.fetch_page(url)

    assert [path for path, _ in host.visits] == ["/robots.txt"]


def test_the_rules_of_the_host_that_a_page_leads_to_count_too(host: Host) -> None:
    port = host.server_address[1]
    fetcher = Fetcher(
        now=lambda: NOW,
        allow_private=True,
        resolver=Names(("127.0.0.1",)),
        manners=Manners(pause=lambda _: None),
    )
    with_rules(host, b"User-agent: *\nDisallow: /kept\n")
    host.serve("/kept", Reply(body=PAGE))
    host.serve("/out", Reply(302, headers={"Location": f"http://other.example:{port}/kept"}))

    with pytest.raises(RobotsError, match=r"other\.example asks programs to stay out"):
        fetcher.fetch_page(f"http://first.example:{port}/out")


def test_rules_for_others_are_not_for_us(host: Host, fetcher: Fetcher) -> None:
    url = with_rules(host, b"User-agent: GPTBot\nDisallow: /\n")

    assert fetcher.fetch_page(url).body == PAGE


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_rules_allows_everything(host: Host, fetcher: Fetcher, status: int) -> None:
    url = with_rules(host, b"", status)

    assert fetcher.fetch_page(url).body == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_rules_can_t_be_had_allows_nothing(host: Host, fetcher: Fetcher, status: int) -> None:
    url = with_rules(host, b"", status)

    with pytest.raises(RobotsError):
        fetcher.fetch_page(url)


def test_rules_are_asked_for_once_a_day(host: Host) -> None:
    clock = FrozenClock(NOW)
    fetcher = Fetcher(now=clock.now, allow_private=True)
    url = with_rules(host, b"User-agent: *\nAllow: /\n")

    for _ in range(3):
        fetcher.fetch_page(url)
    clock.advance(timedelta(hours=25))
    fetcher.fetch_page(url)

    assert sum(path == "/robots.txt" for path, _ in host.visits) == 2


def test_rules_without_end_are_no_rules_to_go_by(host: Host, fetcher: Fetcher) -> None:
    def pour(visit: Visit) -> None:
        visit.start(200, {})
        for _ in range(1_000):
            visit.send(b"Disallow: /nothing\n" * 100)

    url = with_rules(host, b"")
    host.serve("/robots.txt", pour)

    with pytest.raises(RobotsError):
        fetcher.fetch_page(url)


def test_a_feed_is_asked_for_whatever_the_rules_say(host: Host, fetcher: Fetcher) -> None:
    with_rules(host, b"User-agent: *\nDisallow: /\n")
    url = host.serve("/feed", Reply(body=RSS))

    assert fetcher.fetch(url).body == RSS
    assert [path for path, _ in host.visits] == ["/feed"]


def test_a_page_has_the_bounds_of_a_feed_and_tells_what_became_of_it(host: Host) -> None:
    fetcher = Fetcher(now=lambda: NOW, allow_private=True, limits=Limits(document_bytes=1_000))
    host.serve("/large", Reply(body=b"<html>" + b"x" * 2_000))
    host.serve("/gone", Reply(410))
    host.serve("/check", Reply(body=b"<html><head><title>Just a moment...</title></head></html>"))

    with pytest.raises(TooLargeError):
        fetcher.fetch_page(host.url("/large"))
    with pytest.raises(GoneError):
        fetcher.fetch_page(host.url("/gone"))
    with pytest.raises(BlockedError):
        fetcher.fetch_page(host.url("/check"))
    with pytest.raises(UnreachableError) as missing:
        fetcher.fetch_page(host.url("/missing"))
    assert missing.value.status == 404
