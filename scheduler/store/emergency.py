"""Read and write what the fast lane needs: words, turns on call, the lane itself, and what left by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.emergency import EmergencyTemplate
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.fast_lane import FastLane, FastUse, LookVerdict, OnCall
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_emergency import EmergencyTemplateRow, FastLaneRow, FastUseRow, OnCallRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class EmergencyWords:
    """The words for a crisis of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, template: EmergencyTemplate) -> EmergencyTemplate:
        """Save a new version; return it with its number."""
        row = EmergencyTemplateRow(**columns_of(template))
        self._session.add(row)
        self._session.flush()
        return template.model_copy(update={"id": row.id})

    def put(self, template: EmergencyTemplate) -> None:
        """Keep what became of a version."""
        self._session.merge(EmergencyTemplateRow(**columns_of(template)))
        self._session.flush()

    def get(self, name: str) -> EmergencyTemplate:
        """Return the newest version, or raise `UnknownNameError`."""
        found = self.versions(name)
        if not found:
            raise UnknownNameError("emergency words", name, [each.name for each in self.all()])
        return found[-1]

    def versions(self, name: str) -> list[EmergencyTemplate]:
        """Return every version of a name, the newest last."""
        query = select(EmergencyTemplateRow).where(col(EmergencyTemplateRow.name) == name)
        rows = self._session.exec(query.order_by(col(EmergencyTemplateRow.version)))
        return to_values(EmergencyTemplate, rows)

    def all(self) -> list[EmergencyTemplate]:
        """Return the newest version of each, the retired too, by name."""
        query = select(EmergencyTemplateRow).order_by(
            col(EmergencyTemplateRow.name), col(EmergencyTemplateRow.version)
        )
        found = to_values(EmergencyTemplate, self._session.exec(query))
        return list({each.name: each for each in found}.values())


class FastLanes:
    """Who is on call, when the lane was open, and what left by it, of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open_at(self, now: datetime) -> FastLane | None:
        """Return the lane that is open now; of several the one that ends last."""
        rows = self._session.exec(select(FastLaneRow).where(col(FastLaneRow.closed_at).is_(None)))
        found = [each for each in to_values(FastLane, rows) if each.is_open(now)]
        return max(found, key=lambda each: each.ends_at, default=None)

    def get(self, number: int) -> FastLane:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(FastLane, self._session.get(FastLaneRow, number))
        if found is None:
            raise UnknownNameError("fast lane", number)
        return found

    def all(self) -> list[FastLane]:
        """Return every time it was open, the newest first."""
        return to_values(
            FastLane, self._session.exec(select(FastLaneRow).order_by(col(FastLaneRow.id).desc()))
        )

    def add(self, lane: FastLane) -> FastLane:
        """Save that it was opened; return it with its number."""
        row = FastLaneRow(**columns_of(lane))
        self._session.add(row)
        self._session.flush()
        return lane.model_copy(update={"id": row.id})

    def put(self, lane: FastLane) -> None:
        """Keep what became of it."""
        self._session.merge(FastLaneRow(**columns_of(lane)))
        self._session.flush()

    # turns on call

    def turns(self) -> list[OnCall]:
        """Return every turn that was not taken off, by its begin."""
        query = select(OnCallRow).where(col(OnCallRow.removed_at).is_(None))
        return to_values(OnCall, self._session.exec(query.order_by(col(OnCallRow.begins), col(OnCallRow.id))))

    def turn(self, number: int) -> OnCall:
        """Return one turn, or raise `UnknownNameError`."""
        found = to_value(OnCall, self._session.get(OnCallRow, number))
        if found is None:
            raise UnknownNameError("turn on call", number)
        return found

    def add_turn(self, turn: OnCall) -> OnCall:
        """Save a turn; return it with its number."""
        row = OnCallRow(**columns_of(turn))
        self._session.add(row)
        self._session.flush()
        return turn.model_copy(update={"id": row.id})

    def put_turn(self, turn: OnCall) -> None:
        """Keep what became of a turn."""
        self._session.merge(OnCallRow(**columns_of(turn)))
        self._session.flush()

    # what left by it

    def uses(self, *, lane: int | None = None, since: datetime | None = None) -> list[FastUse]:
        """Return what left by the lane, or is to, the oldest first."""
        query = select(FastUseRow)
        if lane is not None:
            query = query.where(col(FastUseRow.lane) == lane)
        if since is not None:
            query = query.where(col(FastUseRow.at) >= since)
        return to_values(
            FastUse, self._session.exec(query.order_by(col(FastUseRow.at), col(FastUseRow.post)))
        )

    def use_of(self, post: int) -> FastUse | None:
        """Return how a post came by the lane; `None` where it did not."""
        return to_value(FastUse, self._session.get(FastUseRow, post))

    def unlooked(self) -> list[FastUse]:
        """Return what nobody looked at yet, the oldest first."""
        query = select(FastUseRow).where(col(FastUseRow.verdict).is_(None))
        return to_values(
            FastUse, self._session.exec(query.order_by(col(FastUseRow.at), col(FastUseRow.post)))
        )

    def unsettled(self) -> list[FastUse]:
        """Return what nobody looked at yet, and what must go and is not said to be gone; the oldest first."""
        must_go = (col(FastUseRow.verdict) == LookVerdict.TAKE_DOWN) & col(FastUseRow.taken_down_at).is_(None)
        query = select(FastUseRow).where(col(FastUseRow.verdict).is_(None) | must_go)
        return to_values(
            FastUse, self._session.exec(query.order_by(col(FastUseRow.at), col(FastUseRow.post)))
        )

    def put_use(self, *uses: FastUse) -> None:
        """Keep uses, or what became of them."""
        self._put(uses)

    def _put(self, uses: Sequence[FastUse]) -> None:
        for use in uses:
            self._session.merge(FastUseRow(**columns_of(use)))
        self._session.flush()
