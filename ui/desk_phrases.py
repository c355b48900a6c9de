"""The sentences of the inbox and of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import phrases
from ui.language import gettext as _
from ui.language import ngettext, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

words_of(__name__)


# inbox

ACCEPT, EDIT, REJECT = "Accept", "Edit", "Reject"
WHY_NOT, KEEP = "Why not?", "Keep it"
REASONS: Final[Mapping[str, str]] = {
    "not_our_topic": "Not our topic",
    "old": "Too old",
    "unsuitable": "Unsuitable",
    "duplicate": "We had it",
    "other": "Other",
}
ANY_SOURCE, SOURCE = "Any source", "Source"
ANY_TREND, TREND = "Any trend or none", "Trend"
KEYS_ON = "Keys"
KEYS_HINT = "Go through the list with keys. Switch it off if a key does what you did not mean."
KEYS_HELP = "**j** next · **k** back · **a** accept · **r** reject · **e** edit · **u** undo"
NO_GAP = "No slot is free in the coming weeks: add one in Settings, or edit it to give it a time."
LEADS_ELSEWHERE = "Its link leads to another site than its source's; look before you use it."
MORE = "Show more"


def accepted(when: str, channel: str) -> str:
    """Say where an accepted item stands now."""
    return _("Draft made for {when} on {channel}.").format(when=when, channel=channel)


def refused(title: str) -> str:
    """Say that an item is out of the way."""
    return _("Put aside: {title}").format(title=title)


def taken_back(title: str) -> str:
    """Say that an item is open again."""
    return _("Back in the inbox: {title}").format(title=title)


def undo(count: int, title: str) -> str:
    """Say what can be taken back."""
    if count > 1:
        return _("Decided: {title} and {count} before it").format(title=title, count=count - 1)
    return _("Decided: {title}").format(title=title)


def goes_to(when: str, channel: str) -> str:
    """Say which gap an item would get."""
    return _("Accept puts it on {when}, {channel}").format(when=when, channel=channel)


def also_told(names: list[str], more: int) -> str:
    """Name who else tells the story."""
    told = ", ".join(names)
    if more:
        return _("Also told by {names} and {count} more").format(names=told, count=more)
    return _("Also told by {names}").format(names=told)


# sources

EDIT_SOURCE, ARCHIVE, TAKE_BACK, ARCHIVED = "Edit", "Archive", "Take back into use", "Archived"
ARCHIVE_HINT = "It is asked no more and nothing of it is proposed; its items and posts stay."
LOOKED = "I looked, it is right"
LOOKED_DONE = "Noted. It is asked again soon."
REVIEWED, REVIEW_DONE = "I looked, trust it on", "Noted. The next review is in a year."
ALARMS: Final[Mapping[str, str]] = {
    "silent": "Silent",
    "frozen": "Stands still",
    "owner": "Another owner?",
    "format": "Changed its form",
}
OVERDUE = "Review due"
WITHHELD = "Nothing of it is proposed until somebody looked."
URL, TOPICS_OUT = "Feed address", "Topics out (comma between)"
TOPICS_OUT_HINT = "Items that speak of one of these are not proposed. diet* also finds dietary."
TOPICS_IN = "Topics (comma between)"
LICENCE, LICENCE_HINT = "Licence", "What may be used of it beside title and link."
PACE = "How fast its items grow old"
PACES: Final[Mapping[str, str]] = {
    "news": "News: a week",
    "explainer": "Explainers: two months",
    "journal": "Journal: three months",
    "evergreen": "Evergreen: not at all",
}
CLINICIAN = "A clinician must look at its proposals"
UNREVIEWED = "Its proposals may go out without review"
UNREVIEWED_HINT = "A standing approval: only who may approve posts can give it."
REVIEW_DATE, RETENTION, WEEKLY_CAP = "Look at it again on", "Days to keep unused items", "Most items a week"
RETENTION_HINT = "Older items are forgotten unless a post was made from them; empty keeps them."
CAP_HINT = "The filler proposes no more of it in a week; empty sets no limit."
HANDLE, HANDLE_HINT = "Handle", "Its account, credited in posts, like @larkspur."
SOURCE_SAVED = "Saved. What changed is in the record."
ADD_TICKED = "Add what is ticked"
TICK_ALL = "All of this group"
CHECK_NOW, CHECK_HINT = "Check it now", "Asks the address once; nothing is kept."
CHOOSE_TO_CHECK = "Ask one of them whether it answers today"
CATALOGUE_ABOUT = "Nothing is asked before you add it. Trust, licence and pace can be changed afterwards."
CAUTIONED = "Known, but look first"
OPML_TRUSTED = "Take trust, licence and domains from the list too"
OPML_TRUSTED_HINT = "Only for a list that Rounds itself wrote. Otherwise each begins with trust C, link only."
GENERAL = "general"


def added(count: int) -> str:
    """Say how many sources are trusted now."""
    told = ngettext(
        "{count} source added. Their items appear after the first reading.",
        "{count} sources added. Their items appear after the first reading.",
        count,
    )
    return told.format(count=count)


def offer(owner: str, trust: str, licence: str, pace: str) -> str:
    """Tell of a source of the catalogue in one line."""
    return phrases.facts(owner, phrases.trust(trust), licence, pace)


def terms(licence: str, words: str) -> str:
    """Say what a licence allows."""
    return f"{licence}: {words}"


def group(name: str, count: int) -> str:
    """Head a group of the catalogue."""
    shown = _(name)
    return f"{shown[:1].upper()}{shown[1:]} ({count})"


def withheld_words(words: str) -> str:
    """Say why nothing of a source is proposed."""
    return f"{words} {_(WITHHELD)}"
