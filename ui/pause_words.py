"""What the planner says of pauses, drills and the lists they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.language import gettext as _
from ui.language import ngettext, number, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from scheduler.domain.plan import Pause
    from scheduler.services.drill_record import Preview, Progress

words_of(__name__)


# making one
TO_PAUSE: Final = "pause or lift"
READY_REASONS: Final = (
    "Severe weather in the county",
    "A serious event on our premises",
    "A public tragedy",
    "The account may be in other hands",
    "We answer the press first",
)
READY, ENDS = "Ready reasons", "Until"
OPEN_END, AT_A_TIME = "Somebody lifts it", "A time"
ENDS_HINT = "At this time it stops holding new posts by itself. What it held stays held."
THE_DAY, THE_TIME = "Day", "Time"
FAST_LANE = "Emergency words may leave"
FAST_LANE_HINT = "Posts of the fast lane: approved words, their blanks filled, released by who is on call."
DRILL, DRILL_HINT = (
    "Drill it",
    "Holds nothing and sends nothing. All else is as in earnest, and it stands in the record.",
)
DRILL_BEGAN = "The drill has begun. Nothing is held."
NAME = {"channel": "Which channel?", "pillar": "Which pillar?"}

# one that stands
LONGER, LONGER_DONE = "One hour longer", "It ends an hour later now."
NO_END, NO_END_DONE = "Without an end", "It goes on until somebody lifts it."
END_DRILL, DRILL_ENDED = "End the drill", "The drill is over. It stands in the record."
SEE_PAUSE, SEE_PAGE = "See the pause", "To the page Pause"
OPEN_LANE, LANE_OPENED = "Open the fast lane", "Open. Who is on call may send emergency words."
EMERGENCY_WORDS = "Emergency words"
LANES = {"fast": "emergency words", "green": "green lane", "amber": "amber lane", "red": "red lane"}

# the list
DECIDE = "Decide now"
ALL, NONE_CHOSEN = "Select all", "Choose posts first: tick them, or select all."
KEEP, KEEP_HINT = "Keep", "They go out as soon as their channel has room, half an hour between two."
KEEP_SLOTS, KEEP_SLOTS_HINT = "Keep for the next slots", "They go out in free slots, while they are useful."
MOVE, MOVE_TO, NEXT_SLOTS = "Move", "Move there", "Into the next free slots"
DROP, DROP_WHY, SURE_DROP = "Drop", "Why? It stands with each of them.", "Drop them"
NOT_YOURS = "Who may approve decides here."
STILL_USEFUL, TOO_LATE = "still useful", "too late"


def banner(pause: Pause, until: str) -> str:
    """Say on every page what is paused, until when and why; or that somebody drills it."""
    told = title(pause)
    if pause.is_drill:
        what = _subject(pause)
        would = f"{what[0].lower()}{what[1:]}"
        told = _("Drill until {until}: in earnest, {what} would be paused. {reason}") if until else ""
        told = told or _("Drill: in earnest, {what} would be paused. {reason}")
        return told.format(until=until, what=would, reason=pause.reason)
    if until:
        told = _("{what} until {until}").format(what=told, until=until)
    return f"{told}: {pause.reason}"


def title(pause: Pause) -> str:
    """Name a pause or a drill."""
    if pause.is_drill:
        return _("Drill: {what}").format(what=_subject(pause))
    match pause.scope.value:
        case "everything":
            return _("Everything is paused")
        case "channel":
            return _("The channel {name} is paused").format(name=pause.name)
        case _:
            return _("The pillar {name} is paused").format(name=pause.name)


def ended(pause: Pause, when: str, *, is_by_itself: bool) -> str:
    """Say of a pause that it is over."""
    if is_by_itself:
        told = _("The pause of {what} ended by itself {when}")
    else:
        told = _("The pause of {what} was lifted {when}")
    return told.format(what=_subject(pause).lower(), when=when)


def waiting(count: int) -> str:
    """Say on every page that posts wait for a decision after a pause."""
    told = ngettext(
        "A pause is over. {count} post it held waits for a decision.",
        "A pause is over. {count} posts it held wait for a decision.",
        count,
    )
    return told.format(count=count)


def hours(count: int) -> str:
    """Write a number of hours."""
    return ngettext("{count} hour", "{count} hours", count).format(count=count)


def was_due(when: str) -> str:
    """Say when a post was to leave."""
    return _("was due {when}").format(when=when)


def speaking(pause: Pause) -> str:
    """Name who goes on speaking."""
    named = [*pause.exceptions, *(_(LANES[lane.value]) for lane in pause.lanes)]
    if not named:
        return _("Nobody goes on speaking.")
    return _("Still speaking: {who}.").format(who=", ".join(named))


def preview(found: Preview, titles: Mapping[str, str]) -> str:
    """Say what a pause holds of the next day."""
    if not found.count:
        return _("Nothing is to leave in the next 24 hours that it would hold.")
    channels = ", ".join(f"{titles.get(name, name)} {count}" for name, count in found.held.items())
    told = _("It holds {posts} of the next 24 hours: {channels}.")
    said = told.format(posts=_posts(found.count), channels=channels)
    if not found.speaking:
        return said
    return said + " " + _("{posts} may leave in spite of it.").format(posts=_posts(found.speaking))


def took_hold(found: Progress) -> str:
    """Say how quickly a pause took hold."""
    parts = []
    if found.running or found.seen:
        parts.append(_seen(found))
    if found.making is not None:
        parts.append(_("Made in {span}.").format(span=_span(found.making)))
    return " ".join(parts)


def _seen(found: Progress) -> str:
    seen = ngettext(
        "Seen by {seen} of {count} daemon", "Seen by {seen} of {count} daemons", found.running
    ).format(seen=found.seen, count=found.running)
    if found.until_seen is None:
        return f"{seen}."
    return _("{seen} after {span}.").format(seen=seen, span=_span(found.until_seen))


def times(count: int, said: str) -> str:
    """Say once what was said of several posts."""
    return f"{_posts(count)}: {said}" if count > 1 else said


def held(count: int) -> str:
    """Say how many posts a pause holds by now."""
    if not count:
        return _("It has held nothing yet.")
    return _("It holds {posts} by now.").format(posts=_posts(count))


def would_hold(count: int) -> str:
    """Say what a drill would have held by now."""
    if not count:
        return _("Nothing came due in it yet.")
    return _("In earnest it would hold {posts} by now.").format(posts=_posts(count))


def _subject(pause: Pause) -> str:
    match pause.scope.value:
        case "everything":
            return _("Everything")
        case "channel":
            return _("The channel {name}").format(name=pause.name)
        case _:
            return _("The pillar {name}").format(name=pause.name)


def _posts(count: int) -> str:
    return ngettext("{count} post", "{count} posts", count).format(count=count)


def _span(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{number(seconds, 1)} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
