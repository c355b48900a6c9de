"""`rounds sign-on`: set, shown, tried and switched off from the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.domain.clock import SystemClock
from tests.cli.terminal import Terminal, settle
from tests.sign_on.provider import CLIENT, SECRET, Provider, serving


@pytest.fixture
def house(tmp_path: Path) -> Terminal:
    return Terminal(settle(tmp_path / "data").data_dir)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider(SystemClock().now, "http://127.0.0.1:8501/signin/back")) as made:
        yield made


def begin(house: Terminal, provider: Provider) -> None:
    given = ("--issuer", provider.url, "--client-id", CLIENT, "--name", "Larkspur ID")
    more = ("--secret-stdin", "--group-role", "a b=editor@main-x")
    assert house.type("sign-on", "set", *given, *more, stdin=f"{SECRET}\n").code == 0


def test_what_is_set_is_shown_without_its_secret(house: Terminal, provider: Provider) -> None:
    begin(house, provider)

    told = house.type("sign-on", "show", "--json").data
    shown = house.type("sign-on", "show")

    assert told["group_roles"] == [{"group": "a b", "role": "editor", "channel": "main-x"}]
    assert (told["has_secret"], told["is_on"], told["passwords"]) == (True, True, "everybody")
    assert SECRET not in str(told) + shown.out
    places = [told[name] for name in ("back", "out", "ended")]
    assert places == [f"http://127.0.0.1:8501/signin{each}" for each in ("/back", "", "/ended")]
    assert all(each in shown.out for each in places)


def test_the_test_says_in_plain_words_what_it_found(house: Terminal, provider: Provider) -> None:
    begin(house, provider)

    said = house.type("sign-on", "test")

    assert said.code == 0
    assert "answers. It has 1 key and signs with ES256, RS256." in said.out
    assert "Everybody may still sign in by password" in said.out


def test_a_provider_that_is_down_fails_the_test_with_the_next_step(
    house: Terminal, provider: Provider
) -> None:
    begin(house, provider)
    house.type("sign-on", "set", "--issuer", "http://127.0.0.1:9")

    said = house.type("sign-on", "test")

    assert said.code == 1
    assert "Try again in a minute" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--issuer", "http://id.example.com"), "must begin with https://"),
        (("--issuer", "id.example.com"), "is no address"),
        (("--issuer", "https://id.example.com?x=1"), "must end with its path"),
        (("--issuer", "https://ada:word@id.example.com"), "user name or a password"),
        (("--group-role", "editors"), "which group has which role"),
        (("--group-role", "editors=king"), "no role “king”"),
        (("--group-role", "editors=editor@gone-x"), "gone-x"),
        (("--mail-domain", "example"), "no mail domain"),
        (("--scope", "profile"), "“openid” is always one"),
        (("--hours", "0"), "hours can't be used"),
        (("--passwords", "some"), "no choice “some”"),
        (("--break-glass", "nobody@example.org"), "nobody@example.org"),
        ((), "Nothing to change"),
    ],
)
def test_what_can_t_be_is_one_sentence_and_changes_nothing(
    house: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = house.type("sign-on", "set", *words)

    assert said.code == 1
    assert sentence in said.err
    assert house.type("sign-on", "show", "--json").data["is_on"] is False


def test_passwords_stay_until_an_administrator_has_a_break_glass_account(
    house: Terminal, provider: Provider
) -> None:
    begin(house, provider)

    said = house.type("sign-on", "set", "--passwords", "break-glass")

    assert said.code == 1
    assert "--break-glass EMAIL" in said.err


def test_switched_off_everybody_signs_in_by_password_again(house: Terminal, provider: Provider) -> None:
    begin(house, provider)
    house.type("sign-on", "set", "--passwords", "nobody")

    assert house.type("sign-on", "off").code == 0

    told = house.type("sign-on", "show", "--json").data
    assert (told["is_on"], told["has_secret"], told["passwords"]) == (False, False, "everybody")
