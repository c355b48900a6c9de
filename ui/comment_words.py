"""What the planner says of comments on posts and of whom they call."""

from __future__ import annotations

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
    return f"{COMMENTS} ({count})" if count else COMMENTS


def called(names: str) -> str:
    """Say who was called."""
    return f"{SAID} It waits for {names} under Needs attention."


def nobody(names: str) -> str:
    """Say that what looks like a name is nobody's here."""
    return f"{SAID} Nobody who works with this post is called {names}, so nobody was told."


def can_call(names: str) -> str:
    """Say who can be called."""
    return f"Can be called: {names}."


def said(who: str, when: str) -> str:
    """Head a comment."""
    return f"{who} · {when}"


def calls_you(who: str, when: str, post: str) -> str:
    """Head a comment that calls somebody, away from its post."""
    return f"{who} on {when}, about “{post}”"
