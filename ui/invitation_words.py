"""The sentences about links by which people choose a password: at the door, and where one is made."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


# at the door
WELCOME: Final = "Choose your password"
CHOOSE_ANOTHER: Final = "Choose a new password"
ENDED: Final = "This link is over"
CHOOSE: Final = "Save and sign in"
TO_SIGN_IN: Final = "Go to the sign-in page"
HINT: Final = (
    "12 characters or more. Three or four words in a row are a good one; digits and signs are not asked for. "
    "Not your account? Close this page and tell whoever sent the link."
)

# where one is made
LINK_NEW: Final = "Make an invitation link"
LINK_RESET: Final = "Make a password reset link"
LINK_HINT: Final = (
    "Works once, for 72 hours. Send it to nobody but them: whoever opens it first has the account. "
    "Codes of two-step sign-in are asked for all the same."
)
LINK_AGAIN: Final = "Make another one; the one before opens nothing then"
END: Final = "End the link"
IS_ENDED: Final = "The link opens nothing any more."
MADE: Final = "The link is ready. It is shown this once."
NOT_FROM_ELSEWHERE: Final = (
    "This address works on the server itself only. So that it works elsewhere, set ROUNDS_PUBLIC_URL to the "
    "address by which people reach the planner, and make the link anew."
)
DONE: Final = "I have sent it"
LEFT_EMPTY: Final = (
    "Left empty, you get a link to send them, by which they choose a password of their own. Or type one to "
    "tell by phone: it is good for a week, and for one thing: choosing an own one."
)
BY_LINK: Final = "Leave this empty to send a link"
ASK_FOR_LINK: Final = (
    "For the link, show that it is you: under Settings, People, open “Change a person”, then choose "
    "“Make an invitation link”."
)
NO_LINK_NEEDED: Final = (
    "People sign in with your organisation's account here, so there is no password to choose and no link. "
    "Send them the address of the planner."
)


def whose(name: str, email: str) -> str:
    """Say whose account a link is for."""
    return _("For the account of {name} ({email}).").format(name=name, email=email)


def for_whom(name: str) -> str:
    """Head a link that was just made."""
    return _("Link for {name}").format(name=name)


def until(when: str) -> str:
    """Say until when a link works."""
    return _("A link is out. It works once, until {when}.").format(when=when)


def good_until(when: str) -> str:
    """Say until when a link works that was just made."""
    return f"It works once, until {when}. {LINK_HINT.partition('. ')[2]}"
