"""What the planner says of trends."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import number, words_of

words_of(__name__)


TRENDS, TRENDS_ABOUT = "Trends", "What many of your sources suddenly speak of."
NO_TREND = "Nothing bursts at present."
NO_TREND_STEP = "Your sources are looked at once an hour. The more sources, the more can be noticed."
DISMISS, DISMISSED = "Dismiss", "Dismissed. Nothing of it is told again while it goes on."
WRITE_ABOUT = "Write about it"
NO_CHANNEL = "Add a channel in the settings to write about it."
ITEMS_GONE = "The items it rested on are no longer kept."
EVIDENCE = "What it rests on"


def noticed(at: str, seen: int, expected: float) -> str:
    """Tell when a trend was noticed, and how unusual it is."""
    if expected >= 1:
        told = _(
            "Noticed {at}. Publishers spoke of it {seen} times, each counted once a day, "
            "where {expected} were to be expected."
        )
    else:
        told = _(
            "Noticed {at}. Publishers spoke of it {seen} times, each counted once a day, "
            "where hardly any was expected."
        )
    return told.format(at=at, seen=seen, expected=number(expected, 1))


def told_by(items: int, publishers: int) -> str:
    """Tell how broad the evidence is."""
    return _("{items} items from {publishers} publishers").format(items=items, publishers=publishers)
