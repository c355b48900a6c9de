"""What a provider says of a person is believed only where all of it fits, and of itself likewise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.services.providing import SignOnRefusedError
from tests.sign_on.hospital import Hospital
from tests.sign_on.provider import CLIENT
from tests.sign_on.signing import a_key, signed_with_a_secret, unsigned_token

MINUTE = 60


def claim(name: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Say something else under this name; nothing for `None`."""

    def twisted(claims: dict[str, Any]) -> dict[str, Any]:
        told = {**claims, name: value(claims) if callable(value) else value}
        return {each: found for each, found in told.items() if found is not None}

    return twisted


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("iss", "https://id.example.com", "issuer"),
        ("iss", None, "issuer"),
        ("aud", "another client", "audience"),
        ("aud", None, "audience"),
        ("aud", [CLIENT, "another client"], "party"),
        ("azp", "another client", "party"),
        ("nonce", "of another sign-in", "nonce"),
        ("nonce", None, "nonce"),
        ("nonce", 7, "nonce"),
        ("exp", lambda claims: claims["iat"] - 3 * MINUTE, "expired"),
        ("exp", None, "expired"),
        ("exp", "tomorrow", "expired"),
        ("exp", 1e300, "expired"),
        ("iat", lambda claims: claims["iat"] + 3 * MINUTE, "issued"),
        ("iat", lambda claims: claims["iat"] - 13 * MINUTE, "issued"),
        ("iat", True, "issued"),
        ("nbf", lambda claims: claims["iat"] + 3 * MINUTE, "early"),
        ("sub", None, "subject"),
        ("sub", "", "subject"),
        ("sub", "n" * 256, "subject"),
        ("sub", "n-1\n", "subject"),
    ],
)
def test_a_signed_word_that_does_not_fit_lets_nobody_in(
    hospital: Hospital, name: str, value: Any, code: str
) -> None:
    hospital.provider.twist = claim(name, value)
    before = hospital.record()

    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in()

    assert refused.value.code == code
    assert hospital.record() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aud", [CLIENT]),
        ("exp", lambda claims: claims["iat"] - MINUTE),
        ("iat", lambda claims: claims["iat"] + MINUTE),
        ("azp", CLIENT),
    ],
)
def test_clocks_two_minutes_apart_and_other_ways_to_say_the_same_are_taken(
    hospital: Hospital, name: str, value: Any
) -> None:
    hospital.provider.twist = claim(name, value)

    assert hospital.actor(hospital.sign_in()) is not None


def test_two_audiences_are_taken_where_the_token_names_us_as_its_party(hospital: Hospital) -> None:
    hospital.provider.twist = lambda claims: {**claims, "aud": [CLIENT, "a reader"], "azp": CLIENT}

    assert hospital.actor(hospital.sign_in()) is not None


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (lambda claims: unsigned_token(claims, alg="none") + ".", "algorithm"),
        (lambda claims: unsigned_token(claims, alg="None", kid="first") + ".", "algorithm"),
        (lambda claims: unsigned_token(claims, kid="first") + ".", "form"),
        (lambda claims: signed_with_a_secret(claims, a_key().pem), "algorithm"),
        (lambda claims: signed_with_a_secret(claims, a_key().pem, kid="first"), "algorithm"),
        (lambda claims: a_key("stranger").token(claims), "key"),
        (lambda claims: a_key("first", kind="RSA").token(claims), "key"),
        (lambda claims: a_key().token(claims, jwk=a_key("stranger").published)[:-4] + "AAAA", "signature"),
        (lambda claims: a_key().token(claims, crit=["exp"]), "signature"),
        (lambda _: "not.a.token", "form"),
        (lambda _: "five.parts.are.a.sealed.one", "form"),
        (lambda claims: a_key().token(claims) + "é", "form"),
    ],
)
def test_a_word_that_the_provider_did_not_sign_lets_nobody_in(
    hospital: Hospital, sign: Callable[[dict[str, Any]], str], code: str
) -> None:
    hospital.provider.sign = sign

    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in()

    assert refused.value.code == code


def test_a_key_of_the_right_number_by_a_stranger_lets_nobody_in(hospital: Hospital) -> None:
    stranger = a_key("stranger")
    hospital.provider.sign = lambda claims: type(stranger)("first", stranger.private).token(claims)

    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in()

    assert refused.value.code == "signature"


def test_changed_keys_are_fetched_at_once_but_not_for_every_stranger(
    hospital: Hospital, clock: FrozenClock
) -> None:
    hospital.sign_in()
    hospital.provider.keys = [a_key("second")]
    assert hospital.actor(hospital.sign_in()) is not None
    hospital.provider.sign = a_key("stranger").token
    for _ in range(3):
        with pytest.raises(SignOnRefusedError):
            hospital.sign_in()
    assert hospital.provider.calls.count("GET /keys") == 2

    clock.advance(timedelta(minutes=1))
    hospital.provider.keys, hospital.provider.sign = [a_key("third")], None

    assert hospital.actor(hospital.sign_in()) is not None
    assert hospital.provider.calls.count("GET /keys") == 3


