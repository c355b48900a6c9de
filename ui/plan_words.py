"""The words of the calendar page: filters, moves, several posts at once."""

from __future__ import annotations

from ui.components.calendar import CalendarWords
from ui.language import gettext as _
from ui.language import ngettext, said, words_of

words_of(__name__)


PAST_PLACE = "That time has passed. Choose a place to come."
CHANNEL_STAYS = "A post stays on its channel. To say it on another one too, copy its words into a post there."
NOTHING_TO_UNDO = "There is no move of yours to take back since this page was opened."
APPROVAL_ENDED = "It left the window of its approval on the way, so it must be approved again."

SHOW_PROPOSALS, LOOKING = "Show proposals", "Looking for what would fit the open slots …"
PROPOSAL, ACCEPT, WRITE_INSTEAD = "A proposal for this slot", "Accept", "Write something else"
OWN_POST = "A post of your own"
NO_GHOST = "There is no proposal for that slot any more. Write a post there, or choose “Fill gaps”."
GHOST_TAKEN = (
    "That proposal does not stand any more: the slot or the item was taken, or the rules changed. "
    "Another one is being looked for."
)
SHOW_PAUSES = "Show pauses"
TRAYS = {
    "inbox": {
        "title": "Inbox",
        "hint": "Drag onto a day, or pick one and choose a place.",
        "empty": "All caught up. New items from your sources appear here.",
    },
    "drafts": {
        "title": "Drafts",
        "hint": "Their time has passed. Drag one onto a day to come, or pick it and choose a place.",
        "empty": "No draft waits for a new time.",
    },
    "evergreens": {
        "title": "Evergreen",
        "hint": "Drag onto an open slot of its channel, or pick one and choose a slot.",
        "empty": "No post may come again. Mark one as evergreen where it is shown, or under Sources.",
    },
}
NO_EVERGREEN = "That post may not come again now: its mark was taken away, or it has no fresh words left."
EVERGREEN_NEEDS_SLOT = (
    "An evergreen post comes again in an open slot of its channel. There is none; choose an open slot."
)
PLACED_BY_HAND = "an evergreen post, placed by a person"
SEARCH = "Search the plan"
STATES = "States"
COLOUR_BY = "Colour by"
COLOURS = {"state": "State", "pillar": "Pillar", "channel": "Channel", "person": "Person"}
NOBODY, NO_PILLAR = "Nobody", "No pillar"
NOTHING_FOUND = "No post in sight matches. Take a filter away, or look at another time."

CHOSEN, APPROVE_THEM, CANCEL_THEM = "Chosen posts", "Approve these", "Cancel these"
KEEP_THEM = "Keep them"
GONE = "None of them is there any more."
ONE_BY_ONE = "Each is decided for itself: one that can't be is named, and the others are done."


def paused(what: str, reason: str) -> str:
    """Write the calendar's line for a pause; an empty name is everything."""
    return _("Paused: {what} · {reason}").format(what=what or _("everything"), reason=reason)


def pause_span(since: str, until: str, *, is_over: bool) -> str:
    """Say from when to when a pause holds, or held."""
    if not until:
        return _("Since {since}, until somebody lifts it.").format(since=since)
    told = _("From {since} to {until}.") if is_over else _("Since {since}, until {until}.")
    return told.format(since=since, until=until)


def was_for(when: str) -> str:
    """Say when a draft was meant to leave."""
    return _("was for {when}").format(when=when)


def evergreen_rests(when: str) -> str:
    """Say why an evergreen post can't stand in a slot."""
    return _(
        "It can't stand there: it rests until {when}, or the slot is paused or taken. Choose a later "
        "slot, or change its rest."
    ).format(when=when)


def accepted(when: str, *, waits: bool) -> str:
    """Say that a proposal stands in the calendar, and what it waits for."""
    if waits:
        return _("Proposed for {when}. It goes out only once approved.").format(when=when)
    return _("In the calendar for {when}: its source may go out unreviewed.").format(when=when)


def moved_back(when: str) -> str:
    """Say where a post stands again."""
    return _("Back at {when}.").format(when=when)


def moved_back_all(count: int) -> str:
    """Say that several posts stand where they stood."""
    return _("{count} posts are back where they were.").format(count=count)


def _posts(count: int) -> str:
    return ngettext("{count} post", "{count} posts", count).format(count=count)


def shifted(count: int, *, days: int, minutes: int) -> str:
    """Say how far several posts went."""
    far = []
    if days:
        far.append(ngettext("a day", "{count} days", abs(days)).format(count=abs(days)))
    if minutes:
        far.append(_("{count} minutes").format(count=abs(minutes)))
    if (days, minutes) > (0, 0):
        told = ngettext("{posts} moved {far} later.", "{posts} moved {far} later.", count)
    else:
        told = ngettext("{posts} moved {far} earlier.", "{posts} moved {far} earlier.", count)
    return told.format(posts=_posts(count), far=_(" and ").join(far))


def copied(count: int) -> str:
    """Say that drafts were made."""
    told = ngettext(
        "{count} post duplicated, as a draft a day later.",
        "{count} posts duplicated, as drafts a day later.",
        count,
    )
    return told.format(count=count)


def kept_back(count: int, why: str) -> str:
    """Say why some posts were left as they are."""
    told = ngettext("{count} post left as it is: {why}", "{count} posts left as they are: {why}", count)
    return told.format(count=count, why=why)


def approved(count: int) -> str:
    """Say that posts were decided for."""
    return ngettext("{count} post approved.", "{count} posts approved.", count).format(count=count)


def endorsed(count: int) -> str:
    """Say that posts need somebody else as well."""
    told = _("Noted for {posts}. Somebody else has to approve as well.")
    return told.format(posts=_posts(count))


def cancelled(count: int) -> str:
    """Say that posts were decided against."""
    return ngettext("{count} post cancelled.", "{count} posts cancelled.", count).format(count=count)


def found(count: int) -> str:
    """Say how many posts in sight match the filters."""
    told = ngettext("{count} post in sight matches.", "{count} posts in sight match.", count)
    return told.format(count=count)


def of_calendar() -> CalendarWords:
    """Return the words that the calendar itself shows."""
    return CalendarWords(**said(CalendarWords().model_dump()))
