"""Words about calendar links."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


KIND: Final = "What it shows"
KINDS: Final = {
    "plan": "The plan: posts",
    "approvals": "My approvals, by when they are needed",
    "observances": "Awareness days, weeks and months",
    "gaps": "Open slots of the next 60 days",
    "trends": "Chats of communities and our own events",
}
#: The same on the line of a link.
SHORT: Final = {
    "plan": "Posts",
    "approvals": "Approvals",
    "observances": "Awareness days",
    "gaps": "Open slots",
    "trends": "Chats and events",
}
CHANNELS, ALL_CHANNELS = "Only these channels", "All channels"
PILLARS, ALL_PILLARS = "Only these pillars", "All pillars"
STATES, ALL_STATES = "Only posts that are", "Whatever their state"
PERSON, ANYBODY = "Whose posts", "Anybody's"
PERSON_HINT: Final = "Posts that they wrote, and those of an account that is theirs."
ALARM: Final = "Remind me"
ALARMS: Final = {
    None: "Not at all",
    15: "15 minutes before",
    60: "An hour before",
    24 * 60: "A day before",
}
MINE_ALONE: Final = "Approvals are shown to yourself alone, so this link is for nobody else."
YOUR_PROGRAM: Final = "Name it for yourself"
LATE: Final = "Outlook looks again when it likes: a change may take up to 24 hours to show there."
READY: Final = "Here is the address."
WORK, PERSONAL, APPLE, GOOGLE = "Outlook (work)", "Outlook (personal)", "Apple", "Google"
CODE: Final = "Or point a telephone's camera at this."
NOT_ON_THE_INTERNET: Final = (
    "This address is for your own network: Outlook and Google on the web can't reach it. For them, ask "
    "whoever runs Rounds to give its calendars an address that begins with https."
)
ROTATE, SURE_TO_ROTATE = (
    "New address",
    "Make a new address? The one before shows nothing from now on, so everybody needs the new one.",
)
RENAME, NEW_NAME, RENAMED = "Rename", "New name", "Renamed. Programs show it when they read it next."
ADDRESS_SINCE: Final = "new address"

#: What programs call themselves, and what people call them; the first that fits.
_PROGRAMS: Final = {
    "google": "Google Calendar",
    "thunderbird": "Thunderbird",
    "evolution": "Evolution",
    "icsx5": "ICSx⁵",
    "davx5": "DAVx⁵",
    "outlook": "Outlook",
    "microsoft": "Outlook",
    "exchange": "Outlook",
    "ios/": "Apple Calendar",
    "macos": "Apple Calendar",
    "mac os x": "Apple Calendar",
    "dataaccessd": "Apple Calendar",
    "calendaragent": "Apple Calendar",
}


def program(client: str) -> str:
    """Return what people call a program; what it calls itself where nobody knows it."""
    said = client.casefold()
    return next((name for part, name in _PROGRAMS.items() if part in said), client[:60])


def alarm(minutes: int) -> str:
    """Say when a reminder comes."""
    return _("reminder {minutes} min before").format(minutes=minutes)
