"""The words of the calendar page: filters, moves, several posts at once."""

from __future__ import annotations

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
    return f"Paused: {what or 'everything'} · {reason}"


def pause_span(since: str, until: str, *, is_over: bool) -> str:
    """Say from when to when a pause holds, or held."""
    if not until:
        return f"Since {since}, until somebody lifts it."
    return f"From {since} to {until}." if is_over else f"Since {since}, until {until}."


def was_for(when: str) -> str:
    """Say when a draft was meant to leave."""
    return f"was for {when}"


def evergreen_rests(when: str) -> str:
    """Say why an evergreen post can't stand in a slot."""
    return (
        f"It can't stand there: it rests until {when}, or the slot is paused or taken. "
        "Choose a later slot, or change its rest."
    )


def accepted(when: str, *, waits: bool) -> str:
    """Say that a proposal stands in the calendar, and what it waits for."""
    if waits:
        return f"Proposed for {when}. It goes out only once approved."
    return f"In the calendar for {when}: its source may go out unreviewed."


def moved_back(when: str) -> str:
    """Say where a post stands again."""
    return f"Back at {when}."


def moved_back_all(count: int) -> str:
    """Say that several posts stand where they stood."""
    return f"{count} posts are back where they were."


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"


def shifted(count: int, *, days: int, minutes: int) -> str:
    """Say how far several posts went."""
    far = []
    if days:
        far.append("a day" if abs(days) == 1 else f"{abs(days)} days")
    if minutes:
        far.append(f"{abs(minutes)} minutes")
    is_later = (days, minutes) > (0, 0)
    return f"{_posts(count)} moved {' and '.join(far)} {'later' if is_later else 'earlier'}."


def copied(count: int) -> str:
    """Say that drafts were made."""
    return f"{_posts(count)} duplicated, as {'a draft' if count == 1 else 'drafts'} a day later."


def kept_back(count: int, why: str) -> str:
    """Say why some posts were left as they are."""
    return f"{_posts(count)} left as {'it is' if count == 1 else 'they are'}: {why}"


def approved(count: int) -> str:
    """Say that posts were decided for."""
    return f"{_posts(count)} approved."


def endorsed(count: int) -> str:
    """Say that posts need somebody else as well."""
    return f"Noted for {_posts(count)}. Somebody else has to approve as well."


def cancelled(count: int) -> str:
    """Say that posts were decided against."""
    return f"{_posts(count)} cancelled."


def found(count: int) -> str:
    """Say how many posts in sight match the filters."""
    return f"{_posts(count)} in sight {'matches' if count == 1 else 'match'}."
