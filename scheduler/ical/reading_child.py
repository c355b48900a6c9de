"""Reads calendar documents from standard input in a process with bounds; answers on standard output.

A question is a frame of JSON and one of document, an answer one frame of JSON. `services.reading_calendars`
is the other side.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from feeds.frames import serve
from scheduler.domain.errors import InvalidInputError
from scheduler.ical.spans import Span

if TYPE_CHECKING:
    from scheduler.ical.spans import Found


def main() -> None:
    """Answer questions until standard input ends."""
    import scheduler.ical.reading  # noqa: F401 - heavy: loaded before the bounds count

    serve(answer, frames=2)


def answer(said: bytes, document: bytes) -> bytes:
    """Return what a document held, or why it is refused, as JSON."""
    from scheduler.ical.reading import read

    question = json.loads(said)
    start, end = (date.fromisoformat(question.pop(name)) for name in ("start", "end"))
    try:
        return json.dumps(_form(read(document, Span(start, end, **question)))).encode()
    except InvalidInputError as why:
        return json.dumps({"refused": str(why)}).encode()
    except MemoryError:
        return json.dumps({"out_of_memory": True}).encode()


def _form(found: Found) -> dict[str, Any]:
    return {"events": [each.model_dump(mode="json") for each in found.events], "remarks": found.remarks}


if __name__ == "__main__":
    main()
