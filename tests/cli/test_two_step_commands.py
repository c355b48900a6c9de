"""`rounds user two-step …`: who has it, who must, and off for who lost their device."""

from __future__ import annotations

import pyotp
import pytest

from scheduler.domain.errors import CodeWantedError
from scheduler.domain.people import Actor
from tests.cli.terminal import Terminal

_WORDS = "a long enough word\n"


@pytest.fixture
def peopled(house: Terminal) -> Terminal:
    """A house with an editor, who has a device."""
    said = house.type(
        *("user", "add", "eli@example.org", "--name", "Eli Example", "--role", "editor", "--password-stdin"),
        stdin=_WORDS,
    )
    assert said.code == 0, said.err
    with house.app() as app:
        actor = Actor.of(app.people.find("eli@example.org"), confirmed_at=app.clock.now())
        device = pyotp.TOTP(app.second_factors.offer(actor).key.reveal().replace(" ", ""))
        app.second_factors.turn_on(actor, device.at(app.clock.now()))
    return house


def test_the_operator_turns_it_off_for_somebody_and_the_record_says_so(peopled: Terminal) -> None:
    (eli,) = peopled.json("user", "two-step", "show")["people"]
    assert (eli["email"], eli["is_on"], eli["recovery_codes_left"]) == ("eli@example.org", True, 10)
    with peopled.app() as app, pytest.raises(CodeWantedError):
        app.people.sign_in("eli@example.org", _WORDS.strip())

    assert (
        "their password alone signs them in" in peopled.type("user", "two-step", "off", "eli@example.org").out
    )

    with peopled.app() as app:
        assert app.people.sign_in("eli@example.org", _WORDS.strip())
        with app._store.read() as unit:
            (line,) = [each for each in unit.audit.recent() if each.action == "person.two_step_reset"]
    assert line.actor == "operator"


def test_it_is_demanded_of_roles_of_everybody_and_of_nobody(peopled: Terminal) -> None:
    assert peopled.json("user", "two-step", "demand", "--role", "privacy officer")["roles"] == [
        "privacy_officer"
    ]
    assert "demanded of privacy officer" in peopled.type("user", "two-step", "show").out
    assert peopled.json("user", "two-step", "demand", "--everybody")["is_of_everybody"] is True
    assert "demanded of nobody." in peopled.type("user", "two-step", "demand", "--nobody").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("demand",), "Say of whom"),
        (("demand", "--everybody", "--nobody"), "Say of whom"),
        (("demand", "--role", "king"), "no role “king”"),
        (("off", "kim@example.org"), "no person “kim@example.org”"),
    ],
)
def test_what_can_t_be_is_one_sentence(peopled: Terminal, words: tuple[str, ...], told: str) -> None:
    said = peopled.type("user", "two-step", *words)

    assert said.code == 1
    assert told in said.err


def test_who_manages_nobody_can_t_turn_it_off(peopled: Terminal) -> None:
    said = peopled.type("--as", "eli@example.org", "user", "two-step", "off", "eli@example.org")

    assert (said.code, "add and change people" in said.err) == (1, True)
