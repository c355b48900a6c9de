"""What the planner says of quiet days, evergreen posts, the profile, newsletters, and items that fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import register_words as register
from ui.language import gettext as _
from ui.language import ngettext, words_of
from ui.phrases import facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

words_of(__name__)


# quiet days
QUIET_DAYS = "Quiet days"
QUIET_HINT = (
    "Days of mourning, a blackout, or a day that belongs to something else: nothing is proposed for them. "
    "What stands in the calendar already is not touched, and goes out unless you move or cancel it. To hold "
    "what is about to go out, use Pause."
)
NO_QUIET_DAYS = "No quiet days are set."
ADD_QUIET_DAYS = "Add quiet days"
FIRST_DAY, LAST_DAY = "First day", "Last day"
LAST_DAY_HINT = "The same as the first for a single day. Each channel goes by its own clock."
QUIET_WHY, QUIET_WHY_HINT = "Why?", "Everybody will ask; a few words are enough"
LIFT_QUIET, LIFTED_QUIET = "Remove", "Removed. Proposals are made for those days again."
PAST_QUIET = "Quiet days that are over"
STILL_STANDS = "Still to go out on these days; move or cancel what should not:"


def quiet_added(posts: int) -> str:
    """Say what adding quiet days came to."""
    if not posts:
        return _("Nothing is proposed for those days any more.")
    told = ngettext(
        "Nothing new is proposed for those days. {count} post still stands there: see below.",
        "Nothing new is proposed for those days. {count} posts still stand there: see below.",
        posts,
    )
    return told.format(count=posts)


def quiet_span(first: date, last: date) -> str:
    """Write the days: `Fri 11 Sep 2026`, `11-13 Sep 2026`."""
    return f"{register.days(first, last)} {last.year}"


def quiet_note(reason: str, channel: str) -> str:
    """Write the calendar's line for a quiet day."""
    return _("Quiet day: {reason}").format(reason=reason) + (f" ({channel})" if channel else "")


def holds_for(channel: str, by: str) -> str:
    """Say whom quiet days hold for, and who set them."""
    return facts(channel, _("set by {who}").format(who=by))


def quiet_ahead(spans: list[str]) -> str:
    """Say which days the filler leaves out."""
    return _("Nothing is proposed for quiet days: {days}.").format(days="; ".join(spans))


# evergreen posts
EVERGREEN = "Evergreen"
EVERGREEN_HINT = (
    "Posts of your own that stay true. When the calendar has a gap, Rounds proposes one of them again; "
    "nothing goes out again by itself. To mark one, choose it below or open a published post."
)
NO_EVERGREENS, NO_EVERGREENS_STEP = (
    "No post is marked as evergreen.",
    "Choose one below, such as “When to call 911”, and say how often it may come again.",
)
MARK_EVERGREEN, CHANGE_EVERGREEN = "Mark as evergreen", "Change how it comes again"
CHOOSE_POST = "Choose a published post"
NOTHING_TO_MARK = "No post of your own was published in the last year that is not marked yet."
EVERY_DAYS, TIMES = "Days from one time to the next, at least", "How often it comes again, at most"
WORDING_HINT = "Networks refuse the same words twice. Each wording is used once, the next one the next time."
STOP_EVERGREEN = "Stop proposing it"
EVERGREEN_SAVED, EVERGREEN_STOPPED = "Saved. It is proposed where it fits.", "It is not proposed again."
NEEDS_WORDING = "It has no fresh words left for its network: add a wording."
USED_UP = "It came as often as it may. Raise the number, or stop it."


def wording(number: int) -> str:
    """Label another wording."""
    return _("Another wording ({number})").format(number=number)


def evergreen_rules(every: int, times: int, most: int) -> str:
    """Say how a post comes again."""
    return _("At least {every} days apart · came again {times} of {most} times at most").format(
        every=every, times=times, most=most
    )


def last_out(when: str, following: str) -> str:
    """Say when a post went out last, and when it is to go out again."""
    again = _("in the calendar again for {when}").format(when=following) if following else ""
    return facts(_("last out {when}").format(when=when), again)


def rests_until(when: str) -> str:
    """Say from when on a post may be proposed."""
    return _("rests until {when}").format(when=when)


