"""The sentences of the first hour: its steps, sample data, and the help beside the fields of its forms."""

from __future__ import annotations

from typing import Final

from ui.language import gettext as _
from ui.language import ngettext, words_of

words_of(__name__)


START: Final = "Getting started"
START_ABOUT: Final = "What a new house needs, step by step. Each can wait; the list remembers."
DONE, SKIPPED, OPEN_STEP, NEXT_STEP = "Done", "For later", "Open", "Next step"
SKIP, TAKE_UP = "Skip for now", "Take it up again"
PUT_AWAY, SHOW_AGAIN = "Put this list away", "Show this list on the calendar"
PUT_AWAY_DONE: Final = "Put away. You find it under Getting started whenever you want it."
SHOWN_AGAIN: Final = "The list stands on the calendar again."
ALL_DONE: Final = "Everything is set up."
ALL_DONE_STEP: Final = "The plan is yours: write, fill the gaps, approve. This page can be put away."
FOR_LATER: Final = "That is all for now."
FOR_LATER_STEP: Final = (
    "What you left for later stays below. The plan is yours: write, fill the gaps, approve."
)
TO_CALENDAR: Final = "Open the calendar"
ADD_MORE, CHANGE = "Add another", "Look at it, or change it"
THERE: Final = "There already"

_ORGANISATION: Final = (
    "The name and the clock of the house. With your own domains and telephone numbers, Rounds knows that a "
    "link or number in a post is yours and no stranger's."
)
_CHANNEL: Final = (
    "Where posts go out: one account on one network. No keys at hand? Add a rehearsal channel and try it "
    "all; nothing leaves it."
)
_PILLARS: Final = (
    "The themes you want to be known for, each with a share of the plan, such as prevention with 30 %. Three "
    "to six are enough."
)
_SLOTS: Final = (
    "The places in your week where a post belongs. A slot without a post is a gap, which Rounds can fill "
    "with a proposal."
)
_SOURCES: Final = (
    "Feeds you trust. Rounds reads them and proposes posts from them, with the reason for each. Tick a few "
    "to begin with; you can take any back."
)
_PEOPLE: Final = (
    "Nobody approves what they wrote, so at least one other person is needed. Each gets a "
    "link from you, by which they choose a password of their own."
)
_LINK: Final = (
    "Everybody else sees the plan in the calendar they have already. Make a link and send it; it shows "
    "titles only, unless you say more."
)
_POST: Final = (
    "Write one yourself and send it for review, or let Rounds fill the gaps and approve a proposal."
)
#: Title, why, by the names of the steps.
STEPS: Final = {
    "organisation": ("Organisation", _ORGANISATION),
    "channel": ("Channel", _CHANNEL),
    "pillars": ("Pillars", _PILLARS),
    "slots": ("Slots", _SLOTS),
    "sources": ("Sources", _SOURCES),
    "people": ("People", _PEOPLE),
    "link": ("Link for Outlook", _LINK),
    "post": ("First post", _POST),
}
NEEDS_CHANNEL: Final = "A slot belongs to a channel, so add a channel first."
TO_STEP_CHANNEL: Final = "Go to Channel"
WRITE_ONE: Final = "Write a post"
NO_MORE_SHARE: Final = "The targets of your pillars come to 100 %."

SAMPLE: Final = "Look around with sample data"
SAMPLE_ABOUT: Final = (
    "A made-up month on a rehearsal channel: posts, pillars and slots, each marked “Sample”. Nothing of it "
    "can leave, and one click takes all of it out again."
)
FILL: Final = "Fill with sample data"
SAMPLE_IS_IN: Final = "This house holds sample data"
TAKE_OUT: Final = "Remove the sample data"
SURE: Final = "Remove all sample posts, slots, pillars and the sample channel?"
KEEP_CHANGED: Final = "Keep what was changed"
KEEP_CHANGED_HINT: Final = (
    "Changed posts become yours. They stay on the rehearsal channel, which leads nowhere; copy their text to "
    "a channel of yours to send it."
)
NOTHING_LEFT: Final = "There was no sample data any more."
WHERE_SAMPLE: Final = "See or remove it"

