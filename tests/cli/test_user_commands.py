"""`rounds user …` and `rounds leader …`: what people may do where, and whose account a channel is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.people import Role
from tests.cli.terminal import Terminal

_WORDS = "a long enough word\n"


@pytest.fixture
def peopled(house: Terminal) -> Terminal:
    """A house with an administrator and an editor of one channel."""
    for email, name, role in (
        ("root@example.org", "Root Example", "administrator"),
        ("eli@example.org", "Eli Example", "editor@main-x"),
    ):
        said = house.type(
            "user", "add", email, "--name", name, "--role", role, "--password-stdin", stdin=_WORDS
        )
        assert said.code == 0, said.err
    return house


def test_roles_are_written_and_listed_by_channel(peopled: Terminal) -> None:
    changed = peopled.json(
        "user", "roles", "eli@example.org", "--role", "author", "--role", "clinician@main-x"
    )

    assert (changed["roles"], changed["channel_roles"]) == (["author"], {"main-x": ["clinician"]})
    assert "author, clinician on main-x" in peopled.type("user", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("roles", "eli@example.org", "--role", "king"), "no role “king”"),
        (("roles", "eli@example.org", "--role", "editor@west-x"), "no channel “west-x”"),
        (("roles", "eli@example.org"), "at least one role"),
        (("roles", "x@example.org", "--role", "editor"), "no person “x@example.org”"),
        (("close", "root@example.org"), "Nobody else can look after people"),
        (("roles", "root@example.org", "--role", "editor"), "Nobody else can look after people"),
        (("rename", "eli@example.org", " "), "needs a name"),
    ],
)
def test_what_can_t_be_is_one_sentence_and_changes_nothing(
    peopled: Terminal, words: tuple[str, ...], told: str
) -> None:
    before = peopled.json("user", "list")

    said = peopled.type("user", *words)

    assert said.code == 1
    assert told in said.err
    assert peopled.json("user", "list") == before


def test_an_account_is_closed_opened_renamed_and_signed_out(peopled: Terminal) -> None:
    with peopled.app() as app:
        token = app.people.sign_in("eli@example.org", _WORDS.strip())
    assert peopled.json("user", "rename", "eli@example.org", "Elias Example")["name"] == "Elias Example"
    peopled.type("user", "sign-out", "eli@example.org")
    with peopled.app() as app:
        assert app.people.actor_of(token) is None

    assert peopled.json("user", "close", "eli@example.org")["active"] is False
    assert "closed" in peopled.type("user", "list").out

    assert peopled.json("user", "reopen", "eli@example.org")["active"] is True


def test_a_one_time_password_is_marked(peopled: Terminal) -> None:
    peopled.type(
        "user", "password", "eli@example.org", "--one-time", "--password-stdin", stdin="another long word\n"
    )

    assert "has to choose a password" in peopled.type("user", "list").out


def test_who_acts_by_the_command_line_may_do_no_more_than_in_the_planner(peopled: Terminal) -> None:
    said = peopled.type("--as", "eli@example.org", "user", "close", "root@example.org")

    assert (said.code, "add and change people" in said.err) == (1, True)
    with peopled.app() as app:
        assert app.people.find("eli@example.org").channel_roles == {"main-x": (Role.EDITOR,)}


def test_a_channel_becomes_a_person_s_own_and_is_delegated(peopled: Terminal) -> None:
    asked = peopled.type("leader", "set", "main-x", "eli@example.org")
    assert "as a clinician: yes or no" in asked.err
    peopled.json("leader", "set", "main-x", "eli@example.org", "--no-clinician")

    with peopled.app() as app:
        until = (app.clock.now() + timedelta(days=30)).date()

    given = peopled.json(
        *("--as", "eli@example.org", "leader", "delegate", "main-x", "root@example.org"),
        *("--until", until.isoformat()),
    )

    [own] = peopled.json("leader", "list")
    assert (own["owner"], own["delegates"][0]["email"]) == ("eli@example.org", "root@example.org")
    peopled.type("leader", "take-back", str(given["id"]))
    assert peopled.json("leader", "list")[0]["delegates"] == []
    assert peopled.json("leader", "clear", "main-x")["belongs_to"] is None
