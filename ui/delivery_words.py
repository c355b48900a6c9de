"""What the planner says of what went out: how late, what is not known, what did not leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from scheduler.domain.delivery import DeliverySummary, Departure
    from scheduler.domain.post import PostState

DELIVERY, DELIVERY_ABOUT = "Delivery", "What went out, how late, and what nobody knows yet."

DAYS: Final = "Which days"
TODAY, WEEK, MONTH, CHOSEN = "Today", "7 days", "30 days", "Chosen days"
FROM, UNTIL = "First day", "Last day"
ONLY_LATE = "Only late ones"
PAGE = "Page"

WHAT_LATE_IS = "Late is what left more than a minute after its planned time."
MADE_UP = "Made up for the demo, not measured"
ON_TIME = "On time"
BY_A_PERSON = "A person let it go after its planned time."

UNKNOWN = "Nobody knows yet whether these are out"
NOT_OUT = "Due in these days and not out"
TO_ATTENTION = "See what each of them needs"

NOTHING, NOTHING_STEP = (
    "Nothing went out in these days.",
    "Choose other days above. What goes out next stands in the queue.",
)
NONE_LATE, NONE_LATE_STEP = "Nothing was late in these days.", "Switch “Only late ones” off to see all of it."

HEADS: Final = ("Channel", "Went out", "Late", "The latest one")
CAPTION = "By channel"


def summary(found: DeliverySummary) -> str:
    """Say how many posts went out, and how many of them late."""
    if not found.sent:
        return ""
    late = "none of them late" if not found.late else f"{found.late:,} of them late"
    return f"{posts(found.sent)} went out, {late}."


def lateness(found: DeliverySummary) -> str:
    """Say how late they were at most, and 95 of 100 of them."""
    if found.p95 is None or found.worst is None:
        return ""
    return (
        f"95 of 100 left within {span(found.p95)} of their time, the latest one {span(found.worst)} after it."
    )


def late_by_a_person(found: DeliverySummary) -> str:
    """Say how many of the late ones were not the engine's doing."""
    count = found.late_by_a_person
    if not count:
        return ""
    were = "was" if count == 1 else "were"
    its = "its" if count == 1 else "their"
    return f"{count:,} of the late ones {were} let go by a person after {its} planned time."


def invented(count: int) -> str:
    """Say how many posts stand here that the demo made up."""
    if not count:
        return ""
    stand = "stands below as an example" if count == 1 else "stand below as examples"
    return f"{posts(count)} of the demo's past {stand}, never measured."


def overdue(count: int) -> str:
    """Say that posts should have left, and where to look for why."""
    if not count:
        return ""
    have, they = ("has", "it is") if count == 1 else ("have", "they are")
    return (
        f"{posts(count)} of these days {have} not left though {they} due. If it stays so, see under "
        "Settings, Health, whether the engine runs."
    )


def not_out(counts: Mapping[PostState, int]) -> str:
    """Say what did not leave, and why."""
    return ", ".join(f"{count:,} {wording.STATES[state.value].lower()}" for state, count in counts.items())


def more_unknown(count: int) -> str:
    """Say that there are more than are shown."""
    return f"And {count:,} more under Needs attention."


def verdict(departure: Departure) -> str:
    """Call a late post late, and say by how much."""
    if departure.is_invented:
        return MADE_UP
    return f"Late by {span(departure.late)}" if departure.is_late else ON_TIME


def planned_at(when: str) -> str:
    """Say when a post was to leave."""
    return f"planned {when}"


def planned(when: str, departure: Departure) -> str:
    """Say when a post was to leave, and how long after that it left."""
    after = "" if departure.is_invented or departure.is_late else f", left {span(departure.late)} after"
    return f"planned {when}{after}"


def parts(count: int) -> str:
    """Say that a post is a thread."""
    return f"thread of {count} parts" if count > 1 else ""


def posts(count: int) -> str:
    """Count posts."""
    return "1 post" if count == 1 else f"{count:,} posts"


def span(late: timedelta) -> str:
    """Write a span in its two largest units: `0.3 s`, `2 min 5 s`, `3 h 20 min`, `2 days 4 h`."""
    seconds = late.total_seconds()
    if seconds < 60:  # noqa: PLR2004 # a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        return f"{days} day{'' if days == 1 else 's'}" + (f" {hours_left} h" if hours_left else "")
    if hours:
        return f"{hours} h" + (f" {minutes_left} min" if minutes_left else "")
    return f"{minutes} min" + (f" {rest} s" if rest else "")
