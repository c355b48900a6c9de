"""All that is kept sealed: credentials, mailbox, our secret at the provider, outside calendars, devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.store.unit import Unit

#: The name that the way into the mailbox is sealed to; no channel can be called so.
MAILBOX: Final = "mailbox:newsletters"
#: The name that our secret at the identity provider is sealed to; no channel can be called so.
SIGN_ON: Final = "sign-on:secret"
#: Before the number of a calendar of others, whose address is sealed to it; no channel can be called so.
OUTSIDE: Final = "outside-calendar:"
#: Before the number of a person, the secret of whose device is sealed to it; no channel can be called so.
DEVICE: Final = "two-step:"


def sealed_in(unit: Unit) -> dict[str, bytes]:
    """Return all that is sealed, by the name that it is sealed to."""
    note = unit.notes.get(MAILBOX)
    mailbox = {MAILBOX: note[0].encode("ascii")} if note and note[0] else {}
    secret = unit.sign_on.secret()
    outside = {f"{OUTSIDE}{number}": sealed for number, sealed in unit.outside.all_sealed().items()}
    devices = {f"{DEVICE}{number}": sealed for number, sealed in unit.second_factors.all_sealed().items()}
    return unit.plan.sealed() | mailbox | ({SIGN_ON: secret} if secret else {}) | outside | devices


def put_sealed(unit: Unit, name: str, sealed: bytes, *, at: datetime) -> None:
    """Replace what is sealed to `name`."""
    if name == MAILBOX:
        unit.notes.put(MAILBOX, sealed.decode("ascii"), at=at)
    elif name == SIGN_ON:
        unit.sign_on.put(unit.sign_on.settings(), secret=sealed)
    elif name.startswith(DEVICE):
        unit.second_factors.seal(int(name.removeprefix(DEVICE)), sealed)
    elif name.startswith(OUTSIDE):
        unit.outside.seal(int(name.removeprefix(OUTSIDE)), sealed)
    else:
        unit.plan.set_credentials(name, sealed)
