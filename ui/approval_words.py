"""What the planner says of decisions that take several people, and of signed authorisations."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


ENDORSED = "Your decision is kept. Somebody else has still to decide."
CONSENT, NO_CONSENT = "Authorisation that releases it", "None"
AUTHORISATIONS = "Authorisations"
AUTHORISATIONS_ABOUT = "What persons have signed for their image or story, and what was released by it."
NONE_ENTERED, NONE_ENTERED_STEP = (
    "No authorisation is entered yet.",
    "Enter a signed form below. A post that the guard holds can then be released by its number.",
)
ADD = "Enter a signed form"
REFERENCE, REFERENCE_HINT = "File number", "The hospital's own, such as HIM-2026-0113. Never a name."
SUBJECT, SCOPE, PURPOSE, DISCLOSER = "It is for", "What may be shown", "What for", "Who may show it"
CHANNELS, CHANNELS_HINT = "Only on these channels", "Empty for all of ours."
SIGNED, EXPIRES, DOCUMENT, SIGNED_BY = "Signed on", "Over from", "Where the form lies", "Signed by"
SIGNED_BY_HINT = "person, or as what somebody signed for them."
STATES = "The form states"
ENTER, ENTERED = "Enter it", "The authorisation is entered."
REVOKE, SURE_TO_REVOKE = (
    "Take it back",
    "Every post that waits by it is held at once. What is out is listed to be taken down.",
)
REVOKED = "It is revoked, and what waited by it is held."
TAKE_DOWN = "Take these down: what released them is over."
TAKE_DOWN_NEXT = "Take it down on the network, or have it taken down there, then say so here."
TAKE_DOWN_WAITS = (
    "Take it down on the network, or have it taken down there; a privacy officer then notes it here."
)
IS_DOWN, NOTED_DOWN = "It is taken down", "Noted: it is taken down."
SURE_IT_IS_DOWN = "You looked on the network, and it is gone there? It is not listed any more."
LATE_NEXT = "Open it and decide, or give it a later time. Undecided, it does not go out."
LATE_WAITS = "Ask somebody who decides, or give it a later time. Undecided, it does not go out."


def late(deadline: str, role: str) -> str:
    """Say when a decision was due, and whose it is."""
    return _("The decision was due {deadline}: {role}.").format(deadline=deadline, role=role)


def over(number: int, since: str, *, is_revoked: bool) -> str:
    """Say that what released a post is over, and since when."""
    if is_revoked:
        told = _("Authorisation {number}, by which it was released, was revoked {since}.")
    else:
        told = _("Authorisation {number}, by which it was released, expired {since}.")
    return told.format(number=number, since=since)


def holds(until: str, *, revoked: str = "", is_over: bool = False) -> str:
    """Say until when an authorisation holds."""
    if revoked:
        return _("revoked {when}").format(when=revoked)
    return (_("expired {when}") if is_over else _("holds until {when}")).format(when=until)
