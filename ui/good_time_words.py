"""The sentences about good times: hours in which people say that a channel is read most."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import ngettext, words_of

words_of(__name__)


GOOD_TIMES: Final = "Good times"
ABOUT: Final = (
    "Hours in which a channel is read most, as somebody knows them. They are drawn behind the week and told "
    "while you write; nothing is moved by them."
)
NONE: Final = "No good time is kept yet."
ADD: Final = "Add a good time"
REMOVE: Final = "Remove"
REMOVED: Final = "The good time is removed."
BEGINS: Final = "From"
ENDS: Final = "To"
ENDS_HINT: Final = "00:00 is midnight at the end of the day."
KNOWN_FROM: Final = "Known from"
KNOWN_FROM_HINT: Final = "Such as: our followers' report, May. So that others can judge it."
SHOW: Final = "Good times"


def kept(count: int) -> str:
    """Say that good times are there."""
    return ngettext("The good time is kept.", "{count} good times are kept.", count).format(count=count)


def hours(begins: str, ends: str) -> str:
    """Write hours."""
    return _("{begins} to {ends}").format(begins=begins, ends=ends)


def line(day: str, hours: str, known_from: str) -> str:
    """Write one of the list."""
    return f"{day}, {hours} · {known_from}"


def band(channels: str) -> str:
    """Name a band of the calendar by its channels."""
    return _("Good time · {channels}").format(channels=channels)


def tooltip(channel: str, hours: str, known_from: str) -> str:
    """Tell all of one."""
    return _("Good time on {channel}, {hours} ({known_from})").format(
        channel=channel, hours=hours, known_from=known_from
    )


def inside(until: str, known_from: str) -> str:
    """Say that a post stands in a good time."""
    return _("In a good time until {until} ({known_from}).").format(until=until, known_from=known_from)


def outside(following: str, known_from: str) -> str:
    """Say that it does not, and when the next one begins."""
    return _("Outside the good times. The next one begins {following} ({known_from}).").format(
        following=following, known_from=known_from
    )
