"""TLS of the calendar server's own: a real client, certificates made here, and renewed while it runs."""

from __future__ import annotations

import http.client
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scheduler import ical
from scheduler.bootstrap import migrate_database, open_app
from scheduler.cli.supervising import get
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.services.calendar_answers import Seen
from scheduler.services.certificates import ends_at, is_well, pair_of
from scheduler.settings import Settings
from scheduler.webcal import CalendarServer, RenewedContext, application

if TYPE_CHECKING:
    from pathlib import Path

    from tests.calendar_server.conftest import Plan

_SECRET = serialization.BestAvailableEncryption(b"a passphrase")


@dataclass
class Pair:
    """A certificate and its key in two files."""

    certificate: Path
    key: Path

    def write(self, *, days: int = 90, only: str = "", lock: bool = False) -> bytes:
        """Make a new pair, write it (or one file of it), and return the certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calendar.example.org")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=400))
            .not_valid_after(now + timedelta(days=days, hours=1))
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
                ),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        kept = _SECRET if lock else serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        if only != "key":
            _put(self.certificate, made.public_bytes(serialization.Encoding.PEM))
        if only != "certificate":
            _put(self.key, key.private_bytes(serialization.Encoding.PEM, form, kept))
        return made.public_bytes(serialization.Encoding.DER)


def _put(path: Path, text: bytes) -> None:
    """Put a file in the place of another, as who renews does."""
    new = path.with_suffix(".new")
    new.write_bytes(text)
    new.replace(path)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    made = Pair(tmp_path / "certificate.pem", tmp_path / "key.pem")
    made.write()
    return made


@pytest.fixture
def serve(small_plan: Plan) -> Iterator[Callable[[Pair], CalendarServer]]:
    started = []

    def start(pair: Pair) -> CalendarServer:
        server = CalendarServer(
            application(small_plan.answers, dict, str),
            "127.0.0.1",
            0,
            tls=RenewedContext(pair.certificate, pair.key),
        )
        server.start()
        started.append(server)
        return server

    yield start
    for each in started:
        each.stop()


def _certificate_of(server: CalendarServer, *, host: str = "localhost") -> bytes:
    """Shake hands, and return the certificate that was shown."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    port = urlsplit(server.url).port
    connection = http.client.HTTPSConnection(host, port, context=anybody, timeout=30)
    connection.connect()
    shown = connection.sock.getpeercert(binary_form=True)
    connection.close()
    assert isinstance(shown, bytes)
    return shown


def test_a_calendar_is_read_over_tls_by_who_trusts_the_certificate(
    small_plan: Plan, pair: Pair, serve: Callable[[Pair], CalendarServer]
) -> None:
    small_plan.add(text="Flu clinic")
    _, token = small_plan.link()
    server = serve(pair)
    trusting = ssl.create_default_context(cafile=str(pair.certificate))

    connection = http.client.HTTPSConnection(
        "127.0.0.1", urlsplit(server.url).port, context=trusting, timeout=30
    )
    connection.request("GET", f"/calendar/{token}.ics")
    answer = connection.getresponse()
    body, version = answer.read(), connection.sock.version()
    connection.close()

    assert server.url.startswith("https://")
    assert answer.status == 200
    assert b"Flu clinic" in body
    assert version in {"TLSv1.2", "TLSv1.3"}


class _Long:
    """Knows a calendar that would be sent without a copy, could the kernel seal it."""

    known = ical.answer_of(b"0123456789" * 60_000, revision="r1", name="All", last_modified=datetime.now(UTC))

    def glance(self, token: str) -> Seen:
        del token
        return Seen(self.known)

    def answer(self, token: str, *, client: str) -> ical.CalendarAnswer:
        del token, client
        return self.known


def test_a_long_calendar_is_sealed_as_any_other(pair: Pair) -> None:
    tls = RenewedContext(pair.certificate, pair.key)
    server = CalendarServer(application(_Long(), dict, str), "127.0.0.1", 0, tls=tls)
    server.start()
    trusting = ssl.create_default_context(cafile=str(pair.certificate))
    port = urlsplit(server.url).port
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=30)

    try:
        bodies = []
        for _ in range(2):
            connection.request("GET", f"/calendar/{'a' * 32}.ics")
            bodies.append(connection.getresponse().read())
    finally:
        connection.close()
        server.stop()

    assert bodies == [_Long.known.body] * 2


def test_nothing_older_than_tls_1_2_is_spoken(pair: Pair) -> None:
    assert RenewedContext(pair.certificate, pair.key).context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_plain_http_to_a_server_with_tls_is_no_answer_and_no_end(
    small_plan: Plan, pair: Pair, serve: Callable[[Pair], CalendarServer]
) -> None:
    del small_plan
    server = serve(pair)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        connection.request("GET", "/healthz")
        connection.getresponse()

    connection.close()
    assert _certificate_of(server)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_renewed_certificate_is_shown_without_a_new_start(
    pair: Pair, serve: Callable[[Pair], CalendarServer], host: str
) -> None:
    server = serve(pair)
    before = _certificate_of(server, host=host)

    renewed = pair.write()

    assert _certificate_of(server, host=host) == renewed != before


