from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from feeds.errors import (
    BlockedError,
    FetchError,
    GoneError,
    NotAFeedError,
    RateLimitedError,
    UnreachableError,
)
from feeds.fetch import Fetcher, default_user_agent
from tests.feeds.feed_host import NOW, RSS, Host, Reply, brotlied


def test_a_new_document_comes_with_its_validators_verbatim(host: Host, fetcher: Fetcher) -> None:
    tags = {"ETag": 'W/"a,b \xe9"', "Last-Modified": "yesterday, about nine", "Content-Type": "text/xml"}
    url = host.serve("/feed", Reply(body=RSS, headers=tags))

    fetched = fetcher.fetch(url)

    assert (fetched.status, fetched.body, fetched.url) == ("new", RSS, url)
    assert (fetched.etag, fetched.last_modified) == ('W/"a,b \xe9"', "yesterday, about nine")
    assert fetched.content_type == "text/xml"
    assert fetched.moved_to is None


def test_both_validators_are_sent_back_byte_for_byte(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(304))

    fetcher.fetch(url, etag='W/"a,b \xe9"', last_modified="yesterday, about nine")

    _, sent = host.visits[0]
    assert sent["If-None-Match"] == 'W/"a,b \xe9"'
    assert sent["If-Modified-Since"] == "yesterday, about nine"


def test_an_unchanged_feed_keeps_its_validators_where_the_host_sends_none(
    host: Host, fetcher: Fetcher
) -> None:
    url = host.serve("/feed", Reply(304, headers={"Cache-Control": "max-age=900"}))

    fetched = fetcher.fetch(url, etag='"1"', last_modified="Fri, 20 Nov 2026 09:00:00 GMT")

    assert (fetched.status, fetched.body) == ("unchanged", b"")
    assert (fetched.etag, fetched.last_modified) == ('"1"', "Fri, 20 Nov 2026 09:00:00 GMT")
    assert fetched.next_check_seconds == 900


def test_an_unchanged_feed_takes_fresh_validators(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(304, headers={"ETag": '"2"'}))

    assert fetcher.fetch(url, etag='"1"').etag == '"2"'


def test_unchanged_without_having_asked_is_no_answer(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(304))

    with pytest.raises(UnreachableError, match="status 304"):
        fetcher.fetch(url)


def test_a_request_names_us_and_carries_nothing_else(host: Host) -> None:
    url = host.serve("/feed?a=1", Reply(body=RSS))
    fetcher = Fetcher(
        now=lambda: NOW, allow_private=True, user_agent=default_user_agent("https://example.org/team")
    )

    fetcher.fetch(url)

    path, sent = host.visits[0]
    assert path == "/feed?a=1"
    assert sent["User-Agent"].startswith("Rounds/")
    assert "+https://example.org/team" in sent["User-Agent"]
    assert sent["Accept-Encoding"] == "gzip, br"
    assert not {"Cookie", "Referer", "Authorization", "If-None-Match", "If-Modified-Since"} & sent.keys()


