"""The way there and back: each answer is good once, in one browser, for ten minutes, from one provider."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.secret import Secret
from scheduler.services.providing import SignOnRefusedError
from tests.sign_on.hospital import Hospital
from tests.sign_on.provider import SECRET


def refused(hospital: Hospital, told: dict[str, str], secret: str) -> str:
    with pytest.raises(SignOnRefusedError) as why:
        hospital.app.single_sign_on.come_back(told, secret)
    return why.value.code


def test_somebody_signs_in_goes_where_they_wanted_and_stands_in_the_record(hospital: Hospital) -> None:
    arrival = hospital.sign_in()

    actor = hospital.actor(arrival)
    assert actor is not None
    assert (actor.name, arrival.next) == ("Nora Nurse", "/queue")
    assert hospital.record()[-3:] == ["person.added", "person.roles_changed", "person.signed_in"]


def test_what_is_asked_holds_no_secret_and_asks_with_proof(hospital: Hospital) -> None:
    departure = hospital.app.single_sign_on.begin("/")

    asked = parse_qs(urlsplit(departure.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["response_type"] == ["code"]
    assert departure.secret not in departure.url
    assert "prompt" not in asked


def test_the_same_answer_is_good_once(hospital: Hospital) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")
    hospital.app.single_sign_on.come_back(told, departure.secret)

    assert refused(hospital, told, departure.secret) == "state"


def test_a_code_that_was_used_before_is_good_for_nobody(hospital: Hospital) -> None:
    first = hospital.app.single_sign_on.begin("/")
    used = hospital.provider.agree(first.url, "n-1")
    hospital.app.single_sign_on.come_back(used, first.secret)
    second = hospital.app.single_sign_on.begin("/")
    fresh = hospital.provider.agree(second.url, "n-1")

    assert refused(hospital, {**fresh, "code": used["code"]}, second.secret) == "invalid_grant"


def test_somebody_else_s_code_is_of_no_use_with_one_s_own_state(hospital: Hospital) -> None:
    theirs = hospital.app.single_sign_on.begin("/")
    stolen = hospital.provider.agree(theirs.url, "n-1")
    own = hospital.app.single_sign_on.begin("/")
    fresh = hospital.provider.agree(own.url, "n-2")

    assert refused(hospital, {**fresh, "code": stolen["code"]}, own.secret) == "invalid_grant"


def test_an_answer_in_another_browser_lets_nobody_in(hospital: Hospital) -> None:
    theirs, own = (hospital.app.single_sign_on.begin("/") for _ in range(2))
    told = hospital.provider.agree(theirs.url, "n-1")

    assert refused(hospital, told, own.secret) == "browser"
    assert refused(hospital, told, theirs.secret) == "state"


@pytest.mark.parametrize("secret", ["", "é", "\udcff", "x" * 10_000])
def test_a_cookie_that_is_none_lets_nobody_in(hospital: Hospital, secret: str) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")

    assert refused(hospital, told, secret) == "browser"


def test_an_answer_after_ten_minutes_lets_nobody_in(hospital: Hospital) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")
    hospital.clock.advance(timedelta(minutes=10, seconds=1))

    assert refused(hospital, told, departure.secret) == "state"


@pytest.mark.parametrize("issuer", ["https://id.example.com", None])
def test_an_answer_from_another_provider_lets_nobody_in(hospital: Hospital, issuer: str | None) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")
    changed = {name: value for name, value in {**told, "iss": issuer}.items() if value}

    assert refused(hospital, changed, departure.secret) == "mixed-up"
    assert "POST /token" not in hospital.provider.calls


def test_an_answer_that_was_asked_for_before_the_provider_was_changed_lets_nobody_in(
    hospital: Hospital,
) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")
    hospital.change(issuer="https://id.example.com")

    assert refused(hospital, told, departure.secret) == "state"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("access_denied", "did not let you in"), ("<b>odd</b>", "refused the sign-in")],
)
def test_an_error_of_the_provider_is_told_in_our_words(hospital: Hospital, error: str, sentence: str) -> None:
    departure = hospital.app.single_sign_on.begin("/")
    state = hospital.provider.agree(departure.url, "n-1")["state"]

    with pytest.raises(SignOnRefusedError, match=sentence) as why:
        hospital.app.single_sign_on.come_back({"state": state, "error": error}, departure.secret)

    assert error not in str(why.value)


def test_a_wrong_client_secret_is_told_as_what_it_is(hospital: Hospital) -> None:
    hospital.change(secret=Secret("wrong"))

    with pytest.raises(EnvironmentProblemError, match="client id and secret"):
        hospital.sign_in()


def test_no_token_code_or_secret_is_kept_or_logged(
    hospital: Hospital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    departure = hospital.app.single_sign_on.begin("/")
    told = hospital.provider.agree(departure.url, "n-1")
    signed: list[str] = []

    def sign(claims: dict[str, Any]) -> str:
        signed.append(hospital.provider.keys[0].token(claims))
        return signed[0]

    hospital.provider.sign = sign
    arrival = hospital.app.single_sign_on.come_back(told, departure.secret)

    folder = hospital.app.settings.data_dir
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode("latin-1")
    for secret in (SECRET, told["code"], told["state"], departure.secret, arrival.token, signed[0]):
        assert secret not in kept
        assert secret not in caplog.text


def test_a_session_ends_after_the_hours_that_are_set(hospital: Hospital) -> None:
    hospital.change(hours=2)
    arrival = hospital.sign_in()
    hospital.clock.advance(timedelta(hours=2))

    assert hospital.actor(arrival) is None
