"""What the composer says of one message on several channels, and of how other networks show it."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import ngettext, words_of
from ui.phrases import facts

words_of(__name__)


ALSO, NO_OTHER = "Also on", "No other channel"
ALSO_HINT = "The same message as a post of its own on each of these channels. Each is approved by itself."
EACH_CHANNEL = "What each channel says"
EACH_CHANNEL_HINT = "The common text, unless you write it differently for a channel."
SAYS_COMMON = "Says the common text."
BACK_HINT = "Turn it off to go back to the common text; your words for this channel are remembered meanwhile."
WITH_PICTURES = "With the common pictures or video"
WITH_THREAD = "With the further parts of the thread"
DIFFERS = "What differs from the common text"

SEE_AS = "See it as on"
SEE_AS_HINT = "The same words as another network would show them. Nothing is asked of any network."
AS_A_COMMENT = "there as a comment"
PAGE_PICTURE = "The page's own picture, if it has one"
SHOWN_ONCE_SAVED = "A large picture: shown here once it is saved"

SISTERS = "The same message on other channels"
CARRY, CARRY_HINT = (
    "Use this text on the others too",
    "Text, link and parts as they are saved here; each channel keeps its own time.",
)
CARRY_MEDIA = "With these pictures or this video, and their alt texts"
SURE_TO_CARRY = "Give the others these words?"
SAVE_FIRST = "Save your changes first to use them on the others."
SAME_EVERYWHERE = "All of them say the same."
NO_OTHER_CAN_CHANGE = "None of the others can be changed any more, or you may not write there."


def differently(title: str) -> str:
    """Offer to write something else for one channel."""
    return _("Write it differently for {title}").format(title=title)


def own_text(title: str) -> str:
    """Label the text of one channel."""
    return _("Text for {title}").format(title=title)


def own_link(title: str) -> str:
    """Label the link of one channel."""
    return _("Link for {title}").format(title=title)


def own_pictures(title: str) -> str:
    """Label the pictures of one channel."""
    return _("Pictures for {title}").format(title=title)


def at_the_same_time(titled: list[tuple[str, str]]) -> str:
    """Say when it goes out on channels of other zones, each by its own clock."""
    clocks = "; ".join(f"{title}: {when}" for title, when in titled)
    return _("The same time on each clock: {clocks}.").format(clocks=clocks)


def time_problem(title: str, why: str) -> str:
    """Say why a time can't be used on one of the channels."""
    return f"{title}: {why}"


def at_a_glance(title: str, weight: str, gravest: str) -> str:
    """Say in one line how a message stands on a channel."""
    return facts(title, weight, gravest)


def in_all(cost: str, count: int) -> str:
    """Say what all channels cost together."""
    return _("{cost} to send on all {count} channels.").format(cost=cost, count=count)


def useful_until(when: str) -> str:
    """Say until when it may go out at the latest."""
    return _("Useful until {when}; later it is not sent but offered to you again.").format(when=when)


def its_own(network: str) -> str:
    """Name the network that a channel is on, among others."""
    return _("{network} (its own)").format(network=network)


def as_on(network: str, length: int, limit: int) -> str:
    """Say how full a text is on a network."""
    left = limit - length
    room = _("{left} left").format(left=left) if left >= 0 else _("{over} too many").format(over=-left)
    told = _("As on {network}: {length} of {limit} characters, {room}.")
    return told.format(network=network, length=length, limit=limit, room=room)


def too_heavy(network: str) -> str:
    """Say that a text has few characters but too many bytes."""
    return _("{network} takes no text of so many bytes; leave some emoji out.").format(network=network)


def waits_behind(count: int, more: str) -> str:
    """Say how much of a text is not seen at once."""
    told = ngettext(
        "The last {count} character waits behind “{more}”.",
        "The last {count} characters wait behind “{more}”.",
        count,
    )
    return told.format(count=count, more=more)


def no_threads(network: str) -> str:
    """Say what becomes of a thread where there are none."""
    return _("{network} has no threads: further parts stand there as comments.").format(network=network)


def no_numbers(network: str) -> str:
    """Say that parts are numbered here alone."""
    return _("{network} numbers no parts; write 1/3 into the text where you want it seen.").format(
        network=network
    )


def preview_on(preview: str, network: str) -> str:
    """Name a preview, with the network it is drawn after."""
    return _("{preview}, as on {network}").format(preview=preview, network=network)


def makes(count: int) -> str:
    """Say what saving makes."""
    return _("Makes {count} posts, one for each channel: all of them, or none if one can't be made.").format(
        count=count
    )


def saved(state: str, count: int) -> str:
    """Say where the posts of one message stand after saving."""
    if state == "in_review":
        told = _("Saved on {count} channels. The posts wait for a decision in Review, each by itself.")
    else:
        told = _("The drafts for {count} channels are in the calendar.")
    return told.format(count=count)


def open_sister(title: str) -> str:
    """Label the way to the same message on another channel."""
    return _("Open on {title}").format(title=title)


def sister(title: str, when: str) -> str:
    """Say where and when the same message goes out besides."""
    return facts(title, when)


def consequence(title: str, state: str) -> str:
    """Say what new words do to a post of this state."""
    told = {
        "scheduled": _("its approval ends, and it waits for a new one"),
        "in_review": _("decisions on it so far end"),
        "held": _("it becomes a draft again"),
        "missed": _("it becomes a draft again"),
        "proposed": _("it becomes your draft"),
    }
    return f"{title}: {told.get(state, _('it stays a draft'))}."


def carried(titles: list[str]) -> str:
    """Say which channels have the words now."""
    return _("Changed: {titles}.").format(titles=", ".join(titles))


def not_carried(title: str, why: str) -> str:
    """Say which channel has not, and why."""
    return _("{title} was left as it is: {why}").format(title=title, why=why)
