"""What the composer says of words that are not saved yet, and of what a post said before."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


GO_ON, DISCARD = "Go on with it", "Discard it"
DISCARD_HERE = "Discard what I typed"
DISCARDED = "What you typed is gone. Nothing else was changed."
KEPT_WHEN_CLOSED = "What you typed is kept for you alone, for 30 days. Open the same place to go on with it."
FILES_ARE_NOT_KEPT = (
    "Pictures and videos are kept only once you save: choose these again, their words are here."
)
GO_ON_OVER = "Go on with my words"
OVER_THEIRS = "Then save: your words take the place of theirs, and the history keeps both."
CHANGED_BY_YOU = "You changed this post yourself since then, in another window or another step."
SAME_WORDS = "The words are the same; only its time, its pillar or where it stands changed."
NO_MORE_CHANGES = "This post can't be changed any more. Copy from here what you still need."
WHAT_DIFFERS = "What your words change in it"
LATER = "Later"

EARLIER = "Earlier wordings"
ERASED_WORDING = "This wording was erased."
ERASE, SURE_TO_ERASE = (
    "Erase the former wording",
    "Erase what it said, for good? That it was changed stays known.",
)
WORDING_ERASED = "The former wording is erased."
NOT_KEPT = "What it said then is not kept, so it can't be compared."

REMOVED, END_OF_REMOVED = "removed: ", " (end of removed) "
ADDED, END_OF_ADDED = "added: ", " (end of added) "
LEGEND = "\u2212 struck through: removed. + underlined: added."
YES_AI, NO_AI = "yes", "no"
WHEN_DUE = "When it goes out"


def waits_new(when: str, begins: str) -> str:
    """Say what was typed for a new post and not saved."""
    return _("On {when} you began a new post and did not save it: {begins}").format(when=when, begins=begins)


def waits(when: str, begins: str) -> str:
    """Say what was typed for this post and not saved."""
    return _("On {when} you changed this post and did not save it: {begins}").format(when=when, begins=begins)


def quoted(text: str, longest: int = 60) -> str:
    """Return how words begin, between quotation marks."""
    told = " ".join(text.split())
    if not told:
        return _("no text yet.")
    return f"“{told}”" if len(told) <= longest else f"“{told[: longest - 1].rstrip()}…”"


def kept(when: str) -> str:
    """Say that what stands here is kept."""
    return _("Not saved yet. Kept for you alone at {when}; nobody else sees it.").format(when=when)


def not_kept(why: str) -> str:
    """Say that what stands here is not kept, and what is safe."""
    return _(
        "What you type is not kept just now: {why} Save soon; it stays here while this page is open."
    ).format(why=why)


def files(names: str) -> str:
    """Name the files that have to be chosen again."""
    return f"{_(FILES_ARE_NOT_KEPT)} {names}"


def changed(who: str, when: str) -> str:
    """Say that somebody changed the post meanwhile."""
    return _("{who} changed this post on {when}, while you were writing. Nothing of yours is lost.").format(
        who=who, when=when
    )


def changed_since(who: str, when: str) -> str:
    """Say that somebody changed the post after something was typed for it."""
    return _("{who} changed this post after that, on {when}. Compare before you go on.").format(
        who=who, when=when
    )


def change(who: str, when: str) -> str:
    """Head one change of the words."""
    return _("{who} changed it on {when}").format(who=who, when=when)


def since(decision: str, who: str, when: str) -> str:
    """Say since which decision a post has changed."""
    if decision == "returned":
        return _("Changed since {who} sent it back on {when}").format(who=who, when=when)
    return _("Changed since {who} approved it on {when}").format(who=who, when=when)


def pictures_of(part: str) -> str:
    """Name the pictures of a part."""
    return _("Pictures: {part}").format(part=part)


def on_this_page(when: str, begins: str) -> str:
    """Say on any page that something waits to be gone on with."""
    return _("You have words that were never saved, from {when}: {begins}").format(when=when, begins=begins)