def test_cookies_and_proxies_of_the_machine_play_no_part(
    host: Host, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    host.serve("/feed", Reply(302, headers={"Location": "/new", "Set-Cookie": "id=1"}))
    host.serve("/new", Reply(body=RSS))

    fetcher.fetch(host.url("/feed"))

    assert "Cookie" not in host.visits[1][1]


def test_a_packed_document_is_unpacked(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(body=gzip.compress(RSS), headers={"Content-Encoding": "gzip"}))

    assert fetcher.fetch(url).body == RSS


def test_the_longer_of_max_age_and_expires_is_the_hint(host: Host, fetcher: Fetcher) -> None:
    later = (NOW + timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    url = host.serve(
        "/feed", Reply(body=RSS, headers={"Cache-Control": "public, max-age=60", "Expires": later})
    )

    assert fetcher.fetch(url).next_check_seconds == 7200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Cache-Control": "no-store"}, {"Expires": "0"}, {"Expires": "-1"}, {"Cache-Control": "max-age=0"}],
)
def test_without_a_usable_hint_there_is_none(host: Host, fetcher: Fetcher, headers: dict[str, str]) -> None:
    assert fetcher.fetch(host.serve("/feed", Reply(body=RSS, headers=headers))).next_check_seconds is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 21 Nov 2026 09:05:00 GMT", 300.0),
        ("Sat, 21 Nov 2026 08:00:00 GMT", 0.0),
        ("9" * 40, 30 * 86_400.0),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_may_say_when_to_come_back(
    host: Host, fetcher: Fetcher, status: int, value: str, seconds: float | None
) -> None:
    url = host.serve("/feed", Reply(status, headers={"Retry-After": value}))

    with pytest.raises(RateLimitedError, match=r"127\.0\.0\.1 asks us to come back later") as caught:
        fetcher.fetch(url)

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "headers", "error", "words"),
    [
        (410, {}, GoneError, "gone for good"),
        (401, {}, BlockedError, "turns us away"),
        (403, {}, BlockedError, "turns us away"),
        (403, {"cf-mitigated": "challenge"}, BlockedError, "only browsers pass"),
        (404, {}, UnreachableError, "status 404"),
        (500, {}, UnreachableError, "status 500"),
        (204, {}, UnreachableError, "status 204"),
        (206, {}, UnreachableError, "status 206"),
    ],
)
def test_a_status_is_told_in_words(
    host: Host, fetcher: Fetcher, status: int, headers: dict[str, str], error: type[FetchError], words: str
) -> None:
    url = host.serve("/feed", Reply(status, headers=headers))

    with pytest.raises(error, match=words) as caught:
        fetcher.fetch(url)

    assert caught.value.host == "127.0.0.1"
    assert str(caught.value).startswith("The feed at 127.0.0.1 ")


def test_a_feed_that_moved_for_good_says_where_to(host: Host, fetcher: Fetcher) -> None:
    host.serve("/a", Reply(301, headers={"Location": "/b"}))
    host.serve("/b", Reply(308, headers={"Location": "/c#part"}))
    host.serve("/c", Reply(body=RSS))

    fetched = fetcher.fetch(host.url("/a"))

    assert fetched.moved_to == fetched.url == host.url("/c")


def test_a_detour_is_no_move(host: Host, fetcher: Fetcher) -> None:
    host.serve("/a", Reply(302, headers={"Location": "/b"}))
    host.serve("/b", Reply(301, headers={"Location": "/c"}))
    host.serve("/c", Reply(body=RSS))

    fetched = fetcher.fetch(host.url("/a"))

    assert fetched.url == host.url("/c")
    assert fetched.moved_to is None


def test_a_move_counts_up_to_the_first_detour(host: Host, fetcher: Fetcher) -> None:
    host.serve("/a", Reply(301, headers={"Location": "/b"}))
    host.serve("/b", Reply(307, headers={"Location": "/c"}))
    host.serve("/c", Reply(body=RSS))

    assert fetcher.fetch(host.url("/a")).moved_to == host.url("/b")


def test_five_redirects_are_followed_and_a_sixth_is_not(host: Host, fetcher: Fetcher) -> None:
    for number in range(6):
        host.serve(f"/{number}", Reply(302, headers={"Location": f"/{number + 1}"}))
    host.serve("/6", Reply(body=RSS))

    assert fetcher.fetch(host.url("/1")).body == RSS
    with pytest.raises(UnreachableError, match="in circles"):
        fetcher.fetch(host.url("/0"))


