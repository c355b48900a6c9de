"""What the planner says of observances, communities, own events and experts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import moments
from ui.language import gettext as _
from ui.language import ngettext, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

words_of(__name__)


OCCASIONS, OCCASIONS_ABOUT = "Occasions", "What the days are for, and quiet days."
OBSERVANCES, COMMUNITIES, OWN_EVENTS = "Observances", "Communities", "Own events"
SHOW_OCCASIONS = "Show what the days are for"

# observances
YEAR, MONTH, WHOLE_YEAR, SEARCH = "Year", "Month", "Whole year", "Search"
SEARCH_HINT = "Part of a name or topic"
NO_OBSERVANCE = "No observance falls there. Choose another month, or clear the search."
RULE = "When"
RULE_HINT = (
    "month:05 · fixed:02-04 · range:05-06..05-12 · nth:03:3:2 is the second Thursday of March "
    "(0 is Monday, -1 the last one) · fullweek:04:0:1 · lastday:02"
)
TOPICS, HASHTAGS, NOTE = "Topics", "Hashtags", "Note"
WITH_COMMAS = "With commas between."
ADD_OBSERVANCE, CHANGE_OBSERVANCE = "Add your own", "Change one"
OBSERVANCE_ADDED, CHANGED, RESET_DONE = "It is in the register.", "Changed.", "It is as it came with Rounds."
RESET, SURE_TO_RESET = "Undo all changes", "What was changed here is lost; one of your own is removed."
CHOOSE = "Choose one"
CONFIDENCE = {
    "2+ sources": "Several sources",
    "single source": "One source",
    "unverified": "Sources disagree: check first",
    "own": "Your own",
}

# communities
ADD_COMMUNITY, CHANGE_COMMUNITY = "Add a hashtag or a chat", "Change one"
TAG, TAG_HINT = "Hashtag", "With its sign or without."
ABOUT, CALLED_FOR = "About", "Words that call for it"
CALLED_FOR_HINT = "With commas between; a star stands for every ending: mammogra*"
CHAT_DAY, NO_CHAT, CHAT_HOUR, CHAT_ZONE = "Chat on", "No chat", "Begins at", "By the clock of"
CHECKED, CHECK_FIRST = "Somebody here looked who speaks there", "Check before use"
COMMUNITIES_HINT = (
    "Tags of diseases and professions. They came into use by themselves and change hands: look who speaks "
    "under one before you use it, then say so here."
)

# own events
OWN_EVENTS_HINT = (
    "Export your classes, clinics and fairs as .ics from your own calendar. Reading the file again brings "
    "everything up to date; what it holds no more is marked as gone."
)
EVENTS_FILE, CALENDAR_NAME = "Calendar file (.ics)", "Short name of the calendar"
CALENDAR_TOPICS = "Topics of all its events"
IMPORT_EVENTS, NO_OWN_EVENTS = "Read it", "No calendar was read yet."
REMOVE_CALENDAR, SURE_TO_REMOVE = "Delete this calendar", "All its events are deleted too."
CALENDAR_REMOVED = "The calendar is deleted."
NEXT_EVENTS = "What comes next"
FATES = {"cancelled": "Cancelled", "gone": "Gone"}

# experts
EXPERTS, EXPERTS_ABOUT = "Experts", "Who may be asked and named, as long as they agree to it."
NO_EXPERTS = "Nobody is in the directory yet."
NO_EXPERTS_STEP = "Add somebody below. They are proposed and exported only with a consent that is valid."
ADD_EXPERT, CHANGE_EXPERT, SAVE_EXPERT = "Add somebody", "Change", "Save"
ROLE, LANGUAGES, PHONE, PAGE, ACCOUNT = "What they are", "Languages", "Phone", "Page about them", "Account"
EMAIL = "Email"
LANGUAGES_HINT = "Codes with commas between, the best one first: en, es"
CONSENT_BY = "Who wrote the consent down, and where it is found"
CONSENT_SINCE, CONSENT_UNTIL = "Consent from", "Consent until"
NO_CONSENT, NOT_VALID = "No consent: not shown anywhere", "Consent not valid today: not shown anywhere"
WITHDRAW, SURE_TO_WITHDRAW = "Delete: consent withdrawn", "All that is kept of this person is deleted."
WITHDRAWN = "Deleted. Replace pages and cards that were exported before."
PRESS_PAGE, VCARDS = "Press page", "vCards"
ASK_THEM = "Who can speak on this"
ON_THIS_DAY = "On this day"


def agrees_until(day: date) -> str:
    """Say until when somebody agrees to be named."""
    return _("Agrees until {day}").format(day=long_day(day))


def days(first: date, last: date) -> str:
    """Write a span of days: `4 Feb`, `6-12 May`, `28 Feb - 6 Mar`."""
    if first == last:
        return moments.written(first, _("EEE d MMM"))
    begin = f"{first.day}" if (first.month, first.year) == (last.month, last.year) else short_day(first)
    return f"{begin}–{short_day(last)}"  # noqa: RUF001 - a dash between two days


def short_day(day: date) -> str:
    """Write a day like `4 Feb`."""
    return moments.written(day, _("d MMM"))


def long_day(day: date) -> str:
    """Write a day like `4 Feb 2027`."""
    return moments.written(day, _("d MMM y"))


def more(title: str, others: int) -> str:
    """Name one thing and say how many there are beside it."""
    return f"{title} +{others}" if others else title


def begins(title: str) -> str:
    """Say that something longer than a day begins."""
    return _("{title} begins").format(title=title)


def imported(*, new: int, changed: int, gone: int) -> str:
    """Sum an import up."""
    return _("{new} new, {changed} changed, {gone} gone.").format(new=new, changed=changed, gone=gone)


def calendar_facts(events: int, topics: Sequence[str], read: str) -> str:
    """Say of a calendar how much it holds and when it was read."""
    about = f" · {', '.join(topics)}" if topics else ""
    held = ngettext("{count} event", "{count} events", events).format(count=events)
    return f"{held} · {_('read {when}').format(when=read)}{about}"


def tags(names: Sequence[str]) -> str:
    """Write tags with their sign."""
    return " ".join(f"#{name}" for name in names)


def chat(day: str, hour: str, zone: str) -> str:
    """Say when a chat meets."""
    return _("Chat {day} {hour} {zone}").format(day=day, hour=hour, zone=zone)


def speaks_on(name: str, role: str, handle: str, topics: Sequence[str]) -> str:
    """Say of an expert what they may be asked."""
    who = f"{name}, {role}" if role else name
    account = f" (@{handle})" if handle else ""
    return f"{who}{account}: {', '.join(topics)}"
