"""What the planner says of plans in sheets."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import ngettext, words_of

words_of(__name__)


SHEETS, SHEETS_ABOUT = "Sheets", "Bring a plan in from another program, or take ours out."
BRING_IN, TAKE_OUT = "Bring a plan in", "Take the plan out"
FOR_THE_WALL, ACCOUNT = "Print a month", "Whole account"
FILE = "CSV or XLSX file"
FILE_HINT = (
    "As Buffer, Hootsuite, Sprout Social, SocialBee, Metricool, Publer, Ayrshare, Outlook or Rounds write it."
)
PICTURES = "Pictures and a video it names by file"
CHANNEL_OF_OTHERS = "Channel of rows that name none"
NO_CHANNEL = "None"
DATES = "Dates like 09/07/2026"
DATES_HINT = "Only asked where the sheet itself does not tell."
ORDERS = {"": "By the sheet", "day-first": "9 July", "month-first": "September 7"}
LOOK = "Look at it"
TAKE, TAKE_TO_REVIEW = "Take as drafts", "Take, and send to review"
REJECTS = "Download the stopped rows"
REJECTS_HINT = "Each with why it was stopped. Mend it, then bring it in: what was taken is not doubled."
ASKS_ORDER = "Some dates read two ways. Choose above how they are meant, then look again."
MORE_STOPPED = "The others are in the file of stopped rows."
CLEAR = "Another file"
NOTHING_NEW = "Nothing in it is new."
ROW, VERDICT, TEXT, WHY = "Row", "Verdict", "Text", "Why"
FATES = {"new": "New", "taken": "Taken", "known": "Known already", "stopped": "Stopped"}
WHAT = {"plan": "The plan", "results": "What came of it"}
WHAT_LABEL, SPAN, CHANNELS, ALL_CHANNELS = "What", "Days", "Channels", "All channels"
EXPORT_HINT = "A sheet of the plan can be brought in again, here or elsewhere."
MAKE = "Make the file"
DOWNLOADS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}

WALL_HINT = (
    "One page across, with marks that can be told apart in black and white; what does not fit stands on "
    "pages after it."
)
MONTH, PAPER, WEEKS, PRINT = "Month", "Paper", "Weeks begin on", "Print as PDF"
PAPERS = {"a4": "A4", "letter": "Letter"}
WEEK_STARTS = {"monday": "Monday", "sunday": "Sunday"}
ACCOUNT_OUT = "Download the whole account"
ACCOUNT_HOLDS = (
    "Everything in one file that other programs can read: people, channels, posts with their history, "
    "pillars, slots, sources, rules, pictures, and the record. No password, token or credential is in it. "
    "Keep it as safe as the database itself."
)
ACCOUNT_IN = (
    "It comes into an empty Rounds by “rounds account import” on the server. There nothing is approved any "
    "more, and every channel is to be connected again."
)


def read_as(title: str, counts: dict[str, int]) -> str:
    """Say how a sheet was read, like “Read as a plan of Buffer: 3 new, 1 stopped.”, rows by fate."""
    told = ", ".join(f"{count} {_(FATES[fate]).lower()}" for fate, count in counts.items() if count)
    return _("Read as a plan of {title}: {rows}.").format(title=title, rows=told or _("no rows"))


def row(number: int, why: str) -> str:
    """Name a row and why it was stopped."""
    return _("Row {number}: {why}").format(number=number, why=why)


def taken(count: int) -> str:
    """Say how many rows stand in the plan now."""
    told = ngettext("{count} row stands in the plan now.", "{count} rows stand in the plan now.", count)
    return told.format(count=count)
