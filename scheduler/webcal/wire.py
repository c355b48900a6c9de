"""HTTP as httptools reads it, with bounds: on the size of headers, and on the patience with the slow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scheduler.webcal import replies

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send

#: Bytes of a request before its body; calendar programs send a twentieth.
_MOST_HEADERS: Final = 32 * 1024
#: Seconds in which a request must have come whole.
_WHOLE_WITHIN: Final = 20.0
#: How often an idle connection is kept a while longer for an answer that is still being taken.
_PATIENCE: Final = 24
#: Seconds in which a client may read why it was refused.
_LINGERS: Final = 2.0
_TOO_LARGE: Final = replies.said(431, "The headers of this request are too large.", (b"connection", b"close"))


class CarefulProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_open = self._is_heading = self._is_deaf = False
        #: Bytes of headers that came before the chunk in hand, and bytes of that chunk.
        self._came = self._coming = 0
        self._patience = _PATIENCE

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
            self.app = _refused
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._is_open = False
        self._rest()
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
        lines = [b"HTTP/1.1 431 Request Header Fields Too Large"]
        lines += [name + b": " + value for name, value in _TOO_LARGE.headers]
        self.transport.write(b"\r\n".join([*lines, b"", _TOO_LARGE.body]))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGERS, self.transport.abort)


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - as ASGI calls it
    await _TOO_LARGE.to(send)
