"""The planner as it really runs: a process of its own, talked to over HTTP."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.ui_calendar.serving import until


def start(folder: Path, **settings: str) -> subprocess.Popen[str]:
    """Start `python -m ui` over the data in `folder`."""
    chosen = {"ROUNDS_DATA_DIR": str(folder), "ROUNDS_UI_PORT": "0", **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "ui"],
        env={**os.environ, **chosen},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[int]:
    """Run the planner and yield its port; stopped by an interrupt, as a person would."""
    process = start(folder, **settings)
    try:
        assert process.stdout is not None
        told = process.stdout.readline()
        found = re.search(r":(\d+)$", told.strip())
        assert found, f"the planner said {told!r}"
        port = int(found[1])
        assert until(lambda: answers(port), within=60)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def answers(port: int) -> bool:
    """Tell whether the planner can be asked for pages."""
    try:
        return Browser(port).get("/healthz").status == http.HTTPStatus.OK
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    """What the planner answered."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: str


@dataclass
class Browser:
    """Keeps cookies between requests, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page as a browser does."""
        return self._ask("GET", path, headers={"Accept": "text/html", **headers})

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        """Send a form."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, body=urlencode(form), headers=sent)

    def send(self, path: str, body: str, **headers: str) -> Answer:
        """Send a document as a script does; a name in `headers` has `_` for `-`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("POST", path, body=body, headers=told)

    def sign_in(self, email: str, password: str, *, next_page: str = "/", **headers: str) -> Answer:
        """Open the form and send it."""
        shown = self.get(f"/signin?{urlencode({'next': next_page})}")
        form = {"email": email, "password": password, **hidden(shown)}
        return self.post("/signin", form, **headers)

    def upgrade(self, path: str = "/_stcore/stream") -> int:
        """Ask for a websocket and return the status."""
        return self._ask(
            "GET",
            path,
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Origin": f"http://127.0.0.1:{self.port}",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            },
        ).status

    def _ask(self, method: str, path: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            kept = {"Cookie": jar} if jar else {}
            connection.request(method, path, body=body, headers={**headers, **kept})
            response = connection.getresponse()
            told = tuple(response.headers.get_all("Set-Cookie") or ())
            text = "" if response.status == http.HTTPStatus.SWITCHING_PROTOCOLS else response.read().decode()
            self._keep(told)
            return Answer(response.status, dict(response.headers.items()), told, text)
        finally:
            connection.close()

    def _keep(self, told: tuple[str, ...]) -> None:
        for cookie in told:
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0].strip('"')
            if value and "Max-Age=0" not in cookie:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)


def hidden(page: Answer) -> dict[str, str]:
    """Return the hidden fields of a form."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.body))
