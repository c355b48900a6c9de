"""What the composer says of a link that stands in a first comment."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


MOVE, MOVE_HINT = (
    "Put the link into a first comment",
    (
        "The link leaves the post and becomes its next part, so that the words stand alone. "
        "It goes out right after the post, as a reply to it."
    ),
)
MOVE_BEHIND, MOVE_BEHIND_HINT = (
    "Put the link into a last part",
    "The link leaves the first part and becomes the last part of the thread.",
)
MOVE_BACK = "Put the link back into the post"
MOVED = "The link stands in a part of its own. Each part counts as a post."


def costs(now: str, then: str) -> str:
    """Say what the post costs with the link in it, and with the link in a part of its own."""
    return _(
        "Each part counts: with the link in the post it costs {now}, in a part of its own {then}."
    ).format(now=now, then=then)
