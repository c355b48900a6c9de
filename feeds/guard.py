"""Where a fetch may go, and until when: address policy and one deadline over every wait.

The guard decides at connect time, on the address that is really dialled, so a name that
changes its answer between check and connection gains nothing. It knows nothing of feeds.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpcore
from ssrfguard import Policy

from feeds.web import SafeBackend, SafeTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    #: Answers as `socket.getaddrinfo` does.
    Resolver = Callable[..., Any]


#: What `allow_private` opens: this machine and the usual office networks, never the link-local
#: range where clouds keep the keys of the machine (169.254.169.254).
_PRIVATE = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_ATTEMPTS = 2


def policy(*, allow_private: bool) -> Policy:
    """Return the rules: http and https on 80 and 443 to public addresses, no credentials in the address.

    With `allow_private`, loopback and office networks and any port are allowed too.
    """
    if not allow_private:
        return Policy(max_connection_attempts=_ATTEMPTS)
    return Policy(
        allowed_networks=_PRIVATE,  # type: ignore[arg-type] # texts are accepted and parsed
        allowed_ports=frozenset(range(1, 65536)),
        max_connection_attempts=_ATTEMPTS,
    )


class Deadline:
    """The end of all patience for one fetch, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let the block take time that does not count: no host is slow because others come first."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._until += time.monotonic() - began

    def left(self, most: float | None = None) -> float:
        """Return seconds that may still be waited, at most `most`; raise when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline passed")
        return left if most is None else min(left, most)


class BoundedTransport(SafeTransport):
    """Sends single requests under a policy; every wait of the connection ends by the deadline.

    Made for one fetch and closed after it: no cookies, no proxy, no redirects, no retries.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        deadline: Deadline,
        tls: ssl.SSLContext,
        resolver: Resolver | None = None,
    ) -> None:
        super().__init__(policy=policy, verify=tls)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_keepalive_connections=0,
            network_backend=_Backend(policy=policy, deadline=deadline, resolver=resolver),
        )


class _Backend(SafeBackend):
    def __init__(self, *, policy: Policy, deadline: Deadline, resolver: Resolver | None) -> None:
        super().__init__(policy=policy, resolver=_PatientResolver(deadline, resolver or socket.getaddrinfo))
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        patience = self._deadline.left(timeout)
        stream = super().connect_tcp(host, port, patience, local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


@dataclass(slots=True)
class _PatientResolver:
    """Looks names up in a thread of its own, since the system's look-up can't be given a time limit."""

    deadline: Deadline
    look_up: Resolver

    def __call__(self, *query: Any) -> Any:
        answer = _Answer()
        threading.Thread(target=answer.fill, args=(self.look_up, query), daemon=True).start()
        if not answer.ready.wait(self.deadline.left()):
            raise TimeoutError("the name was not resolved in time")
        if answer.error is not None:
            raise answer.error
        return answer.value


@dataclass(slots=True)
class _Answer:
    ready: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: OSError | None = None

    def fill(self, look_up: Resolver, query: tuple[Any, ...]) -> None:
        try:
            self.value = look_up(*query)
        except OSError as error:
            self.error = error
        except UnicodeError as error:
            self.error = OSError(str(error))
        finally:
            self.ready.set()


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every read and write also ends by the deadline, a slow drip included."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _BoundedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
