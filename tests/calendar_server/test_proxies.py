"""Behind a reverse proxy, under a path: one that takes the path away, and one that leaves it."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.services.subscribing import Subscriptions
from scheduler.webcal import CalendarServer, application
from scheduler.webcal.proxies import Peers, Prefix, neighbourhood
from tests.calendar_server.conftest import PLANNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from tests.calendar_server.conftest import Plan

PROXY, CLIENT = "10.0.0.1", "198.51.100.7"
CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port};
    location /taken/ {{ proxy_pass {taken}/; proxy_set_header X-Forwarded-For "$http_x_test"; }}
    location /left/ {{ proxy_pass {left}; proxy_set_header X-Forwarded-For "$http_x_test"; }}
  }}
}}
"""


def _scope(peer: str, *told: str) -> dict[str, Any]:
    return {"client": (peer, 4711), "headers": [(b"x-forwarded-for", each.encode()) for each in told]}


@pytest.mark.parametrize(
    ("trusted", "peer", "told", "address"),
    [
        ("", CLIENT, (), CLIENT),
        ("", PROXY, (CLIENT,), PROXY),
        (PROXY, CLIENT, ("203.0.113.1",), CLIENT),
        (PROXY, PROXY, (CLIENT,), CLIENT),
        (PROXY, PROXY, (f"203.0.113.1, {CLIENT}",), CLIENT),
        (PROXY, PROXY, ("203.0.113.1", CLIENT), CLIENT),
        ("10.0.0.0/8", PROXY, (f"203.0.113.1, {CLIENT}, 10.9.9.9",), CLIENT),
        ("10.0.0.0/8", PROXY, ("10.0.0.2",), "10.0.0.2"),
        (PROXY, PROXY, (), PROXY),
        (PROXY, PROXY, ("",), PROXY),
        (PROXY, PROXY, ("somebody",), PROXY),
        (PROXY, PROXY, (f"somebody, {CLIENT}",), CLIENT),
        (PROXY, PROXY, (f"{CLIENT}:50123",), CLIENT),
        (PROXY, PROXY, ('"[2001:db8::1]:50123"',), "2001:db8::1"),
        ("::1, 127.0.0.1", "::1", ("2001:DB8::1",), "2001:db8::1"),
        (PROXY, PROXY, ("," * 60_000,), PROXY),
    ],
)
def test_the_address_is_the_forwarded_one_only_where_the_proxy_is_trusted(
    trusted: str, peer: str, told: tuple[str, ...], address: str
) -> None:
    assert Peers(trusted).address(_scope(peer, *told)) == address


def test_a_connection_without_an_address_has_none() -> None:
    assert Peers("127.0.0.1").address({"client": None, "headers": []}) == ""


def test_what_is_no_address_is_said_in_words() -> None:
    with pytest.raises(EnvironmentProblemError, match="ROUNDS_TRUSTED_PROXIES holds something that is no"):
        Peers("127.0.0.1, the proxy")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.7"),
        ("", ""),
        ("no:address", "no:address"),
    ],
)
def test_an_address_counts_as_its_household(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as


@pytest.mark.parametrize(
    ("public", "path", "inside"),
    [
        ("https://example.org/rounds", "/rounds/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org/rounds/", "/rounds/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org/rounds", "/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org/a/b", "/a/b/.well-known/caldav", "/.well-known/caldav"),
        ("https://example.org/rounds", "/rounds/healthz", "/healthz"),
        ("https://example.org/rounds", "/roundsman/healthz", "/roundsman/healthz"),
        ("https://example.org/rounds", "/rounds/other", "/rounds/other"),
        ("https://example.org/calendar", "/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org/calendar", "/calendar/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org/caldav", "/caldav/caldav/", "/caldav/"),
        ("https://example.org/für%20alle", "/für alle/calendar/x.ics", "/calendar/x.ics"),
        ("https://example.org", "/calendar/x.ics", "/calendar/x.ics"),
    ],
)
def test_a_path_is_understood_with_and_without_what_the_proxy_leaves(
    public: str, path: str, inside: str
) -> None:
    assert Prefix(public).inside(path) == inside


def _told(request: Request) -> Response:
    """Tell what another part of the server is told of a request."""
    client = request.client.host if request.client else "nobody"
    return PlainTextResponse(f"{request.url.path} {request.path_params['path']} {client}")


@pytest.fixture
def nginx(small_plan: Plan, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Run an nginx before two servers; return its address, and the public ones by the fate of the path."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("no nginx on this machine: install Debian's package “nginx”")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    public = {name: f"http://127.0.0.1:{port}/{name}" for name in ("taken", "left")}
    servers = {
        name: CalendarServer(
            application(
                small_plan.answers,
                lambda: {"healthy": True},
                str,
                others=[Route("/caldav/{path:path}", _told)],
                public_url=url,
                trusted_proxies="127.0.0.1",
            ),
            "127.0.0.1",
            0,
        )
        for name, url in public.items()
    }
    for server in servers.values():
        server.start()
    told = {name: server.url for name, server in servers.items()}
    (tmp_path / "nginx.conf").write_text(CONFIGURATION.format(folder=tmp_path, port=port, **told))
    command = [program, "-e", str(tmp_path / "early.log"), "-c", str(tmp_path / "nginx.conf")]
    process = subprocess.Popen([*command, "-p", str(tmp_path)])
    _wait_for(port)
    yield f"127.0.0.1:{port}", public
    process.terminate()
    process.wait(timeout=20)
    for server in servers.values():
        server.stop()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise AssertionError("nginx did not start")


@pytest.mark.parametrize("kind", ["taken", "left"])
def test_the_address_that_is_told_opens_the_calendar_through_nginx(
    nginx: tuple[str, dict[str, str]], small_plan: Plan, kind: str
) -> None:
    host, public = nginx
    links = Subscriptions(small_plan.store, small_plan.clock, planner_url=PLANNER, calendar_url=public[kind])
    small_plan.add(text="Flu clinic")
    _, token = small_plan.link()
    address = links.addresses(token).https
    path = address.removeprefix(f"http://{host}")

    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body, tag = answer.read(), answer.headers["ETag"]
    connection.request("GET", path, headers={"If-None-Match": tag})
    again = connection.getresponse()
    again.read()
    connection.request("GET", f"/{kind}/calendar/{'b' * 32}.ics")
    missing = connection.getresponse()
    missing.read()
    connection.close()

    assert path.startswith(f"/{kind}/calendar/")
    assert (answer.status, again.status, missing.status) == (200, 304, 404)
    assert b"SUMMARY:[Main account] Flu clinic" in body


@pytest.mark.parametrize("kind", ["taken", "left"])
def test_other_parts_are_told_their_own_path_and_who_asks(
    nginx: tuple[str, dict[str, str]], kind: str
) -> None:
    connection = http.client.HTTPConnection(nginx[0], timeout=30)

    connection.request("GET", f"/{kind}/caldav/a/b", headers={"X-Test": f"203.0.113.1, {CLIENT}"})

    told = connection.getresponse().read()
    connection.close()
    assert told.decode() == f"/caldav/a/b a/b {CLIENT}"
