"""A server that gives one answer to everything: for what no decent network says."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send


@dataclass
class Canned:
    """Answers each call with the same status, body and headers, and remembers what was called."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request to its end, then answer."""
        while (await receive()).get("more_body"):
            pass
        self.called.append(f"{scope['method']} {scope['path']}")
        told = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        length = (b"content-length", str(len(self.body)).encode())
        await send({"type": "http.response.start", "status": self.status, "headers": [*told, length]})
        await send({"type": "http.response.body", "body": self.body})
