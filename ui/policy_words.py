"""What the planner says of what a channel asks of its posts, which licences it takes, and what it reads."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


POLICIES = "Rules of channels"
ABOUT = (
    "What a channel asks of its posts beyond what is asked of every post. Posts that are approved already "
    "are checked again by it before they leave."
)
CHANNEL = "Rules of which channel?"
ASKS = "What it asks"
#: Each switch of a policy: its label, and what it does.
SWITCHES = {
    "is_clinician_voice": (
        "A clinician speaks here",
        "What is said may be taken for medical advice, so what sounds like advice asks for a disclaimer.",
    ),
    "has_disclaimer_in_profile": (
        "The profile says that nothing here is advice",
        "Posts of a clinician need no disclaimer of their own then.",
    ),
    "requires_source_for_numbers": (
        "Numbers need a source",
        "A post with a number and neither a source nor a link is held until a person decides.",
    ),
    "demands_picture_check": (
        "Pictures must be looked into",
        "A picture that nobody could look into for faces and names holds its post.",
    ),
}
LINKS_TO, LINKS_TO_HINT = (
    "Its links may lead to",
    "Domains with commas between, such as example.org, beside the organisation's own; empty for any.",
)
SAVE, SAVED = "Save what it asks", "Saved. Approved posts are checked again by it before they leave."
RULES = "Rules"
SEARCH, SEARCH_HINT = "Search rules", "A word of the rule or of its advice, such as emoji or dose."
ONLY_CHANGED = "Only those this channel sets otherwise"
NO_RULE_FOUND, NO_RULE_FOUND_STEP = "No rule has these words.", "Search for fewer words, or for none."
NONE_CHANGED = "This channel sets no rule otherwise."
HOW_FAR = "How far it stops a post"
RULE_SET = "The rule is set."
PRIVACY = "It protects people, so a channel can only make it stricter."
STRICTEST = "It protects people and is as strict as a rule can be."
STANCES = {
    "off": "Says nothing",
    "advice": "Advises",
    "hold": "Holds for a person",
    "block": "Blocks",
}
LICENCES = "Licences of sources"
LICENCES_ABOUT = (
    "Proposals for this channel are made only from sources under these. Who writes a post may use any."
)
TAKES, TAKES_HINT = "Licences it takes", "Empty takes all."
SAVE_LICENCES, LICENCES_SAVED = "Save the licences", "Saved. Gaps are filled by it from now on."
MENTIONS = "Mentions"
MENTIONS_ABOUT = (
    "Posts of others that name this channel, read for trends. Of each only its words are kept, for 60 days."
)
A_DAY, A_DAY_HINT = "Most of them in a day", "0 reads none; else 5 to 500."
SAVE_MENTIONS, MENTIONS_SAVED = "Save the mentions", "Saved. It counts from the next look on."


def by_default(stance: str) -> str:
    """Name the choice that leaves a rule as it is."""
    return _("As usual: {stance}").format(stance=_(STANCES[stance]).lower())


def changed(who: str, when: str) -> str:
    """Say who changed it last."""
    return _("Last changed by {who}, {when}.").format(who=who, when=when)


def more(count: int) -> str:
    """Say how many rules are not shown."""
    return _("{count} more. Search to narrow them down.").format(count=count)


def costs(most: int, a_day: str, a_month: str) -> str:
    """Say what reading mentions costs at most."""
    if not most:
        return _("Nothing is read, and nothing is charged.")
    told = _("Reading {most} costs at most {a_day} a day, {a_month} in thirty days; the budget pays for it.")
    return told.format(most=most, a_day=a_day, a_month=a_month)
