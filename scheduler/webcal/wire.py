"""HTTP as httptools reads it, with bounds: on the size of headers, and on the patience with the slow.

What the application knows at once is written at once: no task is made for it and no queue.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scheduler.webcal import replies

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

#: Bytes of a request before its body; calendar programs send a twentieth.
_MOST_HEADERS: Final = 32 * 1024
#: Seconds in which a request must have come whole.
_WHOLE_WITHIN: Final = 20.0
#: How often an idle connection is kept a while longer for an answer that is still being taken.
_PATIENCE: Final = 24
#: An address that says its path as it is.
_PLAIN: Final = re.compile(rb"/[\w/.~-]*", re.ASCII)
#: Seconds in which a client may read why it was refused.
_LINGERS: Final = 2.0
_TOO_LARGE: Final = replies.said(431, "The headers of this request are too large.", (b"connection", b"close"))


class CarefulProtocol(HttpToolsProtocol):
    """One connection. An application that has `at_once` is asked there first, with the scope alone."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_open = self._is_heading = self._is_deaf = False
        #: Bytes of headers that came before the chunk in hand, and bytes of that chunk.
        self._came = self._coming = 0
        self._patience = _PATIENCE
        #: What is known without waiting; `None` where the application must be called.
        self._at_once: Callable[[Any], replies.Reply | None] = getattr(self.app, "at_once", _nothing)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Expect a request soon."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, up to the bounds."""
        if self._is_deaf:
            return
        self._coming = len(data)
        super().data_received(data)
        if self._is_heading:
            self._came += len(data)
            if self._came > _MOST_HEADERS:
                self._refuse()
        if self._is_open and self._deadline is None:
            self._expect()

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        self._is_open = self._is_heading = True
        self._came = 0
        self._patience = _PATIENCE
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer the request, or refuse it for its size."""
        self._is_heading = False
        if self._came + self._coming > _MOST_HEADERS and self._size() > _MOST_HEADERS:
            self.app, self._at_once = _refused, _nothing
        reply = self._known() if self._is_plain() else None
        if reply is not None:
            self._tell(reply)
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Leave what was sent with a request that is answered already."""
        if self.cycle is not None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._is_open = False
        self._rest()
        if self.cycle is not None:
            super().on_message_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; one that still takes its answer gets a while longer, but not for ever."""
        if self.transport.is_closing() or not self.transport.get_write_buffer_size():
            super().timeout_keep_alive_handler()
        elif self._patience:
            self._patience -= 1
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self.transport.abort()

    def _is_plain(self) -> bool:
        """Is it a request like most, with nothing before it that waits for an answer or is being taken?"""
        before = self.cycle
        return (
            (before is None or before.response_complete)  # type: ignore[redundant-expr] # none at first
            and not (self.flow.write_paused or self.transport.is_closing())
            and _PLAIN.fullmatch(self.url) is not None
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and self.parser.get_http_version() == "1.1"
            and len(self.connections) < (self.limit_concurrency or math.inf)
        )

    def _known(self) -> replies.Reply | None:
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["path"] = self.url.decode("ascii")
        return self._at_once(self.scope)

    def _tell(self, reply: replies.Reply) -> None:
        dates = b"".join([b"%s: %s\r\n" % header for header in self.server_state.default_headers])
        head = b"".join((reply.lines, dates, b"\r\n"))
        if self.scope["method"] == "HEAD":
            self.transport.write(head)
        elif reply.sheet is None or not reply.sheet.to(self.transport, head):
            self.transport.writelines((head, reply.body))
        self.on_response_complete()

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(_WHOLE_WITHIN, self._give_up)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()

    def _refuse(self) -> None:
        """Say that it is too large, hear no more of it, and leave time to read that."""
        self._is_deaf = True
        self._is_open = False
        self.transport.write(b"\r\n".join((_TOO_LARGE.lines, _TOO_LARGE.body)))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGERS, self.transport.abort)


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - as ASGI calls it
    await _TOO_LARGE.to(send)


def _nothing(_scope: Scope) -> None:
    """Know nothing at once."""
