"""The sentences about people, their roles, passwords and sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


YOU: Final = "You"
YOU_ABOUT: Final = "Your name, your password, and where you are signed in."
WHAT_YOU_MAY: Final = "What you may do"
EVERYWHERE: Final = "Everywhere"
ROLE: Final = "Role"
MAY: Final = "May"

THE_OLD: Final = "Your password now"
THE_NEW: Final = "New password"
NEW_AGAIN: Final = "New password, once more"
CHANGE_IT: Final = "Change password"
IT_IS_CHANGED: Final = "Your password is changed. Other browsers are signed out."
GOOD_ONES: Final = (
    "12 characters or more. Three or four words in a row are a good one; digits and signs are not asked for. "
    "It is yours for good: nothing makes you change it."
)
NOT_THE_SAME: Final = "The two new passwords are not the same. Type them again."
KEPT_ELSEWHERE: Final = "You sign in with your organisation's account, so your password is kept there."

FIRST_TIME: Final = "Choose your own password"
FIRST_TIME_WHY: Final = (
    "Somebody else chose the one you have. Nothing can be done here before you have one that only you know."
)

SIGNED_IN_WHERE: Final = "Where you are signed in"
THIS_BROWSER: Final = "this browser"
UNKNOWN_BROWSER: Final = "A browser that does not say its name"
SIGN_OUT_OTHERS: Final = "Sign out everywhere else"
SIGNED_OUT_OTHERS: Final = "Every other browser is signed out."
NOT_YOU: Final = (
    "One you do not know? Sign out everywhere else, then change your password. Tell your administrator."
)
NEW_BROWSER: Final = "new"
NEW_FOR: Final = timedelta(days=7)

CONFIRM_IT_IS_YOU: Final = "Type your password, to show that it is you."
CONFIRM: Final = "Confirm"
YOURS: Final = "Your password"

ASLEEP: Final = "You were away"
ASLEEP_WHY: Final = (
    "Nobody used this page for a while, so it is locked. What you typed is kept: go on where you were."
)
GO_ON: Final = "Go on"
SIGN_IN_AS_OTHER: Final = "Sign in as somebody else"

PERSON: Final = "Person"
CHANGE_PERSON: Final = "Change a person"
CHANGE_PEOPLE: Final = "Change people"
CHOOSE_PERSON: Final = "Choose a person"
SAVE_ROLES: Final = "Save roles"
ROLES_SAVED: Final = "The roles are changed. They count from the next click."
ROLES_HINT: Final = "A role everywhere holds on each channel, and on those that are added later."
RENAMED: Final = "The name is changed."
ONE_TIME: Final = "One-time password"
ONE_TIME_HINT: Final = (
    "Tell it by phone or in person. It is good for a week, and for one thing: choosing an own one."
)
SET_ONE: Final = "Set a one-time password"
ONE_IS_SET: Final = "The password is set. Every browser of this person is signed out."
CLOSE: Final = "Close the account"
SURE_TO_CLOSE: Final = "This person is signed out at once, and can't come in again until you open it."
ACCOUNT_CLOSED: Final = "The account is closed."
REOPEN: Final = "Open it again"
ACCOUNT_REOPENED: Final = "The account is open again."
SIGN_OUT_PERSON: Final = "Sign out everywhere"
PERSON_SIGNED_OUT: Final = "Every browser of this person is signed out."
HAS_TO_CHOOSE: Final = "has to choose a password"

WHOSE: Final = "Say whose account it is"
WHOSE_HINT: Final = (
    "Nothing leaves on a person's own account before they agreed, or somebody they named. "
    "What stands in line now waits for that."
)
NOBODY_S: Final = "Nobody's: the organisation's"
AS_CLINICIAN: Final = "They speak there as a clinician"
SAVE_OWNER: Final = "Save"
OWNER_SAVED: Final = "Saved. What stood in line waits for the owner's word."
YOUR_ACCOUNTS: Final = "Accounts that are yours"
YOUR_ACCOUNTS_HINT: Final = "Nothing leaves there before you approve it on Review, or somebody whom you name."
DELEGATE: Final = "Let somebody agree for you"
UNTIL: Final = "Until the end of"
DELEGATED: Final = "They may agree for you. You can take it back at any time."
TAKE_BACK: Final = "Take back"
TAKEN_BACK: Final = "Nobody agrees for you there by that word any more."


def belongs_to(name: str) -> str:
    """Tell whose account it is."""
    return _("The own account of {name}, who agrees to each post").format(name=name)


def agrees_until(name: str, until: str) -> str:
    """Tell who agrees in one's place."""
    return _("{name} may agree for you until {until}").format(name=name, until=until)


def since(first: str, last: str) -> str:
    """Tell of one browser when it came, and when it was used last."""
    return _("since {first} · used last {last}").format(first=first, last=last)


def ends(when: str) -> str:
    """Tell when one has to sign in again, however much one works."""
    return _("You are asked to sign in again {when}, or once nobody used this page for a while.").format(
        when=when
    )


def on_channel(role: str, channel: str) -> str:
    """Tell of a role that holds on one channel."""
    return f"{role} · {channel}"


def confirm_to(label: str) -> str:
    """Say what is asked for before what `label` does."""
    told = _("To {label}: type your password, to show that it is you.")
    return told.format(label=f"{label[0].lower()}{label[1:]}")


#: What each role is for, in one line.
ROLE_LINES: Final = {
    "author": "writes posts and picks items",
    "editor": "approves what others wrote, and writes",
    "clinician": "approves what needs a clinician's eye",
    "privacy_officer": "decides on what the guard holds, and keeps the authorisations",
    "publisher": "sets up channels, approves, pauses",
    "crisis_lead": "pauses, and speaks with the approved words in a crisis",
    "auditor": "reads the record, changes nothing",
    "administrator": "looks after people, and nothing else",
}
