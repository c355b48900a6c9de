"""What the planner says of decisions that take several people, and of signed authorisations."""

from __future__ import annotations

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


def holds(until: str, *, revoked: str = "", is_over: bool = False) -> str:
    """Say until when an authorisation holds."""
    if revoked:
        return f"revoked {revoked}"
    return f"expired {until}" if is_over else f"holds until {until}"
