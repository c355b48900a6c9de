"""The hashtags and accounts that are offered while a post is written, by keys and by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import picker_words as words
from ui.components.name_picker import Offer, name_picker
from ui.session import rounds

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from ui.state import Opened


def show(opened: Opened, channel: Channel) -> None:
    """Draw the buttons, and watch the text areas of a composer."""
    suggesting = rounds().suggesting
    tags, accounts = suggesting.hashtags(), suggesting.accounts(channel.name)
    name_picker(
        key=f"pickers-{opened.edition}",
        within=f"composer-{opened.edition}",
        offers=[
            Offer("#", words.HASHTAGS, [(each.name, each.about) for each in tags], words.HASHTAG_BUTTON),
            Offer("@", words.HANDLES, [(each.name, each.about) for each in accounts], words.HANDLE_BUTTON),
        ],
    )
