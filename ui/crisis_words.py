"""What the red switch says: what it will hold, who goes on speaking, and what can be said next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.pause_words import READY_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.services.foreseeing import Reach

#: The keys that do what the switch does, on every page and in every field.
KEYS: Final = "Alt+P"
SWITCH, SWITCH_HINT = "Pause all", "Shows first what it will hold. Nothing is paused before you say so."
PAUSED, PAUSED_HINT = "All paused", "Everything is paused. Shows what it holds and what can be said now."
TITLE, TITLE_PAUSED = "Pause everything?", "Everything is paused"
STANDS = "What is out stays out. Lifting the pause releases nothing by itself."

WHY: Final = "Why? Everybody reads it on every page."
WHY_HINT = "Choose one, or type your own words."
REASONS: Final = ("We stop first, then look.", *(f"{each}." for each in READY_REASONS))

NOW, DRILL = "Pause everything now", "Drill it"
NOW_CHANNELS = "Pause these channels now"
TO_PAUSE = "pause"
BEGAN = "Everything is paused. Nothing leaves from now on."
BEGAN_CHANNELS = "These channels are paused. Nothing of them leaves from now on."

SPEAKING = "Who may still speak"
EXCEPT, EXCEPT_HINT = "Channels that go on as planned", "For the one that must not fall silent."
ONLY_YOURS = "You may pause these channels; the others go on."

NEXT = "What can be said next"
NEXT_LINK = "Send emergency words"
SEE = "Lift it, prolong it, decide on what it held"
LANE_CLOSED = "The fast lane is closed: it is opened on the page Emergency words."
WORDS_SHOWN: Final = 5


def holds(reach: Reach) -> str:
    """Say how many posts are held, in a day and in all."""
    if not reach.count:
        return "Nothing is in line, so it holds nothing yet. What is approved from now on waits too."
    return f"It holds {_posts(reach.count_soon)} of the next 24 hours, {_posts(reach.count)} in all."


def by_channel(reach: Reach, titles: Mapping[str, str]) -> list[str]:
    """Say the same of each channel, the one with most to lose first."""
    names = sorted(reach.held, key=lambda name: (-reach.soon.get(name, 0), -reach.held[name], name))
    return [
        f"{titles.get(name, name)}: {reach.soon.get(name, 0)} in 24 hours, {reach.held[name]} in all"
        for name in names
    ]


def since(when: str) -> str:
    """Say since when it is so."""
    return f"Since {when}."


def leaving(titles: Sequence[str]) -> str:
    """Name what is being sent this moment."""
    what = "This one is" if len(titles) == 1 else f"These {len(titles)} are"
    named = ", ".join(f"“{title}”" for title in titles)
    return f"{what} being sent this moment and can't be called back: {named}."


def speaking(channels: Sequence[str], *, lane: bool) -> str:
    """Say who goes on speaking, and where."""
    who = [*(["emergency words, on every channel"] if lane else []), *channels]
    return f"Still speaking: {'; '.join(who)}." if who else "Nobody goes on speaking."


def in_spite(count: int) -> str:
    """Say how many posts in line leave all the same."""
    return f"{_posts(count)} in line may leave in spite of it." if count else ""


def more(count: int) -> str:
    """Say that there are more emergency words than are shown."""
    return f"And {count} more on the page Emergency words."


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count:,} posts"
