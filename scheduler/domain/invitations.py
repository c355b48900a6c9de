"""Links by which people choose a password of their own: how long one lives, and what is known of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from scheduler.domain.value import Instant, Value

#: A link nobody used is over then.
LINK_LIFE: Final = timedelta(hours=72)


class Invitation(Value):
    """The one link that a person may choose a password by. Its secret never leaves the store."""

    person_id: int
    #: Who made it, as the record calls them.
    made_by: str
    made_at: Instant
    until: Instant


class Invited(Value):
    """Whoever opened a link: whose account it is."""

    name: str
    email: str
    #: Did they never have a password here? Else they have forgotten theirs.
    is_new: bool
