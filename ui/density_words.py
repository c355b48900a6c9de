"""The sentences about how dense the planner is."""

from __future__ import annotations

from typing import Final

from ui.language import words_of

words_of(__name__)


DENSITY: Final = "Density"
DENSITY_ABOUT: Final = "How much room is left between things, for you, in every browser."
COMFORTABLE: Final = "Comfortable"
COMPACT: Final = "Compact"
CHOSEN: Final = "The planner is drawn that way from now on."
