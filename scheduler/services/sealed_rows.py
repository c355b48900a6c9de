"""Everything that is kept sealed: the credentials of channels, and the way into the mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.store.unit import Unit

#: The name that the way into the mailbox is sealed to; no channel can be called so.
MAILBOX: Final = "mailbox:newsletters"


def sealed_in(unit: Unit) -> dict[str, bytes]:
    """Return all that is sealed, by the name that it is sealed to."""
    note = unit.notes.get(MAILBOX)
    mailbox = {MAILBOX: note[0].encode("ascii")} if note and note[0] else {}
    return unit.plan.sealed() | mailbox


def put_sealed(unit: Unit, name: str, sealed: bytes, *, at: datetime) -> None:
    """Replace what is sealed to `name`."""
    if name == MAILBOX:
        unit.notes.put(MAILBOX, sealed.decode("ascii"), at=at)
    else:
        unit.plan.set_credentials(name, sealed)
