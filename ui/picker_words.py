"""What the planner says of the names it offers while somebody types."""

from __future__ import annotations

from ui.language import words_of

words_of(__name__)

PEOPLE = "People who can be called"
HASHTAGS, HASHTAG_BUTTON = "Hashtags of the register", "# Hashtag"
HANDLES, HANDLE_BUTTON = "Accounts that can be named", "@ Account"