def test_a_web_page_in_place_of_a_feed_names_the_feeds_it_offers(host: Host, fetcher: Fetcher) -> None:
    page = (
        b'<!DOCTYPE html><html><head><link rel="stylesheet" href="/x.css">'
        b"<link type='application/rss+xml' rel='alternate' href='/news.rss?a=1&amp;b=2'>"
        b'<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">'
        b'<link rel="alternate" hreflang="es" href="/es"></head><body></body></html>'
    )
    url = host.serve("/home", Reply(body=page, headers={"Content-Type": "application/rss+xml"}))

    with pytest.raises(NotAFeedError, match="the page names its feed") as caught:
        fetcher.fetch(url)

    assert caught.value.alternates == (host.url("/news.rss?a=1&b=2"),)
    assert host.visits == [("/home", host.visits[0][1])]


def test_a_sign_in_page_is_not_a_feed(host: Host, fetcher: Fetcher) -> None:
    page = b"<html><head><title>Sign in</title></head><body><form action='/login'></form></body></html>"
    host.serve("/feed", Reply(302, headers={"Location": "/login"}))
    host.serve("/login", Reply(body=page))

    with pytest.raises(NotAFeedError, match="is a web page, not a feed") as caught:
        fetcher.fetch(host.url("/feed"))

    assert caught.value.alternates == ()
    assert "Sign in" not in str(caught.value)


@pytest.mark.parametrize("status", [200, 403, 429, 503])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_challenge_page_is_told_as_blocked_whatever_its_status(
    host: Host, fetcher: Fetcher, status: int, encoding: str
) -> None:
    page = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
    body = gzip.compress(page) if encoding == "gzip" else page
    url = host.serve("/feed", Reply(status, body=body, headers={"Content-Encoding": encoding}))

    with pytest.raises(BlockedError, match="a check that only browsers pass") as caught:
        fetcher.fetch(url)

    assert caught.value.status == status


@pytest.mark.parametrize("status", [403, 429, 503])
def test_cloudflare_s_own_word_for_a_challenge_goes_before_the_status(
    host: Host, fetcher: Fetcher, status: int
) -> None:
    url = host.serve("/feed", Reply(status, headers={"cf-mitigated": "challenge", "Retry-After": "60"}))

    with pytest.raises(BlockedError, match="only browsers pass"):
        fetcher.fetch(url)


def test_a_page_to_sign_in_is_told_apart_from_a_block_and_from_any_other_page(
    host: Host, fetcher: Fetcher
) -> None:
    page = b"<html><body><form><input name=p type=password></form></body></html>"
    url = host.serve("/feed", Reply(body=page))

    with pytest.raises(NotAFeedError, match="a page to sign in instead of the feed") as caught:
        fetcher.fetch(url)

    assert caught.value.status == 200


def test_a_brotli_document_is_unpacked(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(body=brotlied(RSS), headers={"Content-Encoding": "br"}))

    assert fetcher.fetch(url).body == RSS


def test_headers_name_the_hub_and_the_feed_there(host: Host, fetcher: Fetcher) -> None:
    links = '<https://hub.example.org/>; rel="hub", </feed>; rel=self, <javascript:1>; rel=hub2'
    fetched = fetcher.fetch(host.serve("/feed", Reply(body=RSS, headers={"Link": links})))

    assert (fetched.hub, fetched.topic) == ("https://hub.example.org/", host.url("/feed"))


def test_a_feed_declared_as_a_page_is_a_feed_all_the_same(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(body=RSS, headers={"Content-Type": "text/html"}))

    assert fetcher.fetch(url).body == RSS


def test_a_feed_that_quotes_a_page_is_a_feed(host: Host, fetcher: Fetcher) -> None:
    body = b"<?xml version='1.0'?><!-- <html> --><rss version='2.0'><channel></channel></rss>"

    assert fetcher.fetch(host.serve("/feed", Reply(body=body))).body == body


def test_every_message_is_one_sentence_with_the_host(host: Host, fetcher: Fetcher) -> None:
    for status in (401, 403, 404, 410, 429, 500, 503):
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(host.serve(f"/{status}", Reply(status)))
        assert str(caught.value).count(". ") == 0
        assert "127.0.0.1" in str(caught.value)