def test_a_certificate_whose_key_is_still_the_old_one_waits_for_its_key(
    pair: Pair, serve: Callable[[Pair], CalendarServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="scheduler")
    server = serve(pair)
    before = _certificate_of(server)

    pair.write(only="certificate")
    meanwhile = [_certificate_of(server) for _ in range(3)]
    said = [each.getMessage() for each in caplog.records if "certificate" in each.getMessage()]
    renewed = pair.write()

    assert meanwhile == [before] * 3
    assert len(said) == 1
    assert "does not belong to the certificate" in said[0]
    assert _certificate_of(server) == renewed


def test_a_certificate_that_vanished_is_shown_until_there_is_another(
    pair: Pair, serve: Callable[[Pair], CalendarServer]
) -> None:
    server = serve(pair)
    before = _certificate_of(server)

    pair.certificate.unlink()

    assert _certificate_of(server) == before
    assert _certificate_of(server) != pair.write()[:0]


def _damaged(pair: Pair) -> None:
    text = pair.certificate.read_bytes()
    _put(pair.certificate, text.replace(text[60:90], b"-" * 30))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda pair: pair.certificate.unlink(), "There is no file .*certificate.pem. Correct ROUNDS_CAL"),
        (lambda pair: pair.key.unlink(), "There is no file .*key.pem. Correct ROUNDS_CALENDAR_TLS_CERT"),
        (lambda pair: (pair.key.unlink(), pair.key.mkdir()), "key.pem can't be read by the account"),
        (lambda pair: pair.write(only="key"), "key.pem does not belong to the certificate in .*cert"),
        (lambda pair: pair.write(lock=True), "key.pem is locked with a passphrase"),
        (lambda pair: pair.key.write_text("a secret"), "key.pem holds no private key in PEM form"),
        (lambda pair: pair.certificate.write_bytes(b"\x30\x82"), "holds no certificate in PEM form"),
        (_damaged, "is damaged. Fetch both anew"),
    ],
    ids=["no certificate", "no key", "unreadable", "another's", "locked", "no key in it", "DER", "damaged"],
)
def test_what_is_wrong_with_the_files_is_said_in_a_sentence(
    pair: Pair, spoil: Callable[[Pair], object], words: str
) -> None:
    spoil(pair)

    with pytest.raises(EnvironmentProblemError, match=words):
        RenewedContext(pair.certificate, pair.key)
    assert is_well(pair.certificate, pair.key, datetime.now(UTC))[0] is False


def test_a_certificate_without_a_key_is_said_in_a_sentence(pair: Pair) -> None:
    assert pair_of(None, None) is None
    assert pair_of(pair.certificate, pair.key) == (pair.certificate, pair.key)
    with pytest.raises(EnvironmentProblemError, match="go together: set both, or neither"):
        pair_of(pair.certificate, None)
    with pytest.raises(EnvironmentProblemError, match="go together: set both, or neither"):
        pair_of(None, pair.key)


@pytest.mark.parametrize(
    ("days", "well", "words"),
    [
        (90, True, "The certificate is good for 90 more days, until "),
        (13, False, "The certificate is good for 13 more days, until "),
        (-1, False, "expired on "),
    ],
)
def test_the_doctor_counts_the_days_that_are_left(pair: Pair, days: int, *, well: bool, words: str) -> None:
    pair.write(days=days)

    is_good, said = is_well(pair.certificate, pair.key, datetime.now(UTC))

    assert is_good is well
    assert words in said
    assert f"{ends_at(pair.certificate):%Y-%m-%d %H:%M} UTC" in said
    assert well or "Rounds takes up the new file by itself" in said


def test_the_doctor_and_the_supervisor_speak_tls_too(
    tmp_path: Path, pair: Pair, serve: Callable[[Pair], CalendarServer]
) -> None:
    server = serve(pair)
    told = {"calendar_tls_certificate": pair.certificate, "calendar_tls_key": pair.key}
    settings = Settings.read(data_dir=tmp_path / "data", **told)
    migrate_database(settings)
    app = open_app(settings)

    parts = {part.name: part for part in app.diagnosing.report().parts}
    app.close()

    assert parts["certificate"].is_well
    assert "good for 90 more days" in parts["certificate"].words
    assert settings.calendar_url == "https://127.0.0.1:8502"
    assert get(f"{server.url}/healthz") == 503, "it answers, and says that nobody told it to be healthy"