def test_a_token_without_the_number_of_its_key_is_read_only_where_one_key_fits(hospital: Hospital) -> None:
    signed = a_key().token
    hospital.provider.keys = [a_key(), a_key("rsa", kind="RSA")]
    hospital.provider.sign = lambda claims: signed(claims, kid=None)
    hospital.sign_in()
    hospital.provider.keys = [a_key(), a_key("second")]
    hospital.clock.advance(timedelta(hours=7))

    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in()

    assert refused.value.code == "key"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://id.example.com"},
        {"issuer": "https://login.example.com/{tenantid}/v2.0"},
        {"token_endpoint": "http://id.example.com/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://user:word@id.example.com/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"response_types_supported": ["id_token"]},
        {"code_challenge_methods_supported": ["plain"]},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_provider_that_says_odd_things_of_itself_is_not_used(
    hospital: Hospital, told: dict[str, Any]
) -> None:
    hospital.provider.about = told

    with pytest.raises(EnvironmentProblemError) as refused:
        hospital.sign_in()

    assert str(refused.value).endswith(".")
    assert "GET /authorize" not in hospital.provider.calls


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token"])
@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"{" + b" " * 300_000 + b"}"),
        (200, {}, b"[" * 100_000),
        (200, {}, b"[]"),
        (200, {}, b"\xff\xfe"),
        (302, {"Location": "http://127.0.0.1:9/elsewhere"}, b""),
        (500, {}, b""),
        (404, {}, b""),
    ],
    ids=["long", "deep", "list", "binary", "redirect", "fault", "missing"],
)
def test_answers_that_are_huge_broken_or_lead_elsewhere_are_one_sentence(
    hospital: Hospital, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    hospital.provider.instead[path] = answer
    before = hospital.record()

    with pytest.raises(EnvironmentProblemError) as refused:
        hospital.sign_in()

    assert "identity provider" in str(refused.value) or "provider's keys" in str(refused.value)
    assert hospital.record() == before


def test_a_provider_that_is_down_is_told_with_the_way_in_that_is_left(hospital: Hospital) -> None:
    hospital.change(issuer="http://127.0.0.1:9")

    with pytest.raises(EnvironmentProblemError, match="break-glass account can sign in"):
        hospital.sign_in()


def test_what_the_provider_says_elsewhere_is_taken_of_the_same_person_only(hospital: Hospital) -> None:
    hospital.provider.only_asked = ("groups", "email", "email_verified", "name")
    hospital.sign_in()
    assert hospital.nora().name == "Nora Nurse"
    hospital.provider.people["n-1"]["sub"] = "n-2"
    hospital.provider.only_asked = (*hospital.provider.only_asked, "sub")

    with pytest.raises(SignOnRefusedError, match="two different people"):
        hospital.sign_in()


def test_a_mail_address_that_is_told_elsewhere_than_the_groups_is_asked_for(hospital: Hospital) -> None:
    """So does Okta, whose tokens hold no address where a second token comes with them."""
    hospital.provider.only_asked = ("email", "email_verified", "name")

    arrival = hospital.sign_in()

    assert hospital.actor(arrival) is not None
    assert hospital.nora().name == "Nora Nurse"


@pytest.mark.parametrize(
    ("only_asked", "elsewhere"),
    [(("email",), {}), (("email_verified",), {"email": "eve@example.com", "email_verified": True})],
    ids=["proof-in-the-token", "proof-of-another-address"],
)
def test_the_proof_of_one_mail_address_proves_no_other(
    hospital: Hospital, only_asked: tuple[str, ...], elsewhere: dict[str, Any]
) -> None:
    hospital.change(links_by_mail=True, group_claim="roles")
    known = hospital.provider.people["n-1"]
    known |= {"email": "eli@example.org", "roles": ["editors"]}
    del known["email_verified"]
    hospital.provider.only_asked = (*only_asked, "roles")

    def twisted(claims: dict[str, Any]) -> dict[str, Any]:
        known.update(elsewhere)  # from now on, thus in the other place only
        return {**claims, "xms_edov": True} if "email" not in claims else claims

    hospital.provider.twist = twisted

    with pytest.raises(SignOnRefusedError) as refused:
        hospital.sign_in()

    assert refused.value.code == "taken"


@pytest.mark.parametrize("path", [DISCOVERY, "/keys"])
def test_a_provider_that_does_not_answer_is_waited_for_once_in_ten_seconds(
    hospital: Hospital, clock: FrozenClock, path: str
) -> None:
    hospital.provider.instead[path] = (503, {}, b"")

    for _ in range(3):
        with pytest.raises(EnvironmentProblemError):
            hospital.sign_in()
    assert hospital.provider.calls.count(f"GET {path}") == 1
    del hospital.provider.instead[path]
    clock.advance(timedelta(seconds=10))

    assert hospital.actor(hospital.sign_in()) is not None
