"""The planner's side of a sign-in, without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.bootstrap import App
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR, Actor, Person
from scheduler.services.single_sign_on import Arrival
from tests.sign_on.provider import Provider

HOME = "https://rounds.example.org"
BACK = f"{HOME}/signin/back"


@dataclass
class Hospital:
    """A planner, its clock and its provider."""

    app: App
    clock: FrozenClock
    provider: Provider

    def sign_in(self, subject: str = "n-1", *, again_for: str | None = None) -> Arrival:
        """Go to the provider and come back."""
        departure = self.app.single_sign_on.begin("/queue", again_for=again_for)
        told = self.provider.agree(departure.url, subject)
        return self.app.single_sign_on.come_back(told, departure.secret)

    def actor(self, arrival: Arrival) -> Actor | None:
        """Return who is signed in by what they got."""
        return self.app.people.actor_of(arrival.token)

    def nora(self) -> Person:
        """Return Nora's account."""
        return self.app.people.find("nora@example.org")

    def change(self, **settings: Any) -> None:
        """Set single sign-on otherwise."""
        self.app.setting_sign_on.change(OPERATOR, **settings)

    def record(self) -> list[str]:
        """Return what the record says was done, oldest first."""
        with self.app._store.read() as unit:
            return [entry.action for entry in unit.audit.all()]
