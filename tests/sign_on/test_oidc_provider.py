"""The way in and out again by `oidc-provider`, a certified provider, with its own pages, over real HTTP."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect

from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.secret import Secret
from tests.sign_on.door import BUTTON, Door, is_in, leave
from tests.sign_on.providers_of_others import Certified, needs_certified
from tests.sign_on.visitor import Visitor

pytestmark = needs_certified


def type_password(visitor: Visitor, who: str = "n-1") -> None:
    """Fill in the provider's form."""
    visitor.press("Sign-in", login=who, password="of no matter there")


def sign_in(visitor: Visitor, who: str = "n-1") -> None:
    """Go to the provider, say who one is, and consent to what Rounds learns."""
    leave(visitor)
    type_password(visitor, who)
    visitor.press("Continue")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES512", "EdDSA", "Ed25519"])
def test_somebody_signs_in_whatever_the_provider_signs_with(
    door: Door, visitor: Visitor, algorithm: str
) -> None:
    with Certified(door.addresses, algorithm=algorithm).running() as issuer:
        door.trusts(issuer)

        sign_in(visitor)

        assert (visitor.at, visitor.page.status_code) == ("/queue", 200)
        person = door.person()
        assert (person.name, person.roles) == ("Nora Nurse", (Role.EDITOR,))


@pytest.mark.parametrize(
    ("client", "configuration", "settings"),
    [
        ({}, {"conformIdTokenClaims": False}, {}),
        (
            {"token_endpoint_auth_method": "client_secret_post"},
            {"clientAuthMethods": ["client_secret_post"]},
            {},
        ),
        (
            {"token_endpoint_auth_method": "none", "client_secret": None},
            {"clientAuthMethods": ["none"]},
            {"secret": Secret("")},
        ),
        ({"require_auth_time": True}, {"features": {"claimsParameter": {"enabled": True}}}, {}),
    ],
    ids=["all-in-the-token", "secret-in-the-form", "no-secret", "claims-parameter"],
)
def test_somebody_signs_in_however_the_provider_is_set(
    door: Door,
    visitor: Visitor,
    client: dict[str, Any],
    configuration: dict[str, Any],
    settings: dict[str, Any],
) -> None:
    with Certified(door.addresses, client=client, configuration=configuration).running() as issuer:
        door.trusts(issuer, **settings)

        sign_in(visitor)

        assert (visitor.at, visitor.page.status_code) == ("/queue", 200)


def test_who_is_signed_in_there_is_asked_nothing_again(door: Door, visitor: Visitor) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
        visitor.open("/signout")
        visitor.press("Sign out")
        assert not is_in(visitor)

        leave(visitor)

        assert visitor.at == "/queue"


def test_a_group_that_was_taken_away_counts_from_the_next_sign_in(door: Door, visitor: Visitor) -> None:
    first = Certified(door.addresses)
    with first.running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
    with replace(first, nora={"groups": []}).running():
        visitor.open("/signin/with")
        type_password(visitor)
        visitor.press("Continue")

    assert "none of your groups has a role" in visitor.page.text
    assert not is_in(visitor)
    assert door.person().roles == ()


def test_nobody_gets_in_by_a_group_without_a_role(door: Door, visitor: Visitor) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)

        sign_in(visitor, "n-2")

    assert visitor.page.status_code == 403
    assert "none of your groups has a role" in visitor.page.text
    assert not is_in(visitor)


@pytest.mark.parametrize("asked", ["who one is", "for consent"])
def test_who_turns_back_there_is_told_so_on_the_door_and_may_begin_again(
    door: Door, visitor: Visitor, asked: str
) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        leave(visitor)
        if asked == "for consent":
            type_password(visitor)
        visitor.click("[ Cancel ]")

        assert (visitor.at, visitor.page.status_code) == ("/signin/back", 403)
        assert "did not let you in, or you turned back there" in visitor.page.text
        visitor.click(BUTTON)
        if asked == "who one is":
            type_password(visitor)
        visitor.press("Continue")
        assert is_in(visitor)


def test_somebody_else_s_code_is_of_no_use_for_the_provider_has_it_bound_by_pkce(
    door: Door, visitor: Visitor
) -> None:
    with Certified(door.addresses).running() as issuer, Visitor(door.home) as thief:
        door.trusts(issuer)
        leave(visitor)
        type_password(visitor)
        stolen = visitor.stop_at("Continue", door.home)
        leave(thief)
        type_password(thief, "n-2")
        own = thief.stop_at("Continue", door.home)
        codes = [parse_qs(urlsplit(each).query)["code"][0] for each in (stolen, own)]

        thief.open(own.replace(codes[1], codes[0]))

        assert thief.page.status_code == 403
        assert "This sign-in is over or was used already" in thief.page.text
        assert not is_in(thief)


