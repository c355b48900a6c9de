"""What the planner says of what went out: how late, what is not known, what did not leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import moments, wording
from ui.language import gettext as _
from ui.language import ngettext, number, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from scheduler.domain.delivery import DeliverySummary, Departure
    from scheduler.domain.post import PostState
    from scheduler.services.counting import Delivery

words_of(__name__)


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


def counted(found: Delivery) -> str:
    """Say what went out since when, and that nothing was lost or doubled."""
    sent = ngettext("{count} post sent", "{count} posts sent", found.sent).format(count=number(found.sent))
    if found.since_day:
        day = moments.written(found.since_day, _("d MMM y"))
        sent = _("{posts} since {day}").format(posts=sent, day=day)
    told = [sent, _("{count} lost").format(count=len(found.lost))]
    told.append(_("{count} doubled").format(count=len(found.doubled)))
    if found.late_p99 is not None:
        told.append(_("99 % within {span}").format(span=_short(max(0.0, found.late_p99))))
    return " · ".join(told)


def _short(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{number(seconds, 1)} s" if seconds < 60 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 # a minute


def summary(found: DeliverySummary) -> str:
    """Say how many posts went out, and how many of them late."""
    if not found.sent:
        return ""
    if not found.late:
        return _("{posts} went out, none of them late.").format(posts=posts(found.sent))
    told = _("{posts} went out, {late} of them late.")
    return told.format(posts=posts(found.sent), late=number(found.late))


def lateness(found: DeliverySummary) -> str:
    """Say how late they were at most, and 95 of 100 of them."""
    if found.p95 is None or found.worst is None:
        return ""
    told = _("95 of 100 left within {span} of their time, the latest one {worst} after it.")
    return told.format(span=span(found.p95), worst=span(found.worst))


def late_by_a_person(found: DeliverySummary) -> str:
    """Say how many of the late ones were not the engine's doing."""
    count = found.late_by_a_person
    if not count:
        return ""
    told = ngettext(
        "{count} of the late ones was let go by a person after its planned time.",
        "{count} of the late ones were let go by a person after their planned time.",
        count,
    )
    return told.format(count=number(count))


def invented(count: int) -> str:
    """Say how many posts stand here that the demo made up."""
    if not count:
        return ""
    told = ngettext(
        "{count} post of the demo's past stands below as an example, never measured.",
        "{count} posts of the demo's past stand below as examples, never measured.",
        count,
    )
    return told.format(count=number(count))


def overdue(count: int) -> str:
    """Say that posts should have left, and where to look for why."""
    if not count:
        return ""
    told = ngettext(
        "{count} post of these days has not left though it is due. If it stays so, see under Settings, "
        "Health, whether the engine runs.",
        "{count} posts of these days have not left though they are due. If it stays so, see under Settings, "
        "Health, whether the engine runs.",
        count,
    )
    return told.format(count=number(count))


def not_out(counts: Mapping[PostState, int]) -> str:
    """Say what did not leave, and why."""
    return ", ".join(
        f"{number(count)} {wording.STATES[state.value].lower()}" for state, count in counts.items()
    )


def more_unknown(count: int) -> str:
    """Say that there are more than are shown."""
    return _("And {count} more under Needs attention.").format(count=number(count))


def verdict(departure: Departure) -> str:
    """Call a late post late, and say by how much."""
    if departure.is_invented:
        return _(MADE_UP)
    return _("Late by {span}").format(span=span(departure.late)) if departure.is_late else _(ON_TIME)


def planned_at(when: str) -> str:
    """Say when a post was to leave."""
    return _("planned {when}").format(when=when)


def planned(when: str, departure: Departure) -> str:
    """Say when a post was to leave, and how long after that it left."""
    if departure.is_invented or departure.is_late:
        return planned_at(when)
    return _("planned {when}, left {span} after").format(when=when, span=span(departure.late))


def parts(count: int) -> str:
    """Say that a post is a thread."""
    return _("thread of {count} parts").format(count=count) if count > 1 else ""


def posts(count: int) -> str:
    """Count posts."""
    return ngettext("{count} post", "{count} posts", count).format(count=number(count))


def span(late: timedelta) -> str:
    """Write a span in its two largest units: `0.3 s`, `2 min 5 s`, `3 h 20 min`, `2 days 4 h`."""
    seconds = late.total_seconds()
    if seconds < 60:  # noqa: PLR2004 # a minute
        return f"{number(seconds, 1)} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        told = ngettext("{count} day", "{count} days", days).format(count=days)
        return told + (f" {hours_left} h" if hours_left else "")
    if hours:
        return f"{hours} h" + (f" {minutes_left} min" if minutes_left else "")
    return f"{minutes} min" + (f" {rest} s" if rest else "")
