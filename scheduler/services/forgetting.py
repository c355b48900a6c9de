"""What is kept around the writing of posts, and for how long.

Unsaved drafts go a month after the last key. Earlier wordings go when the record of their time may, and not
while a legal hold stands: they tell what was approved then.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.unsaved import KEPT

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)
#: The longest there are: nothing goes a day early.
_DAYS_OF_A_YEAR: Final = 366


class Forgetting:
    """The end of what is kept around the writing of posts."""

    def __init__(self, store: Store, clock: Clock, *, years: int) -> None:
        self._store = store
        self._clock = clock
        self._years = years

    def forget(self) -> tuple[int, int]:
        """Drop what is old enough; return how many unsaved drafts and how many earlier wordings went."""
        now = self._clock.now()
        with self._store.write() as unit:
            drafts = unit.unsaved.forget(now - KEPT)
            wordings = 0
            if not unit.retention.holds():
                wordings = unit.wordings.forget(now - timedelta(days=self._years * _DAYS_OF_A_YEAR))
        if drafts or wordings:
            logger.info("old writing forgotten drafts=%d wordings=%d", drafts, wordings)
        return drafts, wordings
