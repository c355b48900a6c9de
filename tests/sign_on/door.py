"""A planner that really runs, whose people sign in by a provider that really runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Person, Role
from scheduler.domain.secret import Secret
from scheduler.domain.sign_on import GroupRole
from scheduler.services.setting_sign_on import OurAddresses
from tests.sign_on.provider import CLIENT, SECRET
from tests.sign_on.visitor import Visitor

GROUPS = (
    GroupRole(group="editors", role=Role.EDITOR),
    GroupRole(group="county press", role=Role.PUBLISHER, channel="county-x"),
)
SCOPES = ("openid", "profile", "email", "groups")
BUTTON = "Sign in with Larkspur ID"


@dataclass(frozen=True)
class Door:
    """The planner at `home`, and its services over the same data."""

    home: str
    app: App

    @property
    def addresses(self) -> OurAddresses:
        """What Rounds tells to register at the provider."""
        return self.app.setting_sign_on.addresses

    def trusts(self, issuer: str, **settings: Any) -> None:
        """Let people sign in by this provider from now on."""
        told: dict[str, Any] = {
            "issuer": issuer,
            "client_id": CLIENT,
            "secret": Secret(SECRET),
            "name": "Larkspur ID",
            "scopes": SCOPES,
            "group_roles": GROUPS,
            "makes_accounts": True,
        }
        self.app.setting_sign_on.change(OPERATOR, **{**told, **settings})

    def person(self, subject: str = "n-1") -> Person:
        """Return the account of somebody whom the provider sent."""
        issuer = self.app.setting_sign_on.shown().issuer
        with self.app._store.read() as unit:
            identity = unit.sign_on.identity(issuer, subject)
            assert identity is not None, f"{subject} of {issuer} never came in"
            return unit.people.get(identity.person_id)

    def done(self, action: str) -> int:
        """Return how often something was done by the person, as the record has it."""
        who = f"person:{self.person().id}"
        with self.app._store.read() as unit:
            return sum((entry.action, entry.subject) == (action, who) for entry in unit.audit.all())


def leave(visitor: Visitor, *, wanted: str = "/queue") -> None:
    """Ask for a page, find the door closed, and go to the provider."""
    visitor.open(wanted)
    assert visitor.at == "/signin"
    visitor.click(BUTTON)


def is_in(visitor: Visitor) -> bool:
    """Is the planner open for them?"""
    visitor.open("/queue")
    return visitor.at == "/queue" and visitor.page.is_success
