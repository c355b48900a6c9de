"""Runs a Streamlit script on a free port, and waits for things to become true without sleeping blindly."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

#: What a Chromium needs in a container, and nothing that would leave the machine.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_QUIET = {
    "server.headless": "true",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": "false",
}


def chromium_path() -> str | None:
    """Find the system's Chromium, or the one that `ROUNDS_CHROMIUM` names."""
    names = (os.environ.get("ROUNDS_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def free_port() -> int:
    """Ask the system for a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], bool], *, within: float = 15.0) -> bool:
    """Poll `condition` until it holds; false if it did not in time."""
    end = time.monotonic() + within
    pause = threading.Event()
    while not condition():
        if time.monotonic() > end:
            return False
        pause.wait(0.02)
    return True


@contextmanager
def serve_streamlit(
    script: Path,
    *,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    folder: Path | None = None,
) -> Iterator[str]:
    """Run `script` with Streamlit and yield its address; stopped by an interrupt, as a person would."""
    port = port or free_port()
    settings = [part for name, value in _QUIET.items() for part in (f"--{name}", value)]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, *settings, *options],
        env={**os.environ, **(environment or {})},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if not until(lambda: is_healthy(port) or process.poll() is not None, within=60):
            raise TimeoutError(f"Streamlit did not answer on port {port}")
        if process.poll() is not None:
            raise RuntimeError(f"Streamlit ended with code {process.returncode}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_healthy(port: int) -> bool:
    """Whether a Streamlit answers there."""
    try:
        return fetch(port, "/_stcore/health")[0] == http.HTTPStatus.OK
    except OSError:
        return False


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Get `path` from loopback: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
