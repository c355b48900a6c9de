"""Two-step sign-in: a code from a person's own device beside their password. Whom it is asked of, and when.

The codes are those of RFC 6238: SHA-1, six digits, a new one each thirty seconds.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from scheduler.domain.people import Role
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from scheduler.domain.people import Person

#: Somebody whose password was right has so long to type a code.
HALF_WAY: Final = timedelta(minutes=5)
#: So many recovery codes are made at a time.
RECOVERY_CODES: Final = 10


class Demand(Value):
    """Of whom the organisation demands two-step sign-in."""

    is_of_everybody: bool = False
    roles: tuple[Role, ...] = ()

    def is_of(self, person: Person) -> bool:
        """Is it demanded of this person? A role on one channel counts as one everywhere."""
        held = {*person.roles, *chain.from_iterable(person.channel_roles.values())}
        return self.is_of_everybody or not held.isdisjoint(self.roles)


class SecondFactor(Value):
    """What is known of a person's device; its secret never leaves the store but sealed."""

    person_id: int
    #: Since when codes are asked for; `None` while it is being set up.
    since: Instant | None = None
    #: The newest step of thirty seconds whose code was used: no code of it or before is taken again.
    last_step: int = 0

    @property
    def is_on(self) -> bool:
        """Are codes asked for?"""
        return self.since is not None


class HalfWay(Value):
    """Somebody whose password was right, and who has not typed a code yet: no session."""

    token_sha256: str
    person_id: int
    at: Instant


class TwoStep(Value):
    """How two-step sign-in stands for one person."""

    is_on: bool
    since: Instant | None
    recovery_codes_left: int
    is_demanded: bool
