"""Print a month of the plan for the wall.

Guarantees: every post of the month that is meant to go out, or did, is on it; proposals and what was
cancelled are not; printing stands in the record.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import resolve, wall_clock
from scheduler.domain.post import PostState
from scheduler.printing.month import Mark, Month, Paper, PrintedDay, PrintedPost, following
from scheduler.services.observing import Observing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

__all__ = ["Paper", "PrintingMonths"]

_S = PostState
_MARKS: Final = {
    _S.PUBLISHED: Mark.OUT,
    _S.SCHEDULED: Mark.APPROVED,
    _S.CLAIMED: Mark.APPROVED,
    _S.SENDING: Mark.APPROVED,
    _S.IN_REVIEW: Mark.IN_REVIEW,
    _S.DRAFT: Mark.DRAFT,
    _S.HELD: Mark.NEEDS_SOMEBODY,
    _S.UNKNOWN: Mark.NEEDS_SOMEBODY,
    _S.REFUSED: Mark.NEEDS_SOMEBODY,
    _S.MISSED: Mark.NEEDS_SOMEBODY,
}
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


class PrintingMonths:
    """Months on paper."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def pdf(
        self,
        actor: Actor,
        day: date,
        *,
        paper: Paper = Paper.A4,
        channels: Sequence[str] = (),
        starts_sunday: bool = False,
    ) -> bytes:
        """Return the month of `day` as a PDF, of these channels or of all, by the clock of the house."""
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise InvalidInputError(f"A month of the year {day.year} can't be printed. Choose another.")
        with self._store.write() as unit:
            month = self._month(unit, day, channels)
            told: dict[str, str | int] = {"what": "month", "kind": "pdf", "posts": len(month.posts)}
            unit.audit.append(actor, "plan.exported", "plan", at=self._clock.now(), facts=dict(told))
        from scheduler.printing.drawing import pdf_of  # heavy, and few print

        return pdf_of(month.model_copy(update={"week_start": 6 if starts_sunday else 0}), paper=paper)

    def _month(self, unit: Unit, day: date, channels: Sequence[str]) -> Month:
        house = unit.plan.organisation()
        zone = house.zone if house else "UTC"
        titles = {each.name: each.title for each in unit.plan.channels()}
        for name in channels:
            unit.plan.channel(name)
        first = day.replace(day=1)
        start, end = (resolve(datetime.combine(each, time()), zone)[0] for each in (first, following(first)))
        found = unit.posts.between(start, end, channels=channels)
        now = wall_clock(self._clock.now(), zone)
        month = Month(
            day=first,
            organisation=house.name if house else "",
            channels=", ".join(titles[each] for each in channels) or "All channels",
            zone=zone,
            as_of=f"{now:%A} {now.day} {now:%B %Y, %H:%M} ({zone})",
            posts=tuple(_printed(post, zone, channels) for post in found if post.state in _MARKS),
        )
        observed = Observing.on(unit, first, month.last)
        days = tuple(PrintedDay(name=each.name, first=each.first, last=each.last) for each in observed)
        return month.model_copy(update={"days": days})


def _printed(post: Post, zone: str, channels: Sequence[str]) -> PrintedPost:
    return PrintedPost(
        at=wall_clock(post.due, zone),
        channel="" if len(channels) == 1 else post.channel,
        mark=_MARKS[post.state],
        text=" / ".join([post.wire_text, *(part.text for part in post.thread)]) or _shown(post),
    )


def _shown(post: Post) -> str:
    return "A video" if post.video else "A picture"
