"""See what a pause will hold, and how quickly it took hold on every daemon; the same for a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.held_back import Sighting
from scheduler.services.drill_record import drill_reminder, preview_of, progress_of, would_hold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Pause
    from scheduler.domain.post import Post
    from scheduler.services.drill_record import Preview, Progress
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit


class Overseeing:
    """The eye on pauses. `is_alive` tells whether the daemon of this name runs."""

    def __init__(self, store: Store, clock: Clock, *, is_alive: Callable[[str], bool]) -> None:
        self._store = store
        self._clock = clock
        self._is_alive = is_alive
        #: The newest pause that this process has seen.
        self._seen = 0

    def preview(self, pause: Pause) -> Preview:
        """Return what a pause, made or not made yet, holds of what is to leave within a day."""
        with self._store.read() as unit:
            return preview_of(unit, pause, self._clock.now())

    def would_hold(self, pause_id: int) -> list[Post]:
        """Return the posts that came due in a drill and that a pause in earnest would have held."""
        with self._store.read() as unit:
            return would_hold(unit, unit.pauses.get(pause_id), self._clock.now())

    def progress(self, pause_id: int) -> Progress:
        """Return how quickly a pause took hold."""
        with self._store.read() as unit:
            return progress_of(unit, unit.pauses.get(pause_id), self._is_alive)

    def drill_reminder(self) -> str:
        """Return a sentence where nobody has drilled the pause for a month; empty where somebody has."""
        with self._store.read() as unit:
            return drill_reminder(unit, self._clock.now())

    # what daemons tell

    def begin(self, daemon: str) -> None:
        """Note that a daemon began, and forget those that are gone."""
        now = self._clock.now()
        with self._store.write() as unit:
            unit.sightings.forget([name for name in unit.sightings.daemons() if not self._is_alive(name)])
            unit.sightings.put(Sighting(pause=0, daemon=daemon, at=now))
            self._seen = unit.pauses.newest()

    def notice(self, daemon: str) -> None:
        """Note that a daemon has seen the pauses that were made since it looked last."""
        with self._store.read() as unit:
            newest = unit.pauses.newest()
            news = [pause.id for pause in unit.pauses.standing() if pause.id > self._seen]
        if news:
            now = self._clock.now()
            self._store.together(lambda unit: _put(unit, daemon, news, now))
        self._seen = max(newest, self._seen)


def _put(unit: Unit, daemon: str, pauses: Sequence[int], now: datetime) -> None:
    for pause in pauses:
        unit.sightings.put(Sighting(pause=pause, daemon=daemon, at=now))
