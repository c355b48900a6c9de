"""What the planner says of pauses, drills and the lists they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from scheduler.domain.plan import Pause
    from scheduler.services.drill_record import Preview, Progress

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
    end = f" until {until}" if until else ""
    if pause.is_drill:
        what = _subject(pause)
        return f"Drill{end}: in earnest, {what[0].lower()}{what[1:]} would be paused. {pause.reason}"
    return f"{_subject(pause)} is paused{end}: {pause.reason}"


def title(pause: Pause) -> str:
    """Name a pause or a drill."""
    return f"Drill: {_subject(pause)}" if pause.is_drill else f"{_subject(pause)} is paused"


def ended(pause: Pause, when: str, *, is_by_itself: bool) -> str:
    """Say of a pause that it is over."""
    how = "ended by itself" if is_by_itself else "was lifted"
    return f"The pause of {_subject(pause).lower()} {how} {when}"


def waiting(count: int) -> str:
    """Say on every page that posts wait for a decision after a pause."""
    return f"A pause is over. {_posts(count)} it held {'waits' if count == 1 else 'wait'} for a decision."


def speaking(pause: Pause) -> str:
    """Name who goes on speaking."""
    named = [*pause.exceptions, *(LANES[lane.value] for lane in pause.lanes)]
    return f"Still speaking: {', '.join(named)}." if named else "Nobody goes on speaking."


def preview(found: Preview, titles: Mapping[str, str]) -> str:
    """Say what a pause holds of the next day."""
    if not found.count:
        return "Nothing is to leave in the next 24 hours that it would hold."
    channels = ", ".join(f"{titles.get(name, name)} {count}" for name, count in found.held.items())
    said = f"It holds {_posts(found.count)} of the next 24 hours: {channels}."
    return f"{said} {_posts(found.speaking)} may leave in spite of it." if found.speaking else said


def took_hold(found: Progress) -> str:
    """Say how quickly a pause took hold."""
    parts = []
    if found.running or found.seen:
        after = f" after {_span(found.until_seen)}" if found.until_seen is not None else ""
        engines = "daemon" if found.running == 1 else "daemons"
        parts.append(f"Seen by {found.seen} of {found.running} {engines}{after}.")
    if found.making is not None:
        parts.append(f"Made in {_span(found.making)}.")
    return " ".join(parts)


def times(count: int, said: str) -> str:
    """Say once what was said of several posts."""
    return f"{_posts(count)}: {said}" if count > 1 else said


def held(count: int) -> str:
    """Say how many posts a pause holds by now."""
    return f"It holds {_posts(count)} by now." if count else "It has held nothing yet."


def would_hold(count: int) -> str:
    """Say what a drill would have held by now."""
    return f"In earnest it would hold {_posts(count)} by now." if count else "Nothing came due in it yet."


def _subject(pause: Pause) -> str:
    return "Everything" if pause.scope == "everything" else f"The {pause.scope.value} {pause.name}"


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"


def _span(span: timedelta) -> str:
    seconds = span.total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"  # noqa: PLR2004 - a minute
