"""What the planner says of comments on posts and of whom they call."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


COMMENTS, COMMENT = "Comments", "Comment"
ABOUT = "Only people who work with this post read this. Nothing of it goes out."
YOUR_COMMENT, HINT = "Your comment", "Write @ and a name to call somebody here."
SAY, SAID = "Add comment", "Your comment stands by the post."
ERASE, SURE_TO_ERASE = "Erase", "Erase this comment for good?"
ERASED = "The comment is erased."
CALLS, CALLS_ABOUT = (
    "Comments that call you",
    "They go from here once you have read them, here or in the post.",
)
READ, OPEN = "I have read it", "Open the post"
READ_DONE = "Read."
NO_CALLER = "somebody who left"


def thread(count: int) -> str:
    """Head the comments on a post."""
    return f"{_(COMMENTS)} ({count})" if count else _(COMMENTS)


def called(names: str) -> str:
    """Say who was called."""
    return f"{_(SAID)} {_('It waits for {names} under Needs attention.').format(names=names)}"


def nobody(names: str) -> str:
    """Say that what looks like a name is nobody's here."""
    told = _("Nobody who works with this post is called {names}, so nobody was told.")
    return f"{_(SAID)} {told.format(names=names)}"


def can_call(names: str) -> str:
    """Say who can be called."""
    return _("Can be called: {names}.").format(names=names)


def said(who: str, when: str) -> str:
    """Head a comment."""
    return f"{who} · {when}"


def calls_you(who: str, when: str, post: str) -> str:
    """Head a comment that calls somebody, away from its post."""
    return _("{who} on {when}, about “{post}”").format(who=who, when=when, post=post)
