from __future__ import annotations

import base64
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from scheduler.domain.people import OPERATOR, Person, Role
from tests.caldav.conftest import PASSWORD, SPACES, House, Program, told

_BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<D:propfind xmlns:D="DAV:"><D:prop><D:displayname>&lol2;</D:displayname></D:prop></D:propfind>"""
_QUERY = (
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{}</C:comp-filter>'
    "</C:comp-filter></C:filter>"
)
_FILE = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<D:propfind xmlns:D="DAV:"><D:prop><D:displayname>&x;</D:displayname></D:prop></D:propfind>"""


@pytest.mark.parametrize(
    "body",
    [
        _BOMB,
        _FILE,
        "<a>" * 60_000,
        "<a>" * 30_000 + "</a>" * 30_000,
        "nonsense",
        "<D:propfind/>",
        '<D:multistatus xmlns:D="DAV:"/>',
        f"<D:propfind {SPACES}><D:prop>"
        + "".join(f"<D:p{n}/>" for n in range(5000))
        + "</D:prop></D:propfind>",
        '<?xml version="1.0" encoding="utf-7"?><a/>',
        '<?xml version="1.0" encoding="no-such"?><a/>',
        b"\xff\xfe\x00",
        b"\x00" * 1000,
    ],
    ids=range(12),
)
def test_hostile_xml_is_refused_and_the_server_answers_on(
    house: House, program: Program, body: str | bytes
) -> None:
    post = house.post()

    found = program.ask("PROPFIND", program.home + "main-x/", body, Depth="1")
    asked = program.ask("REPORT", program.home + "main-x/", body)

    assert found.status_code == 400
    assert asked.status_code in {400, 403}
    assert b"root:" not in found.content + asked.content
    assert program.ask("GET", program.entry(post)).status_code == 200


def test_a_deep_document_that_is_well_made_is_answered(program: Program) -> None:
    inner = "<a>" * 30_000 + "</a>" * 30_000

    answer = program.ask(
        "PROPFIND", program.home, f"<D:propfind {SPACES}><D:prop>{inner}</D:prop></D:propfind>"
    )

    assert answer.status_code == 207


def test_names_from_elsewhere_are_given_back_as_they_came(program: Program) -> None:
    asked = '<x:a&#38;b xmlns:x="y"/>'
    strange = '<x:thing xmlns:x="urn:&quot;&lt;&amp;"/><thing/><xml:lang xmlns:xml="http://www.w3.org/XML/1998/namespace"/>'
    body = f"<D:propfind {SPACES}><D:prop>{strange}</D:prop></D:propfind>"

    answer = program.ask("PROPFIND", program.home, body, Depth="0")

    assert told(answer)[program.home] == {}
    assert b"404 Not Found" in answer.content
    assert program.ask("PROPFIND", program.home, asked).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PROPFIND", "REPORT", "GET"])
def test_a_body_larger_than_any_is_refused(house: House, program: Program, method: str) -> None:
    post = house.post()

    refused = program.ask(method, program.entry(post), b"x" * (256 * 1024 + 1))

    assert refused.status_code == 413
    assert house.now_is(post) == post


@pytest.mark.parametrize(
    ("depth", "status"),
    [("infinity", 403), ("Infinity", 403), ("2", 400), ("-1", 400), ("", 400), ("1", 207)],
)
def test_only_one_level_is_told_at_a_time(program: Program, depth: str, status: int) -> None:
    answer = program.ask("PROPFIND", program.home, Depth=depth)

    assert answer.status_code == status
    assert (b"propfind-finite-depth" in answer.content) is (depth.lower() == "infinity")


@pytest.mark.parametrize(
    "inner",
    [
        '<C:filter><C:comp-filter name="VTODO"/></C:filter>',
        "",
        _QUERY.format('<C:time-range start="99999999T999999Z"/>'),
        _QUERY.format('<C:time-range start="2026"/>'),
        _QUERY.format('<C:prop-filter name="SUMMARY"><C:text-match>a</C:text-match></C:prop-filter>'),
    ],
)
def test_a_question_that_is_not_answered_is_refused_with_its_name(program: Program, inner: str) -> None:
    body = f"<C:calendar-query {SPACES}><D:prop><D:getetag/></D:prop>{inner}</C:calendar-query>"

    refused = program.ask("REPORT", program.home + "main-x/", body)

    assert refused.status_code == 403
    assert b"-filter/>" in refused.content.replace(b" />", b"/>")


