"""A call ends in time, whatever the server does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from connectors.deadline import NotBegunError, bound, within
from connectors.rehearsal import Fault, FaultKind, Faults, Operation, Rehearsal, RehearsalServer
from tests.connectors.certificates import self_signed

Speaker = Callable[[socket.socket, threading.Event], None]


@contextmanager
def _served(speak: Speaker) -> Iterator[str]:
    """Let `speak` answer every connection, each in a thread, until the event is set."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)

        def accept() -> None:
            while not over.is_set():
                try:
                    line, _ = listening.accept()
                except TimeoutError:
                    continue
                with line:
                    try:
                        speak(line, over)
                    except OSError:
                        continue

        serving = threading.Thread(target=accept)
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        serving.join()


def _whole(line: socket.socket, _: threading.Event) -> None:
    line.recv(65536)
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def _headers_byte_by_byte(line: socket.socket, over: threading.Event) -> None:
    line.recv(65536)
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.05):
        line.sendall(b"a")


def _body_byte_by_byte(line: socket.socket, over: threading.Event) -> None:
    line.recv(65536)
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        line.sendall(b"a")


def _reads_byte_by_byte(line: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.05):
        line.recv(1)


def _silent(_: socket.socket, over: threading.Event) -> None:
    over.wait(2)


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    bound(session)
    return session


@pytest.mark.parametrize("speak", [_headers_byte_by_byte, _body_byte_by_byte])
def test_a_server_that_trickles_holds_nobody(speak: Speaker) -> None:
    with _served(speak) as url, _session() as session:
        started = time.monotonic()

        with pytest.raises(requests.RequestException), within(0.5):
            session.get(url, timeout=5)

        assert 0.4 < time.monotonic() - started < 3


def test_a_server_that_takes_a_body_slowly_holds_nobody() -> None:
    with _served(_reads_byte_by_byte) as url, _session() as session:
        started = time.monotonic()

        with pytest.raises(requests.RequestException), within(0.5):
            session.post(url, data=b"a" * 50_000_000, timeout=5)

        assert time.monotonic() - started < 3


def test_a_call_in_time_is_as_it_was() -> None:
    with _served(_whole) as url, _session() as session, within(5):
        assert session.get(url, timeout=5).text == "ok"


def test_a_silence_is_still_bounded_by_itself() -> None:
    with (
        _served(_silent) as url,
        _session() as session,
        pytest.raises(requests.ReadTimeout),
        within(60),
    ):
        session.get(url, timeout=0.2)


def test_a_call_whose_time_is_over_connects_to_nobody() -> None:
    called: list[int] = []
    with (
        _served(lambda line, _: called.append(line.fileno())) as url,
        _session() as session,
        pytest.raises(NotBegunError),
        within(0),
    ):
        session.get(url, timeout=5)

    assert called == []


def test_without_a_bound_nothing_is_cut() -> None:
    with _served(_whole) as url, _session() as session:
        assert session.get(url, timeout=5).text == "ok"


def test_tls_is_bounded_as_well(tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    network = Rehearsal([], faults=Faults())
    with RehearsalServer(network, certificate=(chain, key)) as server, _session() as session:
        with within(5):
            assert session.get(f"{server.url}/healthz", timeout=5, verify=str(chain)).json() == {"ok": True}
        network.faults.put(Fault(FaultKind.TRICKLE, 0.05, Operation.TOKEN))
        started = time.monotonic()

        with pytest.raises(requests.RequestException), within(0.5):
            session.post(f"{server.url}/2/oauth2/token", timeout=5, verify=str(chain))

        assert time.monotonic() - started < 3
