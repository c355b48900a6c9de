"""The sentences about how dense the planner is."""

from __future__ import annotations

from typing import Final

DENSITY: Final = "Density"
DENSITY_ABOUT: Final = "How much room is left between things, for you, in every browser."
COMFORTABLE: Final = "Comfortable"
COMPACT: Final = "Compact"
CHOSEN: Final = "The planner is drawn that way from now on."
