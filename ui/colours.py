"""What the colours of the calendar mean: a post's state, or its pillar, its channel, its author.

The palette holds for colour-blind people and at 3:1 or better on both grounds; the state always shows as an
icon as well, and every colour in sight is named in the legend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ui.components.calendar import PILLAR_COLOURS, LegendEntry
from ui.session import rounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.domain.post import PlanEntry

Colouring = Literal["state", "pillar", "channel", "person"]
COLOURINGS: tuple[Colouring, ...] = ("state", "pillar", "channel", "person")


class Painter:
    """Gives each post its colour, the same on every day and for everybody."""

    def __init__(self, by: Colouring) -> None:
        app = rounds()
        self._by = by
        self._titles: Mapping[str, str] = {}
        self._colours: Mapping[str, str] = {}
        if by == "pillar":
            pillars = app.set_up.pillars()
            self._titles = {pillar.name: pillar.title for pillar in pillars}
            self._colours = {pillar.name: pillar.colour for pillar in pillars}
        elif by == "channel":
            self._titles = {channel.name: channel.title for channel in app.set_up.channels()}
            self._colours = _spread(self._titles)
        elif by == "person":
            people = sorted(app.people.all(), key=lambda person: person.id)
            self._titles = {str(person.id): person.name for person in people}
            self._colours = _spread(self._titles)

    def colour(self, post: PlanEntry) -> str | None:
        """Return the colour of a post, `None` for that of its state."""
        return self._colours.get(self._meaning(post))

    def legend(self, posts: Iterable[PlanEntry]) -> tuple[LegendEntry, ...]:
        """Name the colours in sight."""
        seen = dict.fromkeys(map(self._meaning, posts))
        return tuple(
            LegendEntry(label=title, colour=self._colours[key])
            for key, title in self._titles.items()
            if key in seen and key in self._colours
        )

    def _meaning(self, post: PlanEntry) -> str:
        if self._by == "pillar":
            return post.pillar or ""
        if self._by == "channel":
            return post.channel
        return str(post.author or "") if self._by == "person" else ""


def _spread(keys: Iterable[str]) -> dict[str, str]:
    """Give each a colour of the palette; where there are more, they begin again."""
    return {key: PILLAR_COLOURS[place % len(PILLAR_COLOURS)] for place, key in enumerate(keys)}
