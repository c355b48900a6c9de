"""Words about passwords for calendar programs."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


TITLE: Final = "Your own calendar program"
ABOUT: Final = (
    "Apple Calendar, Thunderbird, Evolution and DAVx⁵ show the plan and let you drag a post to another "
    "time. Add a CalDAV account there, with the address, your mail address and a password made here."
)
SERVER, USER, SECRET = "Address", "User", "Password"
NAME, NAME_HINT = "Which device or program is it for?", "My telephone"
MAKE: Final = "Make a password"
MADE: Final = "The password is made."
ONCE: Final = "Type it into your calendar program now: it is shown this once. It opens the calendars alone."
NONE: Final = "None of your programs has one yet."
SURE: Final = "Revoke this password? The program that has it sees nothing new and moves nothing any more."
REVOKED: Final = "Revoked. It opens nothing any more."


def used(when: str, client: str) -> str:
    """Say when a password was used last."""
    if not when:
        return _("Not used yet.")
    told = _("Last used {when} by {client}") if client else _("Last used {when}")
    return told.format(when=when, client=client)
