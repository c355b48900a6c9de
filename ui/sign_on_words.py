"""Every sentence about signing in by the organisation's identity provider."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


FOLDED_FORM: Final = "Sign in by password"
OR: Final = "or"
SIGNED_OUT: Final = "You are signed out"
STILL_SIGNED_IN: Final = (
    "You are still signed in at the provider: on a computer that others use, sign out there as well."
)
BY_PROVIDER_ONLY: Final = "Your organisation's own account opens Rounds; there is no other password."
FOLDED_HINT: Final = "For break-glass accounts, when the provider can't be reached."
NOT_SET: Final = (
    "People sign in by password. The operator can set an identity provider: “rounds sign-on set”."
)
TEST: Final = "Test the provider"
COME_BACK: Final = "It opens in a tab of its own. Come back here afterwards."
WORKS: Final = "The provider answers, and what it says of itself fits."
TITLE: Final = "Single sign-on"
NO_GROUPS: Final = "No group has a role yet, so nobody gets in by the provider."
CHANGE_GROUPS: Final = "Change which groups have which roles"
GROUPS: Final = "Groups and roles"
GROUPS_SAVED: Final = "The groups are saved. Who came by the provider signs in anew."
GROUPS_HELP: Final = "One line for each: group=role, or group=role@channel."
SAVE_GROUPS: Final = "Save the groups"
ADDRESSES: Final = "Addresses that the provider must know"
WHO_SIGNS_IN_ANEW: Final = "After a change, everybody who came by the provider signs in anew."


def sign_in_with(name: str) -> str:
    """Name the button that leads to the provider."""
    return _("Sign in with {name}").format(name=name)


def sign_out_of(name: str) -> str:
    """Name the link that leads to the provider's own signing out."""
    return _("Sign out of {name} too").format(name=name)


def confirm_with(name: str) -> str:
    """Name the link by which somebody shows again who they are."""
    return _("Confirm with {name}").format(name=name)


def passwords_are_for(whom: str) -> str:
    """Say who may still sign in by password."""
    return {
        "everybody": _("Passwords are for everybody."),
        "break-glass": _("Passwords are for break-glass accounts only."),
        "nobody": _("Passwords are for nobody."),
    }[whom]
