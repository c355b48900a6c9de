"""What a writer is offered behind # and @: the tags of the communities, and accounts that may be named.

Guarantee: nobody is offered whose consent is not valid today, and no name that the channel's network does
not take for an account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scheduler.domain.plan import wall_clock
from scheduler.domain.value import Value
from scheduler.services.communities import register

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: What each network takes for an account; on others a name in the text leads nowhere.
_ACCOUNTS: Final = {
    "x": re.compile(r"\w{1,15}", re.ASCII),
    "rehearsal": re.compile(r"\w{1,15}", re.ASCII),
    "bluesky": re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
}


class Suggestion(Value):
    """A name to put behind a sign, and what it stands for."""

    #: Without the sign.
    name: str
    about: str = ""


class Suggesting:
    """What is offered while a post is written."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def hashtags(self) -> list[Suggestion]:
        """Return the tags of the communities that are in use, by name."""
        with self._store.read() as unit:
            found = [Suggestion(name=each.tag, about=each.title) for each in register(unit) if each.active]
        return sorted(found, key=lambda each: each.name.lower())

    def accounts(self, channel: str) -> list[Suggestion]:
        """Return who may be named on a channel: experts who agree today, and our other channels there."""
        with self._store.read() as unit:
            own = unit.plan.channel(channel)
            fits = _ACCOUNTS.get(own.network)
            if fits is None:
                return []
            found = self._experts(unit) + [
                Suggestion(name=each.handle.removeprefix("@"), about=each.title)
                for each in unit.plan.channels()
                if each.active and each.network == own.network and each.name != own.name
            ]
        usable = {each.name.lower(): each for each in found if fits.fullmatch(each.name)}
        return sorted(usable.values(), key=lambda each: each.name.lower())

    def _experts(self, unit: Unit) -> list[Suggestion]:
        today = wall_clock(self._clock.now(), unit.plan.zone()).date()
        return [
            Suggestion(name=each.handle, about=", ".join(filter(None, (each.name, each.role))))
            for each in unit.experts.all()
            if each.handle and each.agrees_on(today)
        ]
