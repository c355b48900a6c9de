"""Which sources a person should look at, and why: alarms, failures, moves, reviews due. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.curation import Alarm, Source, SourceHealth
from scheduler.domain.register import is_overdue
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from datetime import date

    from scheduler.store.unit import Unit

#: So many failures running are no accident.
_FAILING: Final = 5


class Concern(Value):
    """A source that a person should look at, and why."""

    source: Source
    health: SourceHealth
    #: One sentence for each reason, the weightiest first.
    words: tuple[str, ...]
    is_overdue: bool = False

    @property
    def is_alarmed(self) -> bool:
        """Is there an alarm that “I looked, it is right” ends?"""
        return self.health.alarm is not Alarm.NONE


def concerns_in(unit: Unit, *, today: date) -> list[Concern]:
    """Return the active sources that a person should look at, those with an alarm first, then by name."""
    healths = unit.sources.healths()
    found = [
        _concern(source, healths.get(source.name) or SourceHealth(source=source.name), today)
        for source in unit.sources.all()
        if source.active
    ]
    return sorted((each for each in found if each.words), key=lambda each: not each.is_alarmed)


def _concern(source: Source, health: SourceHealth, today: date) -> Concern:
    words = [health.alarm_words] if health.alarm is not Alarm.NONE else []
    if health.status == "gone" or health.failures >= _FAILING:
        words.append(health.remark)
    if health.moved_to and health.moved_to != source.url:
        words.append(f"It says that it has moved to {health.moved_to}. Look there, then change its address.")
    if health.alternate:
        words.append(f"A page stands where the feed was; it names the feed {health.alternate}.")
    late = is_overdue(source.review_date, today)
    if late:
        words.append(f"Its review was due on {source.review_date}: look whether it is still to be trusted.")
    return Concern(source=source, health=health, words=tuple(words), is_overdue=late)
