"""Every sentence about two-step sign-in: a code from one's own device beside the password."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import ngettext, words_of

words_of(__name__)


TITLE: Final = "Two-step sign-in"
CODE: Final = "Code from your app"
CODE_HELP: Final = "Six digits. Is your phone lost? Type one of your recovery codes instead."

# at the door
SECOND_STEP: Final = "Type your code"
SECOND_HINT: Final = (
    "Open the authenticator app on your phone and type the six digits it shows for Rounds. "
    "Is the phone lost? Type one of your recovery codes. If you have none, ask an administrator of your "
    "organisation."
)

# one's own
ABOUT: Final = (
    "A code from your phone is asked for beside your password, so that whoever learns the password "
    "still can't sign in as you."
)
SET_UP: Final = "Set up two-step sign-in"
STEP_SCAN: Final = "**1.** Open an authenticator app on your phone, add an account, and scan this picture."
PICTURE: Final = "The key for your authenticator app, as a picture"
OR_TYPE: Final = "Can't scan it? Type this key into the app instead, for codes that change with time."
STEP_TYPE: Final = "**2.** Type the code that the app shows now."
TURN_ON: Final = "Turn it on"
TURN_OFF: Final = "Turn it off"
IS_ON: Final = "Two-step sign-in is on. Your other browsers are signed out."
IS_OFF: Final = "Two-step sign-in is off."
WANT_OFF: Final = "Turn off two-step sign-in"
OFF_HINT: Final = "For a new phone as well: turn it off, then set it up again."
NEW_CODES: Final = "Make new recovery codes"
FEW_LEFT: Final = "Few recovery codes are left. Make new ones."

KEEP: Final = "Keep your recovery codes"
KEEP_WHY: Final = (
    "When your phone is lost or broken, each of these opens your account once instead of a code. They are "
    "shown now and never again: print them, or keep them in a password manager, apart from your phone."
)
SAVE_FILE: Final = "Save as a file"
FILE_NAME: Final = "rounds-recovery-codes.txt"
KEPT: Final = "I have kept them"
CODES_KEPT: Final = "Two-step sign-in is on."

OWED: Final = "Set up two-step sign-in"
OWED_WHY: Final = (
    "Your organisation asks for it. It takes two minutes and a phone with an authenticator app, such as that "
    "of Google, Microsoft or Apple, or any other. Nothing can be done here before."
)

# of others
BADGE: Final = "two-step"
RESET: Final = "Turn off two-step sign-in"
SURE_TO_RESET: Final = (
    "Are you sure that it is this person who asks? Their password alone signs in afterwards; "
    "every browser of theirs is signed out."
)
IS_RESET: Final = "Two-step sign-in of this person is off. Every browser of theirs is signed out."
DEMAND: Final = "Who must use two-step sign-in"
NOBODY, SOME, EVERYBODY = "Nobody must", "People with these roles", "Everybody"
ROLES: Final = "Roles"
DEMAND_HINT: Final = (
    "Whoever has none sets it up at their next sign-in, before anything else. Who signs in with the "
    "organisation's own account is not asked: its provider does that."
)
SAVE_DEMAND: Final = "Save who must use it"
DEMAND_SAVED: Final = "Saved. It counts from the next sign-in of each person."


def stands(since: str, left: int) -> str:
    """Tell since when it is on, and how many recovery codes are left."""
    codes = ngettext("{count} recovery code is left", "{count} recovery codes are left", left)
    return f"{_('On since {when}').format(when=since)} · {codes.format(count=left)}"


def sheet(house: str, email: str, codes: tuple[str, ...]) -> str:
    """Return what stands in the file of recovery codes."""
    numbered = "\n".join(f"{number:>2}.  {code}" for number, code in enumerate(codes, 1))
    about = _("Recovery codes of {email}. Each opens the account once.").format(email=email)
    return f"Rounds, {house}\n{about}\n\n{numbered}\n"
