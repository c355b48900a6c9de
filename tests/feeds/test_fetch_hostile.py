from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from contextlib import nullcontext

import httpx
import pytest

from feeds.errors import AddressRefusedError, FetchError, TooLargeError, TooSlowError, UnreachableError
from feeds.fetch import Fetcher, Limits
from tests.feeds.feed_host import NOW, RSS, Host, Reply, Visit, brotlied

PATIENCE = 15.0


def refused(fetcher: Fetcher, url: str, error: type[FetchError]) -> FetchError:
    """Return the error, having made sure that it came in time."""
    started = time.monotonic()
    with pytest.raises(error) as caught:
        fetcher.fetch(url)
    assert time.monotonic() - started < PATIENCE
    return caught.value


def test_a_feed_of_fifty_megabytes_is_refused_with_its_size(host: Host) -> None:
    def announce(visit: Visit) -> None:
        visit.start(200, {"Content-Length": "50000000"})
        visit.send(RSS)

    url = host.serve("/feed", announce)
    caught = refused(Fetcher(now=lambda: NOW, allow_private=True), url, TooLargeError)

    assert isinstance(caught, TooLargeError)
    assert caught.size == 50_000_000
    assert "is too large (50 MB): a feed may have 5.2 MB" in str(caught)


def test_a_feed_of_fifty_megabytes_that_does_not_say_so_is_cut_off(host: Host) -> None:
    sent = []

    def pour(visit: Visit) -> None:
        visit.start(200, {})
        for _ in range(50):
            visit.send(b"x" * 1_000_000)
            sent.append(1)

    refused(Fetcher(now=lambda: NOW, allow_private=True), host.serve("/feed", pour), TooLargeError)

    assert len(sent) < 25


def test_an_endless_document_ends_at_the_bound(host: Host, fetcher: Fetcher) -> None:
    def pour(visit: Visit) -> None:
        visit.start(200, {"Transfer-Encoding": "chunked"})
        while visit.pause(0):
            visit.send(b"400\r\n" + b"x" * 1024 + b"\r\n")

    refused(fetcher, host.serve("/feed", pour), TooLargeError)


def test_a_gzip_bomb_unfolds_no_further_than_the_bound(host: Host) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(300)), packer.flush()])
    url = host.serve("/feed", Reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    fetcher = Fetcher(now=lambda: NOW, allow_private=True)
    tracemalloc.start()

    refused(fetcher, url, TooLargeError)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,gzip", "deflate", "br, gzip", "zstd", "identity, gzip"]
)
def test_only_one_encoding_is_unpacked_gzip_or_brotli(host: Host, fetcher: Fetcher, encoding: str) -> None:
    body = gzip.compress(gzip.compress(RSS))
    url = host.serve("/feed", Reply(body=body, headers={"Content-Encoding": encoding}))

    assert "can't be unpacked" in str(refused(fetcher, url, UnreachableError))


def test_a_brotli_bomb_unfolds_no_further_than_the_bound(host: Host) -> None:
    bomb = brotlied(bytes(300_000_000), quality=1)
    url = host.serve("/feed", Reply(body=bomb, headers={"Content-Encoding": "br"}))
    fetcher = Fetcher(now=lambda: NOW, allow_private=True)
    tracemalloc.start()

    refused(fetcher, url, TooLargeError)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bomb) < 1_000_000
    assert peak < 30_000_000


@pytest.mark.parametrize(
    "body",
    [
        b"not brotli at all",
        brotlied(RSS)[:-9],
        brotlied(RSS) + b"more",
        gzip.compress(RSS),
        b"",
    ],
    ids=["no", "cut", "more", "gzip", "empty"],
)
def test_a_damaged_brotli_package_is_refused(host: Host, fetcher: Fetcher, body: bytes) -> None:
    url = host.serve("/feed", Reply(body=body, headers={"Content-Encoding": "br"}))

    assert "can't be unpacked" in str(refused(fetcher, url, UnreachableError))


def test_a_brotli_package_that_drips_is_unpacked_whole(host: Host, fetcher: Fetcher) -> None:
    packed = brotlied(RSS * 100)

    def drip(visit: Visit) -> None:
        visit.start(200, {"Content-Encoding": "br", "Content-Length": str(len(packed))})
        for number in range(len(packed)):
            visit.send(packed[number : number + 1])

    assert fetcher.fetch(host.serve("/feed", drip)).body == RSS * 100


