"""Wordings to begin with: plainly invented, to be changed or retired."""

from __future__ import annotations

from typing import Final

#: Title, words.
STARTERS: Final[tuple[tuple[str, str], ...]] = (
    (
        "Flu clinic (example)",
        (
            "Flu clinic on {day:date} at {place:text 40}, from {from:time} to {until:time}.\n\n"
            "{cost:choice It is free.|Bring your insurance card.} Questions? Call {phone:phone}."
        ),
    ),
    (
        "Talk of Dr. Fern Example (example)",
        (
            "Dr. Fern Example of Larkspur County Hospital, which exists in this example only, speaks about "
            "{topic:text 60} on {day:date} at {from:time}.\n\n{seats:number} seats. Sign up: {more:link}"
        ),
    ),
)
