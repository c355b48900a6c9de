"""Brings the calendar what stands a step before and a step after what it shows, so that a step need not wait.

The calendar (`ui/components/calendar`) asks by the event `rounds:ask-beside` once nobody did anything for a
moment, and hears of `rounds:beside`. Without a script, or without an answer, a step is drawn once Python has
told what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from ui.components.calendar import CalendarSpan
from ui.components.scripted import scripted

if TYPE_CHECKING:
    from collections.abc import Callable

_SPANS: Final = TypeAdapter(tuple[CalendarSpan, ...])


def spans_beside(spans: tuple[CalendarSpan, ...], *, on_asked: Callable[[], None]) -> None:
    """Hand over `spans`, and call `on_asked` whenever the calendar wants some."""
    data = _SPANS.dump_json(spans)
    scripted(__file__, key="spans-beside", data=data, height=1, on_asked=on_asked)
