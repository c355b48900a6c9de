"""What the planner says of calendars of others."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import ngettext, number, words_of

words_of(__name__)


OUTSIDE = "Other calendars"
OUTSIDE_ABOUT = "Hospital events, tweet chats, on-call rotas: calendars of others, beneath your plan."
SHOW_OUTSIDE = "Show other calendars"
NO_OUTSIDE = "No calendar of others is read yet."
NO_OUTSIDE_STEP = "Paste the address of one, or import an .ics file."

ADD = "Add a calendar"
BY_ADDRESS, BY_FILE = "By address", "From a file"
ADDRESS = "Address of the calendar"
ADDRESS_HINT = (
    "It begins with https:// or webcal://. In Outlook: Settings, Shared calendars, Publish, ICS link. "
    "In Google: settings of the calendar, Secret address in iCal format. It is kept sealed and never shown."
)
ADDRESS_SHAPE = "https://…/calendar.ics"
FILE = "Calendar file (.ics)"
NAME, NAME_SHAPE = "What you call it", "Open days"
KIND = "What it tells of"
KINDS = {
    "hospital": "Hospital events",
    "chats": "Tweet chats",
    "on-call": "On call",
    "other": "Something else",
}
ZONE = "Zone of times that name none"
ZONE_HINT = "An IANA name such as America/Chicago. Empty: what the calendar says, else the house's."
COLOUR, TAG = "Colour", "Tag"
TAG_HINT = "A word of your own to find it by."
HOURS, HOURS_HINT = "Hours between looks", "1 to 168."
KEEP_FREE = "Keep its times free"
KEEP_FREE_HINT = "Nothing is proposed for a slot while one of its events is on. People may still post then."
SUBSCRIBE, IMPORT = "Subscribe", "Import"
POLL, SAVE = "Look now", "Save"
CHANGE = "Change it"
REMOVE, SURE_TO_REMOVE = "Remove this calendar", "Its events go with it. Posts that were made of them stay."
REMOVED, CHANGED = "The calendar is removed.", "Changed."
STATUSES = {"new": "Not read yet", "ok": "Read", "unchanged": "Unchanged", "broken": "Last good copy"}
KEPT_FREE = "Kept free"
NEXT = "What comes next"
NOTHING_NEXT = "Nothing to come."
OFF, FREE = "Cancelled", "Takes nobody's time"
FROM_FILE = "from a file"

# one event
TURN, TURN_ANOTHER, OPEN_POST = "Turn into a post", "Make another", "Open post {}"
EVENT = "From another calendar"
POSTS_GO_TO = "Posts go to"
DRAFT_MADE = "It is a draft now: word it, then submit it."
NO_CHANNEL = "There is no channel on which you may write."
LINK = "Link"


def made(posts: list[int]) -> str:
    """Say which posts were made of an event."""
    return _("Post {which} was made of this event already.").format(which=", ".join(map(str, posts)))


def read(*, new: int, changed: int, gone: int, unchanged: int) -> str:
    """Say what a look came to."""
    return _("{new} new, {changed} changed, {gone} gone, {unchanged} as before.").format(
        new=new, changed=changed, gone=gone, unchanged=unchanged
    )


def as_of(when: str, ago: str) -> str:
    """Say how old a copy is."""
    return _("as of {when}, {ago}").format(when=when, ago=ago)


def events(count: int) -> str:
    """Count events."""
    return ngettext("{count} event", "{count} events", count).format(count=number(count))


def every(hours: int) -> str:
    """Say how often it is looked at."""
    return ngettext("every hour", "every {count} hours", hours).format(count=hours)


def kept_free(when: str, channel: str, event: str, calendar: str) -> str:
    """Say why a gap stays open."""
    return _("{when}, {channel}: kept free for “{event}” ({calendar})").format(
        when=when, channel=channel, event=event, calendar=calendar
    )