# help beside the fields
SHORT_NAME_OR_NOT: Final = (
    "Small letters, digits and hyphens, like main-x. It never changes. Left empty, it is made from the title."
)
ORGANISATION_NAME: Final = "As people know you, such as Larkspur County Hospital. Calendars carry it."
OWN_DOMAINS: Final = "Such as larkspur.example.org. Links to them are never taken for links to strangers."
OWN_PHONES: Final = (
    "Numbers the public may call, such as 555-0100. Any other number in a post is asked about."
)
WHERE_TO, ON_X, REHEARSAL = "Where does it lead?", "An account on X", "A rehearsal: nowhere"
ON_X_ABOUT: Final = (
    "You need the four keys of the account. Without keys its posts are held when they are due."
)
REHEARSAL_ABOUT: Final = (
    "Plan, write and approve as in earnest. When a post is due, it is held and you are told: nothing leaves."
)
CHANNEL_TITLE: Final = "What your team calls it, such as Main account."
CHANNEL_ZONE: Final = "Its posts and slots follow this clock. An IANA name such as America/Chicago."
HANDLE: Final = "The account's name on the network, such as @larkspur. It is checked against the keys."
KEYS: Final = {
    "consumer_key": "In X's developer portal, under Keys and tokens: API Key.",
    "consumer_secret": "Beside the API key, shown there once: API Key Secret.",
    "access_token": "Under Authentication Tokens. The app must be allowed to read and write first.",
    "access_token_secret": "Made together with the access token.",
}
PILLAR_TITLE: Final = "A theme in a word or two, such as Prevention."
PILLAR_TARGET: Final = "The share of the plan it should have. The targets of all pillars come to 100 at most."
PILLAR_ABOUT: Final = "One sentence for your team: what belongs here."
DAYS, DAYS_HINT = "Days", "Choose one or several; each becomes a slot at this time."
NO_DAY: Final = "Choose at least one day of the week."
SLOT_TIME: Final = "By the clock of the channel. It stays the same when the clocks change."
SLOT_PILLAR: Final = "Only posts of this pillar fill the slot; any pillar where you choose none."
PERSON_NAME: Final = "As colleagues know them; it stands beside what they write and decide."
PERSON_MAIL: Final = "They sign in with it. No mail is sent: tell them the first password yourself."
ROLES_ON_CHANNEL: Final = "Roles that hold on this channel alone, beside those everywhere."
LINK_NAME: Final = "So that you know later whose link it is, and can revoke that one alone."
LINK_NARROWED: Final = "Leave it empty to show all of them."
FEED_ADDRESS: Final = "The address of its RSS, Atom or JSON feed. “Check now” tells whether it can be read."
SOURCE_TITLE: Final = "What your team calls it."
TOPICS: Final = "With commas between, such as heart health, vaccines. The inbox can be narrowed by them."
TRUST: Final = (
    "A: authorities such as a health department. B: journals, universities. C: everybody else. "
    "The higher, the sooner an item is proposed."
)

# where there is nothing yet
BEGIN_HERE: Final = "Begin here"
TO_SOURCES, TO_WRITE, TO_REVIEW, TO_INBOX = (
    "Choose sources",
    "Write a post",
    "See what waits in Review",
    "Pick from the inbox",
)
INBOX_NO_SOURCES: Final = "No source is read yet, so nothing comes in."
INBOX_NO_SOURCES_STEP: Final = "Choose sources you trust; what they say appears here."
NO_CHANNEL: Final = "There is no channel yet, so there is nowhere to post."
NO_CHANNEL_STEP: Final = "A few steps lead from here to the first post. Each can wait."
NO_CHANNEL_ASK: Final = "Somebody who sets up the house adds one. Until then nothing can be planned."


def progress(done: int, count: int) -> str:
    """Say how far the list has come."""
    return _("{done} of {count} done").format(done=done, count=count)


def step_line(title: str, standing: str) -> str:
    """Name a step with how it stands, for whoever does not see the sign before it."""
    told = {"done": _("{step}: done"), "skipped": _("{step}: later")}.get(standing, "{step}")
    return told.format(step=title)


def step_title(number: int, title: str) -> str:
    """Head a step."""
    return f"{number}. {title}"


def ask(permission: str) -> str:
    """Say who does a step that this person may not."""
    told = _("This takes somebody who may {permission}. Ask an administrator.")
    return told.format(permission=_(permission))


def there(names: str) -> str:
    """List what is there already."""
    return f"{_(THERE)}: {names}"


def and_more(names: list[str], most: int = 6) -> str:
    """Join names, and count those that are too many."""
    more, shown = len(names) - most, ", ".join(names[:most])
    return _("{names} and {count} more").format(names=shown, count=more) if more > 0 else shown


def slots_of(count: int) -> str:
    """Count slots."""
    return ngettext("{count} slot a week", "{count} slots a week", count).format(count=count)


def slots_added(count: int) -> str:
    """Say that slots are there."""
    told = ngettext("The slot is in the week.", "{count} slots are in the week.", count)
    return told.format(count=count)


def filled(count: int) -> str:
    """Say that sample data is there."""
    return _("{count} sample posts are in the calendar. Nothing of them can leave.").format(count=count)


def sample_counts(posts: int, own: int) -> str:
    """Say what the sample is made of, and what of it people stand on."""
    if not posts:
        told = ngettext(
            "What is left is the sample channel: {count} post of yours stands on it.",
            "What is left is the sample channel: {count} posts of yours stand on it.",
            own,
        )
        return told.format(count=own)
    words = ngettext(
        "{count} sample post on a rehearsal channel. Nothing of it can leave.",
        "{count} sample posts on a rehearsal channel. Nothing of it can leave.",
        posts,
    ).format(count=posts)
    if not own:
        return words
    told = ngettext(
        "{count} post of yours stands there too and will stay.",
        "{count} posts of yours stand there too and will stay.",
        own,
    )
    return f"{words} {told.format(count=own)}"


def changed(count: int) -> str:
    """Say that some were changed."""
    told = ngettext(
        "{count} of the sample posts was changed or commented on:",
        "{count} of the sample posts were changed or commented on:",
        count,
    )
    return told.format(count=count)


def changed_line(when: str, text: str) -> str:
    """Tell one that was changed."""
    return f"{when} · {text}"


def more_changed(count: int) -> str:
    """Count those that are not listed."""
    return _("and {count} more").format(count=count)


def taken_out(posts: int, kept: int, *, has_channel: bool) -> str:
    """Say what taking out came to."""
    removed = ngettext("{count} sample post removed.", "{count} sample posts removed.", posts)
    words = [removed.format(count=posts)]
    if kept:
        stay = ngettext("{count} that was changed stays.", "{count} that were changed stay.", kept)
        words.append(stay.format(count=kept))
    if has_channel:
        words.append(_("The sample channel stays, because posts or slots stand on it."))
    return " ".join(words)
