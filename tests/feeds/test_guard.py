from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from feeds.errors import AddressRefusedError, TooSlowError, UnreachableError
from feeds.fetch import Fetcher, Limits
from tests.feeds.feed_host import NOW, RSS, Host, Reply


class Names:
    """A name service of the tests: each look-up takes the next answer, the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, _host: str, port: int, *_: Any) -> list[tuple[Any, ...]]:
        self.asked += 1
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [self._entry(address, port) for address in addresses]

    def _entry(self, address: str, port: int) -> tuple[Any, ...]:
        if ":" in address:
            return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
        return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


_listeners: list[list[Any]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        for tried in _listeners:
            tried.append(arguments[1])


sys.addaudithook(_hear)


@pytest.fixture(autouse=True)
def dialled() -> Iterator[list[Any]]:
    """Note every connection that is tried, as the interpreter itself reports it."""
    tried: list[Any] = []
    _listeners.append(tried)
    yield tried
    _listeners.remove(tried)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/feed",
        "http://127.0.0.53/feed",
        "http://[::1]/feed",
        "http://[::ffff:127.0.0.1]/feed",
        "http://[64:ff9b::7f00:1]/feed",
        "http://2130706433/feed",
        "http://0x7f000001/feed",
        "http://0177.0.0.1/feed",
        "http://127.1/feed",
        "http://0.0.0.0/feed",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.8/feed",
        "http://192.168.1.1/feed",
        "http://172.16.0.1/feed",
        "http://100.100.100.200/feed",
        "http://[fe80::1]/feed",
        "http://[fd00:ec2::254]/feed",
        "http://224.0.0.1/feed",
        "http://example.org:22/feed",
        "http://example.org:8080/feed",
        "http://user:secret@example.org/feed",
        "http://example.org@127.0.0.1/feed",
        "file:///etc/passwd",
        "ftp://example.org/feed",
        "gopher://example.org/feed",
        "example.org/feed",
        "http:///feed",
        "http://",
        "",
        "http://[::1",
    ],
)
def test_an_address_that_is_not_public_is_never_dialled(address: str, dialled: list[Any]) -> None:
    fetcher = Fetcher(now=lambda: NOW)

    with pytest.raises((AddressRefusedError, UnreachableError)) as caught:
        fetcher.fetch(address)

    assert dialled == []
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        ("127.0.0.1",),
        ("10.0.0.5",),
        ("169.254.169.254",),
        ("::1",),
        ("::ffff:10.0.0.1",),
        ("93.184.215.14", "127.0.0.1"),
        ("127.0.0.1", "93.184.215.14"),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_never_dialled(
    answer: tuple[str, ...], dialled: list[Any]
) -> None:
    fetcher = Fetcher(now=lambda: NOW, resolver=Names(answer))

    with pytest.raises(AddressRefusedError, match=r"feed at inside\.example is not at a public web address"):
        fetcher.fetch("https://inside.example/feed")

    assert dialled == []


def test_a_name_that_changes_its_answer_gains_nothing(host: Host, dialled: list[Any]) -> None:
    port = host.server_address[1]
    host.serve("/feed", Reply(body=RSS))
    names = Names(("127.0.0.1",), ("169.254.169.254",))
    fetcher = Fetcher(now=lambda: NOW, allow_private=True, resolver=names)

    assert fetcher.fetch(f"http://rebinding.example:{port}/feed").body == RSS
    assert (names.asked, dialled) == (1, [("127.0.0.1", port)])

    with pytest.raises(AddressRefusedError):
        fetcher.fetch(f"http://rebinding.example:{port}/feed")
    assert len(dialled) == 1


def test_a_redirect_to_a_name_inside_is_never_dialled(host: Host, dialled: list[Any]) -> None:
    port = host.server_address[1]
    host.serve("/feed", Reply(302, headers={"Location": "http://inside.example/keys"}))
    fetcher = Fetcher(
        now=lambda: NOW, allow_private=True, resolver=Names(("127.0.0.1",), ("169.254.169.254",))
    )

    with pytest.raises(AddressRefusedError, match="redirects to an address that is not public"):
        fetcher.fetch(f"http://outside.example:{port}/feed")

    assert dialled == [("127.0.0.1", port)]


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1"])
def test_allowing_private_addresses_never_opens_the_keys_of_the_cloud(
    address: str, dialled: list[Any]
) -> None:
    fetcher = Fetcher(now=lambda: NOW, allow_private=True)

    with pytest.raises(AddressRefusedError):
        fetcher.fetch(f"http://{address}/latest")

    assert dialled == []


def test_a_name_that_does_not_resolve_in_time_ends_at_the_deadline() -> None:
    answered = threading.Event()

    def never(*_: Any) -> list[Any]:
        answered.wait(30)
        raise OSError("too late")

    fetcher = Fetcher(now=lambda: NOW, resolver=never, limits=Limits(total_seconds=0.3))

    with pytest.raises(TooSlowError):
        fetcher.fetch("https://slow.example/feed")
    answered.set()


def test_a_name_that_does_not_exist_is_told_as_unreachable() -> None:
    def unknown(*_: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(UnreachableError, match=r"gone\.example can't be reached"):
        Fetcher(now=lambda: NOW, resolver=unknown).fetch("https://gone.example/feed")


def test_many_threads_share_one_fetcher(host: Host) -> None:
    url = host.serve("/feed", Reply(body=RSS))
    fetcher = Fetcher(now=lambda: NOW, allow_private=True)
    bodies: list[bytes] = []

    threads = [threading.Thread(target=lambda: bodies.append(fetcher.fetch(url).body)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert bodies == [RSS] * 12
