from __future__ import annotations

import threading

import pytest
import tldextract

from feeds.fetch import Fetcher
from feeds.sites import AT_ONCE, SPACING, Manners, is_own_machine, site_of
from tests.feeds.feed_host import NOW, RSS, Host, Reply, Visit
from tests.feeds.test_guard import Names


class Time:
    """Seconds that pass only while somebody pauses."""

    def __init__(self) -> None:
        self.at = 100.0
        self.pauses: list[float] = []

    def seconds(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.at += seconds


def a_fetcher(time: Time) -> Fetcher:
    return Fetcher(
        now=lambda: NOW,
        allow_private=True,
        resolver=Names(("127.0.0.1",)),
        manners=Manners(pause=time.pause, seconds=time.seconds),
    )


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.cdc.gov", "cdc.gov"),
        ("a.b.news.nhs.uk", "news.nhs.uk"),
        ("feeds.bbci.co.uk", "bbci.co.uk"),
        ("one.tumblr.com", "tumblr.com"),
        ("clinic.feeds.example", "feeds.example"),
        ("localhost", "localhost"),
        ("10.0.0.8", "10.0.0.8"),
        ("::1", "::1"),
    ],
)
def test_a_site_is_the_name_that_somebody_registered(host: str, site: str) -> None:
    assert site_of(host) == site


def test_a_site_is_what_the_library_of_the_list_says_it_is() -> None:
    library = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    suffixes = [suffix.lstrip("!*.") for suffix in library.tlds]
    hosts = [f"www.clinic.{suffix}" for suffix in suffixes]

    said = {host: library(host).top_domain_under_public_suffix for host in hosts}

    assert len(said) > 5_000
    assert [host for host, site in said.items() if site and site_of(host) != site] == []


def test_a_name_in_other_letters_has_its_site_too() -> None:
    assert site_of("www.xn--mnchen-3ya.xn--55qx5d.cn") == "xn--mnchen-3ya.xn--55qx5d.cn"
    assert site_of("www.clinic.xn--a") == "clinic.xn--a"


def test_only_addresses_of_this_machine_are_its_own() -> None:
    assert is_own_machine("127.0.0.1")
    assert is_own_machine("::1")
    assert not is_own_machine("10.0.0.8")
    assert not is_own_machine("localhost.example.org")


def test_hosts_of_one_site_are_asked_two_seconds_apart(host: Host) -> None:
    host.serve("/feed", Reply(body=RSS))
    time, port = Time(), host.server_address[1]
    fetcher = a_fetcher(time)

    for name in ("one.example.org", "two.example.org", "example.org", "example.net"):
        fetcher.fetch(f"http://{name}:{port}/feed")

    assert time.pauses == [SPACING, SPACING]
    assert SPACING >= 2


def test_a_site_is_asked_one_thing_at_a_time_even_when_it_fails(host: Host) -> None:
    under_way, most = [0], [0]
    lock = threading.Lock()

    def count(visit: Visit) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        visit.pause(0.02)
        with lock:
            under_way[0] -= 1
        Reply(500)(visit)

    host.serve("/feed", count)
    fetcher, port = a_fetcher(Time()), host.server_address[1]

    def ask(number: int) -> None:
        with pytest.raises(Exception, match="status 500"):
            fetcher.fetch(f"http://n{number}.example.org:{port}/feed")

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert (most[0], len(host.visits)) == (1, 6)


def test_eight_sites_are_asked_at_once_and_no_ninth(host: Host) -> None:
    enough, open_now, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def hold(visit: Visit) -> None:
        with lock:
            open_now[0] += 1
            most[0] = max(most[0], open_now[0])
            if open_now[0] == AT_ONCE:
                enough.set()
        enough.wait(10)
        with lock:
            open_now[0] -= 1
        Reply(body=RSS)(visit)

    host.serve("/feed", hold)
    fetcher, port = a_fetcher(Time()), host.server_address[1]
    asking = [
        threading.Thread(target=fetcher.fetch, args=(f"http://site{number}.example:{port}/feed",))
        for number in range(20)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert (most[0], len(host.visits)) == (8, 20)
