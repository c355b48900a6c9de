"""What the planner says of trends."""

from __future__ import annotations

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
    usual = f"where {expected:.1f} were to be expected" if expected >= 1 else "where hardly any was expected"
    return f"Noticed {at}. Publishers spoke of it {seen} times, each counted once a day, {usual}."


def told_by(items: int, publishers: int) -> str:
    """Tell how broad the evidence is."""
    return f"{items} items from {publishers} publishers"
