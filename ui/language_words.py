"""The sentences about the language one reads the planner in."""

from __future__ import annotations

from typing import Final

from ui.language import words_of

words_of(__name__)

LANGUAGE: Final = "Language"
LANGUAGE_ABOUT: Final = "For you, in every browser. What colleagues write stays as they wrote it."
AS_BROWSER: Final = "As the browser asks"
CHOSEN: Final = "The planner speaks your language from now on."