def test_new_keys_of_the_provider_are_taken_at_the_next_sign_in(door: Door, visitor: Visitor) -> None:
    provider = Certified(door.addresses)
    with provider.running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
    visitor.open("/signout")
    visitor.press("Sign out")

    with provider.running():
        sign_in(visitor)

    assert (visitor.at, visitor.page.status_code) == ("/queue", 200)


@pytest.mark.parametrize("clock", [-60, 60])
def test_a_clock_that_is_a_minute_off_hinders_nobody(door: Door, visitor: Visitor, clock: int) -> None:
    with Certified(door.addresses, clock=clock).running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
        assert visitor.at == "/queue"

        visitor.open("/signin/again?next=/settings")
        type_password(visitor)

    assert (visitor.at, door.done("person.confirmed")) == ("/settings", 1)


def test_a_clock_that_is_three_minutes_ahead_is_told_as_what_it_is(door: Door, visitor: Visitor) -> None:
    with Certified(door.addresses, clock=180).running() as issuer:
        door.trusts(issuer)

        sign_in(visitor)

    assert visitor.page.status_code == 403
    assert "clock and this server&#x27;s are too far apart" in visitor.page.text


def test_who_confirms_types_their_password_anew_and_nobody_confirms_for_another(
    door: Door, visitor: Visitor
) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)

        visitor.open("/signin/again?next=/settings")
        assert visitor.at.startswith(f"{issuer}/interaction/"), "a password must be asked for"
        type_password(visitor)
        assert (visitor.at, door.done("person.confirmed")) == ("/settings", 1)

        visitor.open("/signin/again?next=/settings")
        type_password(visitor, "n-3")
        visitor.press("Continue")  # signs the first one out there, by itself in a browser with scripts
        visitor.press("Continue")

    assert visitor.page.status_code == 403
    assert "Somebody else signed in" in visitor.page.text
    assert door.done("person.confirmed") == 1


def test_signing_out_goes_on_to_the_provider_and_comes_back_to_the_door(door: Door, visitor: Visitor) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
        visitor.open("/signout")
        visitor.press("Sign out")
        visitor.click("Sign out of Larkspur ID too")
        assert visitor.at == f"{issuer}/session/end"

        visitor.press("Yes, sign me out")

        assert (visitor.at, visitor.page.status_code) == ("/signin", 200)
        visitor.click(BUTTON)
        assert "Enter any login" in visitor.page.text


def test_who_signs_out_there_is_signed_out_here(door: Door, visitor: Visitor) -> None:
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        sign_in(visitor)
        assert is_in(visitor)

        visitor.open(f"{issuer}/session/end")
        visitor.press("Yes, sign me out")

        assert not is_in(visitor)


def test_the_test_of_the_settings_says_what_the_provider_can(door: Door) -> None:
    with Certified(door.addresses, algorithm="ES256").running() as issuer:
        door.trusts(issuer, scopes=("openid", "profile", "email"))

        looked = door.app.setting_sign_on.look(OPERATOR)

    assert (looked.keys, looked.signs_with) == (1, ("ES256",))
    assert looked.signs_out_there
    assert looked.tells_sign_outs
    assert looked.advice == (
        "The provider offers a scope “groups” that is not asked for: add --scope groups.",
        "Everybody may still sign in by password: see --passwords.",
    )


@pytest.mark.browser
def test_a_person_goes_through_the_provider_s_pages_and_out_again(chromium: Chromium, door: Door) -> None:
    """Both are different sites to a browser, so each cookie travels as it does between two organisations."""
    context = chromium.new_context(viewport=ViewportSize(width=390, height=844))
    ours = re.compile(r"https?://(127\.0\.0\.1|localhost):")
    context.route(lambda address: not ours.match(address), lambda route: route.abort())  # fonts of its pages
    page = context.new_page()
    page.set_default_timeout(60_000)
    with Certified(door.addresses).running() as issuer:
        door.trusts(issuer)
        page.goto(f"{door.home}/queue")
        page.get_by_role("link", name=BUTTON).click()
        page.get_by_placeholder("Enter any login").fill("n-1")
        page.get_by_placeholder("and password").fill("of no matter there")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_url(f"{door.home}/queue", timeout=60_000)
        expect(page.get_by_role("heading", name="Queue")).to_be_visible(timeout=60_000)

        page.goto(f"{door.home}/signout")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign out of Larkspur ID too").click()
        page.get_by_role("button", name="Yes, sign me out").click()
        expect(page).to_have_url(f"{door.home}/signin")

        page.goto(f"{door.home}/queue")
        page.get_by_role("link", name=BUTTON).click()
        expect(page.get_by_placeholder("Enter any login")).to_be_visible()
    context.close()
