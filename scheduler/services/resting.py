"""Until when sites want to be left alone, in the database: every program here knows, after a restart too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

_NOTE: Final = "site-rests:"


class SiteRests:
    """What `feeds.sites.Rests` asks for. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def until(self, site: str) -> datetime | None:
        """Return until when a site is to be left alone, also if that is over; `None` where it never asked."""
        with self._store.read() as unit:
            known = unit.notes.get(_NOTE + site)
        return datetime.fromisoformat(known[0]) if known else None

    def note(self, site: str, until: datetime) -> None:
        """Remember that a site asked to be left alone until then."""
        with self._store.write() as unit:
            unit.notes.put(_NOTE + site, until.isoformat(), at=self._clock.now())
