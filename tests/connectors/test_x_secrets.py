"""Neither tokens nor texts of posts are written down on the way to X."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable

import pytest

from connectors import connect
from connectors.base import (
    Connector,
    OutcomeUnknownError,
    Outgoing,
    Picture,
    SignInExpiredError,
    machine_time,
)
from connectors.rehearsal import Fault, FaultKind, Rehearsal, RehearsalServer
from connectors.x import X
from connectors.x_client import XClient
from connectors.x_credentials import XCredentials, read_credentials
from connectors.x_oauth2 import refresh
from connectors.x_sign_in import SignIn
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out
from tests.connectors.consenting import CONFIDENTIAL, signed_in

SECRETS = ("an app's secret", "4201-token", "secret of 4201", "an app & its key")


def _signed_in(credentials: XCredentials) -> SignIn:
    return SignIn(credentials, now=machine_time, renew=None)


def test_credentials_do_not_show_themselves() -> None:
    credentials = read_credentials(x_credentials())

    shown = f"{credentials!r} {credentials} {X(credentials)!r} {XClient(_signed_in(credentials))!r}"

    assert not any(secret in shown for secret in SECRETS)
    assert credentials.as_mapping() == x_credentials()


def test_blanks_that_pasting_leaves_are_taken_off() -> None:
    pasted = {name: f" {value}\n" for name, value in x_credentials().items()}

    assert read_credentials(pasted) == read_credentials(x_credentials())


def test_even_at_debug_nothing_private_is_logged(
    connector: Connector,
    network: Rehearsal,
    message: Callable[..., Outgoing],
    picture: Callable[..., Picture],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    private = message("Ring 555-0142 about it", pictures=(picture(alt="A nurse at work"),))
    network.faults.put(Fault(FaultKind.LOST))

    with pytest.raises(OutcomeUnknownError):
        put_out(connector, private)
    connector.find(private, since=START, staged="")
    connector.identity()

    logged = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "555-0142" not in logged
    assert "A nurse" not in logged
    assert not any(secret in logged for secret in SECRETS)


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")

    assert connector.identity() == "larkspur"


def test_the_client_remembers_the_headers_of_the_last_answer(
    server: RehearsalServer, network: Rehearsal
) -> None:
    client = XClient(_signed_in(read_credentials(x_credentials())), base_url=server.url)

    client.timeline("4201", after=0)
    client.close()

    assert client.last_headers["x-rate-limit-limit"] == str(network.calls_per_window)


def test_naming_the_networks_loads_nothing_heavy() -> None:
    program = (
        "import sys, connectors, connectors.weigh; connectors.limits_of('x'); "
        "assert not {'tweepy', 'requests', 'twitter_text', 'starlette'} & set(sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


TALKATIVE = ["tweepy", "tweepy.client", "requests_oauthlib", "oauthlib", "authlib", "urllib3.connectionpool"]


@pytest.mark.parametrize("name", [*TALKATIVE, "requests_oauthlib.oauth1_auth", "oauthlib.oauth1.rfc5849"])
def test_libraries_that_write_tokens_down_are_kept_quiet_whatever_level_is_set(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.DEBUG)

    try:
        logger.debug("Bearer 4201-token")
        logger.info("Bearer 4201-token")
        logger.warning("Something is wrong")
    finally:
        logger.setLevel(before)

    assert [record.getMessage() for record in caplog.records] == ["Something is wrong"]


def test_no_token_of_oauth_2_is_logged_at_debug_nor_told_by_an_error(
    server: RehearsalServer, network: Rehearsal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = signed_in(server, CONFIDENTIAL)
    fresh = refresh(token, base_url=server.url, now=network.now())
    network.grants.take_back(network.accounts[0])
    connector = connect("x", fresh.as_mapping(), base_url=server.url, now=network.now)

    with pytest.raises(SignInExpiredError) as caught:
        connector.identity()

    given = [each for each in (*token.as_mapping().values(), *fresh.as_mapping().values()) if len(each) > 40]
    secrets = [each for each in given if " " not in each] + [CONFIDENTIAL.secret]
    told = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    told += f"{token!r} {fresh!r} {caught.value!r} {caught.value.__cause__!r} {connector!r}"
    assert len(secrets) >= 5
    assert not any(secret in told for secret in secrets)