@pytest.mark.parametrize("body", [b"not gzip at all", gzip.compress(RSS)[:-12], b"\x1f\x8b"])
def test_a_damaged_package_is_refused(host: Host, fetcher: Fetcher, body: bytes) -> None:
    url = host.serve("/feed", Reply(body=body, headers={"Content-Encoding": "gzip"}))

    refused(fetcher, url, UnreachableError)


def test_packages_in_a_row_are_one_document(host: Host, fetcher: Fetcher) -> None:
    body = gzip.compress(RSS[:50]) + gzip.compress(RSS[50:])
    url = host.serve("/feed", Reply(body=body, headers={"Content-Encoding": "gzip"}))

    assert fetcher.fetch(url).body == RSS


def test_a_body_that_drips_ends_at_the_deadline(host: Host, hasty: Fetcher) -> None:
    def drip(visit: Visit) -> None:
        visit.start(200, {})
        while visit.pause(0.1):
            visit.send(b"x")

    assert "is too slow" in str(refused(hasty, host.serve("/feed", drip), TooSlowError))


def test_headers_that_drip_end_at_the_deadline(host: Host, hasty: Fetcher) -> None:
    def drip(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while visit.pause(0.1):
            visit.send(b"x")

    refused(hasty, host.serve("/feed", drip), TooSlowError)


def test_the_deadline_spans_all_redirects(host: Host, hasty: Fetcher) -> None:
    def stall(visit: Visit) -> None:
        visit.pause(0.4)
        visit.start(302, {"Location": visit.path})

    refused(hasty, host.serve("/feed", stall), TooSlowError)

    assert len(host.visits) <= 3


def test_a_silent_host_ends_at_the_read_limit(host: Host) -> None:
    fetcher = Fetcher(now=lambda: NOW, allow_private=True, limits=Limits(read_seconds=0.3))

    def keep_silent(visit: Visit) -> None:
        visit.pause(60)

    refused(fetcher, host.serve("/feed", keep_silent), TooSlowError)


def test_a_body_that_breaks_off_is_no_document(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(body=RSS, headers={"Content-Length": str(len(RSS) + 10)}))

    refused(fetcher, url, UnreachableError)


def test_an_answer_that_is_not_http_is_told_as_unreachable(host: Host, fetcher: Fetcher) -> None:
    refused(fetcher, host.serve("/feed", lambda visit: visit.send(b"220 mail ready\r\n")), UnreachableError)


def test_headers_without_end_are_refused(host: Host, fetcher: Fetcher) -> None:
    def pour(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n")
        while visit.pause(0):
            visit.send(b"X-More: " + b"x" * 1000 + b"\r\n")

    refused(fetcher, host.serve("/feed", pour), UnreachableError)


def test_a_host_that_does_not_listen_is_told_as_unreachable(host: Host, fetcher: Fetcher) -> None:
    address = host.url("/feed")
    host.socket.close()

    assert "check the address in a browser" in str(refused(fetcher, address, UnreachableError))


def test_a_redirect_in_a_circle_ends(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(302, headers={"Location": "/feed"}))

    assert "in circles" in str(refused(fetcher, url, UnreachableError))
    assert len(host.visits) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "//169.254.169.254/feed",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0/",
        "http://user:pass@127.0.0.1/feed",
        "http://[fd00:ec2::254]/",
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused(host: Host, fetcher: Fetcher, location: str) -> None:
    url = host.serve("/feed", Reply(302, headers={"Location": location}))

    assert "redirects to an address that is not public" in str(refused(fetcher, url, AddressRefusedError))
    assert len(host.visits) == 1


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1", ""])
def test_a_redirect_to_something_else_than_the_web_is_refused(
    host: Host, fetcher: Fetcher, location: str
) -> None:
    url = host.serve("/feed", Reply(302, headers={"Location": location}))

    assert "redirects to nowhere" in str(refused(fetcher, url, UnreachableError))


def test_a_redirect_that_no_one_can_read_is_refused(host: Host, fetcher: Fetcher) -> None:
    url = host.serve("/feed", Reply(302, headers={"Location": "http://[::1"}))

    refused(fetcher, url, AddressRefusedError)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    from feeds.conversation import Conversation

    response = httpx.Response(301, headers={"Location": "http://example.org/feed"})

    with pytest.raises(AddressRefusedError, match="from https to plain http"):
        Conversation.target(
            Conversation(None, "example.org", httpx.Headers(), Limits(), nullcontext),  # type: ignore[arg-type] # never asked
            response,
            "https://example.org/feed",
        )
