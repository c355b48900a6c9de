"""Reading calendar documents of others in a process that can be killed, because some never end.

Guarantees: a document costs at most 10 seconds of the processor and 512 MB, whatever is in it, and nothing
that was learnt of one, its time zones least of all, is known when the next is read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from feeds.child import Bounds, Child, ChildEndedError
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.outside_calendar import OutsideEvent
from scheduler.ical.spans import Found

if TYPE_CHECKING:
    from scheduler.ical.spans import Span

_SECONDS: Final = 10.0
_MEMORY: Final = 512 * 1024**2
_IDLE_SECONDS: Final = 20.0
_TOO_LONG: Final = "This calendar takes too long to read, so it was stopped. Export a shorter span of time."
_TOO_BIG: Final = "This calendar takes too much memory to read, so it was stopped. Export a shorter span."


class CalendarReader:
    """Reads one document at a time; may be used from any thread.

    Its process starts with the first, and ends when none came for a while.
    """

    def __init__(self, *, seconds: float = _SECONDS, memory_bytes: int = _MEMORY) -> None:
        self.child = Child("scheduler.ical.reading_child", Bounds(seconds, memory_bytes, _IDLE_SECONDS))

    def close(self) -> None:
        """End the process; the next document starts a new one."""
        self.child.close()

    def read(self, document: bytes, span: Span) -> Found:
        """Return what a document holds in a span.

        Raises:
            InvalidInputError: it is no calendar, is too large, or takes too much to read.
        """
        question = {
            "start": span.start.isoformat(),
            "end": span.end.isoformat(),
            "zone": span.zone,
            "floating": span.floating,
            "most": span.most,
        }
        try:
            said = json.loads(self.child.ask(json.dumps(question).encode(), document))
        except ChildEndedError as why:
            raise InvalidInputError(_TOO_LONG if why.timed_out else _TOO_BIG) from why
        if "out_of_memory" in said:
            self.child.close()
            raise InvalidInputError(_TOO_BIG)
        if "refused" in said:
            raise InvalidInputError(said["refused"])
        events = tuple(OutsideEvent.model_validate(each) for each in said["events"])
        return Found(events, tuple(said["remarks"]))