# profile
PROFILE = "Profile"
PROFILE_HINT = (
    "What you do and whom you serve. An item in the inbox stands higher, and is proposed sooner, the closer "
    "it is to one of these lines; a line of weight 0.5 lifts an item about half as far as one of weight 1. "
    "Your pillars count as lines of weight 1. What people accept and reject moves the order further."
)
NO_PROFILE = "No line yet: the pillars alone decide what stands high in the inbox."
ADD_LINE, CHANGE_LINE = "Add a line", "Change a line"
LINE_NAME, LINE_NAME_HINT = "Name", "What people call it, like Cardiology."
LINE_WORDS = "In plain words"
LINE_WORDS_HINT = "One line, like: heart disease, stroke, blood pressure and cholesterol."
LINE_KIND, WEIGHT = "It is", "Weight beside the others"
KINDS: Final[Mapping[str, str]] = {
    "service_line": "A service line: what you do",
    "community": "A community: whom you serve",
}
KIND_MARKS: Final[Mapping[str, str]] = {"service_line": "Service line", "community": "Community"}
LINE_SAVED = "Saved. The inbox follows within some minutes."
REMOVE_LINE, SURE_TO_REMOVE_LINE = "Remove this line", "Items are no longer compared with it."
LINE_REMOVED = "Removed. The inbox follows within some minutes."


def weight(value: float) -> str:
    """Write a weight."""
    return _("weight {value}").format(value=f"{value:g}")


# newsletters
NEWSLETTERS = "Newsletters"
NEWSLETTERS_HINT = (
    "Newsletters that come by mail become items in the inbox. Take a mailbox that gets no other mail. "
    "It is opened for reading only, over an encrypted connection, and only mails of the senders named below "
    "are ever read."
)
NO_MAILBOX, NO_MAILBOX_STEP = (
    "No mailbox is set.",
    "An administrator sets one here; then newsletters can be added.",
)
SET_MAILBOX, CHANGE_MAILBOX = "Set the mailbox", "Set it anew"
HOST, HOST_HINT = "Mail server (IMAP)", "Like imap.example.org."
USER, PASSWORD, PORT, FOLDER = "User", "Password", "Port", "Folder"
KEPT_SEALED = "The password is sealed and never shown again. Some providers want one made for one program."
CHECKED_BY = "Name by which the server notes its checks of senders"
CHECKED_BY_HINT = "The first word of “Authentication-Results” in its mails. May stay empty."
AUTHORITY = "Certificate of your own authority (PEM)"
AUTHORITY_HINT = "Only where your mail server's certificate is one of your own. Public ones need nothing."
OPENING = "Opening the mailbox …"
MAILBOX_SET = "The mailbox opens, and is kept. Add the newsletters that come to it."
TEST_MAILBOX = "Test the connection"
FORGET_MAILBOX = "Remove the mailbox"
SURE_TO_FORGET = "The password is forgotten and no newsletter is read. What came from there stays."
FORGOTTEN = "The mailbox is removed."
SENDERS = "Senders that are read"
NO_SENDERS = "No newsletter is added yet, so no mail is read."
ADD_NEWSLETTER = "Add a newsletter"
SENDER = "Who sends it"
SENDER_HINT = (
    "Its List-Id, which stands in the header of its mails (weekly.example.org); or its sender's address; "
    "or @ and a sender's domain."
)
STOP_NEWSLETTER, NEWSLETTER_STOPPED = "Read it no more", "Its mails are read no more; its items stay."
NOT_LOOKED = "not looked for yet"
READ_BY_MAIL = "Newsletters are read from their mailbox: Settings, Newsletters."


def mailbox(user: str, host: str, port: int, folder: str) -> str:
    """Name the mailbox."""
    where = _("{user} at {host}, port {port}").format(user=user, host=host, port=port)
    return facts(where, _("folder {folder}").format(folder=folder), _("for reading only"))


def mailbox_opens(counts: Mapping[str, int]) -> str:
    """Say what a test of the connection found."""
    if not counts:
        return _("The mailbox opens. No newsletter is added yet.")
    found = ", ".join(f"{name} {count}" for name, count in counts.items())
    return _("The mailbox opens. Mails of the last 30 days: {found}").format(found=found)


def looked(when: str, following: str) -> str:
    """Say when a newsletter was looked for."""
    again = _("next {when}").format(when=following) if following else ""
    return facts(_("last look {when}").format(when=when), again)


def newsletter_added(title: str) -> str:
    """Say that a newsletter is read from now on."""
    return _("{title} is read from now on: at first its mails of the last 30 days.").format(title=title)


# items that fell
FALLEN: Final[Mapping[str, str]] = {
    "retracted": "Item retracted",
    "corrected": "Item corrected",
    "gone": "Page gone",
    "superseded": "Item replaced",
}
LIVE_NEXT = "The post is out: look at it, correct it or take it down on the network, then say so here."
SETTLED = "I have dealt with it"
SETTLED_DONE = "Noted. It is not shown here any more."
SEE_ITEM = "See the source's page"


def published(when: str, channel: str) -> str:
    """Say when and where a post went out."""
    return facts(_("out since {when}").format(when=when), channel)