def test_a_time_at_the_end_of_all_years_is_no_trouble(house: House, program: Program) -> None:
    post = house.post()
    span = '<C:time-range start="00010101T000000Z" end="99991231T235959Z"/>'
    inner = f"<D:prop><D:getetag/></D:prop>{_QUERY.format(span)}"
    body = f"<C:calendar-query {SPACES}>{inner}</C:calendar-query>"

    assert list(told(program.ask("REPORT", program.home + "main-x/", body))) == [program.entry(post)]


@pytest.mark.parametrize("limit", ["0", "1"])
def test_a_limit_that_is_too_low_is_said(house: House, program: Program, limit: str) -> None:
    house.post()
    house.post()
    body = (
        f"<D:sync-collection {SPACES}><D:sync-token/><D:limit><D:nresults>{limit}</D:nresults></D:limit>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>"
    )

    assert program.ask("REPORT", program.home + "main-x/", body).status_code == 507


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Basic " + base64.b64encode(f"robin@example.org:{PASSWORD}".encode()).decode(),
        "Basic " + base64.b64encode(b"robin@example.org:" + b"a" * 4000).decode(),
        "Bearer {}",
    ],
)
def test_who_shows_no_app_password_is_asked_for_one(
    house: House, server: str, robin: Person, header: str
) -> None:
    given = {"Authorization": header.replace("{}", house.secret(robin))} if header else {}

    refused = httpx.request("PROPFIND", f"{server}/caldav/", headers=given, trust_env=False)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith('Basic realm="Rounds')


def test_wrong_passwords_are_slowed_down_while_the_right_one_goes_on(
    house: House, server: str, program: Program
) -> None:
    post = house.post()

    answers = [
        httpx.get(f"{server}/caldav/", auth=("robin@example.org", "wrong"), trust_env=False) for _ in range(8)
    ]

    assert [each.status_code for each in answers] == [401] * 6 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
    assert program.ask("GET", program.entry(post)).status_code == 200


def test_a_revoked_password_and_a_closed_account_count_at_once(house: House, program: Program) -> None:
    post = house.post()
    house.person("kim", Role.ADMINISTRATOR)
    before = program.ask("GET", program.entry(post)).status_code

    house.people.close(OPERATOR, "robin@example.org")

    assert (before, program.ask("GET", program.entry(post)).status_code) == (200, 401)


def test_nobody_comes_in_by_the_address_of_another(house: House, program: Program) -> None:
    sam = house.person("sam", Role.EDITOR)
    post = house.post()
    theirs = f"/caldav/calendars/{sam.id}/"

    answers = [
        program.ask("PROPFIND", f"/caldav/principals/{sam.id}/"),
        program.ask("PROPFIND", theirs),
        program.ask("GET", f"{theirs}main-x/{post.uid}.ics"),
        program.ask("PUT", f"{theirs}main-x/{post.uid}.ics"),
    ]

    assert {each.status_code for each in answers} == {404}


@pytest.mark.parametrize(
    "path",
    [
        "no-such/",
        "main-x/no-such.ics",
        "main-x/../../../etc/passwd",
        "main-x/%2e%2e%2f.ics",
        "main-x/a/b.ics",
        "main-x/%00.ics",
        "main-x/%ff.ics",
        "'; drop table post; --/",
        "main-x/" + "a" * 3000 + ".ics",
    ],
)
def test_there_is_nothing_at_an_address_that_was_made_up(program: Program, path: str) -> None:
    assert program.ask("PROPFIND", program.home + path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PATCH", "LOCK", "UNLOCK", "ACL", "SEARCH"])
def test_methods_that_make_no_sense_are_named_so(program: Program, method: str) -> None:
    assert program.ask(method, program.home).status_code == 405


def test_a_method_that_http_does_not_know_is_refused(program: Program) -> None:
    """The parser of the server knows the registered ones only; another parser leaves it to the routes."""
    assert program.ask("BREW", program.home).status_code in {400, 405}


def test_a_request_that_is_half_sent_keeps_nobody_waiting(
    house: House, server: str, program: Program
) -> None:
    post = house.post()
    where = urlsplit(server)
    with socket.create_connection((where.hostname or "", where.port or 0)) as half:
        half.sendall(b"PUT /caldav/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")

        answer = program.ask("GET", program.entry(post))

    assert answer.status_code == 200


def test_no_secret_is_written_to_the_log(
    house: House, server: str, robin: Person, caplog: pytest.LogCaptureFixture
) -> None:
    secret = house.secret(robin)
    caplog.set_level("DEBUG", logger="scheduler")

    httpx.request("PROPFIND", f"{server}/caldav/", auth=(robin.email, secret), trust_env=False)
    httpx.request("PROPFIND", f"{server}/caldav/", auth=(robin.email, secret + "x"), trust_env=False)

    assert not any(secret in record.getMessage() + str(record.__dict__) for record in caplog.records)
