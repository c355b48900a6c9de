"""The way in and out again by `oidc-provider-mock`, a plain provider over Authlib, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from scheduler.domain.people import Role
from tests.sign_on.door import BUTTON, Door, is_in, leave
from tests.sign_on.providers_of_others import mock, needs_mock
from tests.sign_on.visitor import Visitor
from tests.ui_calendar.serving import free_port

pytestmark = needs_mock


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with mock(free_port()) as address:
        yield address


@pytest.fixture(autouse=True)
def _trusted(door: Door, issuer: str) -> None:
    # it lists no scope of groups and tells them always
    door.trusts(issuer, scopes=("openid", "profile", "email"))


def test_somebody_signs_in_with_the_roles_of_their_groups(door: Door, visitor: Visitor) -> None:
    leave(visitor)
    visitor.press("n-1")

    assert (visitor.at, visitor.page.status_code) == ("/queue", 200)
    person = door.person()
    assert (person.name, person.roles) == ("Nora Nurse", (Role.EDITOR,))


def test_changed_groups_count_from_the_next_sign_in(door: Door, visitor: Visitor, issuer: str) -> None:
    mail = {"email": "ola@example.org", "name": "Ola Onduty"}
    for groups in (["editors"], ["county press"]):
        httpx.put(f"{issuer}/users/n-4", json={**mail, "groups": groups}).raise_for_status()
        leave(visitor)
        visitor.press("Authorize", sub="n-4")
        assert is_in(visitor)
        visitor.open("/signout")
        visitor.press("Sign out")

    person = door.person("n-4")
    assert (person.roles, person.channel_roles) == ((), {"county-x": (Role.PUBLISHER,)})


def test_who_is_turned_away_there_begins_again_though_the_provider_forgets_the_state(
    visitor: Visitor,
) -> None:
    leave(visitor)
    visitor.press("Deny")

    assert (visitor.at, visitor.page.status_code) == ("/signin/back", 403)
    assert "Begin again." in visitor.page.text
    assert not is_in(visitor)
    visitor.click(BUTTON)
    visitor.press("n-1")
    assert is_in(visitor)


def test_who_is_signed_in_confirms_there(door: Door, visitor: Visitor) -> None:
    leave(visitor)
    visitor.press("n-1")
    visitor.open("/signin/again?next=/settings")
    visitor.press("n-1")

    assert (visitor.at, door.done("person.confirmed")) == ("/settings", 1)


def test_signing_out_goes_on_to_the_provider_and_comes_back_to_the_door(visitor: Visitor) -> None:
    leave(visitor)
    visitor.press("n-1")
    visitor.open("/signout")
    visitor.press("Sign out")
    visitor.click("Sign out of Larkspur ID too")

    visitor.press("End session")

    assert visitor.at == "/signin"
    assert BUTTON in visitor.page.text
