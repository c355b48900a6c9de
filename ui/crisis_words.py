"""What the red switch says: what it will hold, who goes on speaking, and what can be said next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import pause_words
from ui.language import gettext as _
from ui.language import ngettext, number, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.services.foreseeing import Reach

words_of(__name__)


#: The keys that do what the switch does, on every page and in every field.
KEYS: Final = "Alt+P"
SWITCH, SWITCH_HINT = "Pause all", "Shows first what it will hold. Nothing is paused before you say so."
PAUSED, PAUSED_HINT = "All paused", "Everything is paused. Shows what it holds and what can be said now."
TITLE, TITLE_PAUSED = "Pause everything?", "Everything is paused"
STANDS = "What is out stays out. Lifting the pause releases nothing by itself."

WHY: Final = "Why? Everybody reads it on every page."
WHY_HINT = "Choose one, or type your own words."
FIRST_REASON: Final = "We stop first, then look."

NOW, DRILL = "Pause everything now", "Drill it"
NOW_CHANNELS = "Pause these channels now"
TO_PAUSE = "pause now"
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
        return _("Nothing is in line, so it holds nothing yet. What is approved from now on waits too.")
    told = _("It holds {soon} of the next 24 hours, {all} in all.")
    return told.format(soon=_posts(reach.count_soon), all=_posts(reach.count))


def by_channel(reach: Reach, titles: Mapping[str, str]) -> list[str]:
    """Say the same of each channel, the one with most to lose first."""
    names = sorted(reach.held, key=lambda name: (-reach.soon.get(name, 0), -reach.held[name], name))
    told = _("{channel}: {soon} in 24 hours, {all} in all")
    return [
        told.format(channel=titles.get(name, name), soon=reach.soon.get(name, 0), all=reach.held[name])
        for name in names
    ]


def since(when: str) -> str:
    """Say since when it is so."""
    return _("Since {when}.").format(when=when)


def leaving(titles: Sequence[str]) -> str:
    """Name what is being sent this moment."""
    told = ngettext(
        "This one is being sent this moment and can't be called back: {titles}.",
        "These {count} are being sent this moment and can't be called back: {titles}.",
        len(titles),
    )
    return told.format(count=len(titles), titles=", ".join(f"“{title}”" for title in titles))


def speaking(channels: Sequence[str], *, lane: bool) -> str:
    """Say who goes on speaking, and where."""
    who = [*([_("emergency words, on every channel")] if lane else []), *channels]
    return _("Still speaking: {who}.").format(who="; ".join(who)) if who else _("Nobody goes on speaking.")


def in_spite(count: int) -> str:
    """Say how many posts in line leave all the same."""
    return _("{posts} in line may leave in spite of it.").format(posts=_posts(count)) if count else ""


def more(count: int) -> str:
    """Say that there are more emergency words than are shown."""
    return _("And {count} more on the page Emergency words.").format(count=count)


def _posts(count: int) -> str:
    return ngettext("{count} post", "{count} posts", count).format(count=number(count))


def reasons() -> list[str]:
    """Return the reasons that can be chosen."""
    return [_(FIRST_REASON), *(f"{each}." for each in pause_words.READY_REASONS)]
