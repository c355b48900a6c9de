"""What people did in the calendar, as the browser tells it: parsed, doubted, and each thing handled once.

The browser keeps every operation in an outbox and shows the whole of it again and again until Python
acknowledges it, because Streamlit may drop a message that a newer one overtakes. So a snapshot is never news
by itself: `fresh` finds what is. Whatever a snapshot holds that our own script would not write is left out
without a word, since anyone can write to a websocket.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from scheduler.domain.value import Value
from ui.components.calendar.span import Moment, VisibleRange

#: More than this in one snapshot is no person; the rest is left out.
LARGEST_OUTBOX = 500
#: Browser pages remembered per session, the most recently heard ones.
LONGEST_MEMORY = 16
#: More posts than this are not chosen one by one.
MOST_CHOSEN = 200

OperationType = Literal[
    "move", "open", "write", "place", "open_gap", "accept", "tray", "look", "undo", "bulk"
]
#: What can be done with all chosen posts at once; `shift` gives each another day and hour of its own clock.
BulkAction = Literal["shift", "copy", "approve", "cancel"]


_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Count = Annotated[int, Field(ge=1, le=2**53)]
_Told = TypeVar("_Told", bound=Value)


class Chosen(Value):
    """One of the posts that were chosen together, in the version that the browser knows."""

    id: _Text
    version: _Count


class Operation(Value):
    """One thing a person did.

    `start` is an instant in UTC; a drop on a day without a time brings `day` instead, and whoever handles it
    chooses the time. `gap_id` says that an open slot was hit, whose start is then `start`. `version` is what
    the browser believes the post's version to be, its own unacknowledged moves counted as one each.
    """

    nonce: _Text
    seq: _Count
    session: Annotated[str, Field(max_length=64)] = ""
    type: OperationType
    id: _Text | None = None
    version: _Count | None = None
    start: Moment | None = None
    day: date | None = None
    all_day: bool = False
    item_id: _Text | None = None
    gap_id: _Text | None = None
    #: The row of the timeline that was hit; of a move, where a post was dropped that stands in another row.
    channel: _Text | None = None
    action: BulkAction | None = None
    posts: Annotated[tuple[Chosen, ...], Field(max_length=MOST_CHOSEN)] = ()
    #: How far `shift` goes, by each post's own clock.
    days: Annotated[int, Field(ge=-366, le=366)] = 0
    minutes: Annotated[int, Field(ge=-1439, le=1439)] = 0

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed: dict[str, tuple[Any, ...]] = {
            "move": (self.id, self.version, self.start),
            "open": (self.id,),
            "write": (self.start or self.day,),
            "place": (self.item_id, self.start or self.day),
            "open_gap": (self.gap_id,),
            "accept": (self.gap_id, self.start),
            "tray": (self.id,),
            "look": (self.id,),
            "undo": (),
            "bulk": (self.action, self.posts or None),
        }
        if any(value is None for value in needed[self.type]):
            raise ValueError(f"{self.type} lacks what it is about")
        return self


class CalendarChange(Value):
    """What the browser last said: the whole outbox (see `fresh`), and what it shows."""

    outbox: tuple[Operation, ...] = ()
    range: VisibleRange | None = None

    @classmethod
    def read(cls, told: object) -> Self:
        """Read a component's state; what can't be believed is left out, never an error."""
        outbox = _entry(told, "outbox")
        listed = outbox[:LARGEST_OUTBOX] if isinstance(outbox, list) else []
        operations = (_believe(Operation, entry) for entry in listed)
        return cls(
            outbox=tuple(operation for operation in operations if operation is not None),
            range=_believe(VisibleRange, _entry(told, "range")),
        )


class Seen(Value):
    """Which operations have been handled: the highest number heard from each page.

    Keep it in the session and hand `acks()` to the next `CalendarView`. `begin` gives the session a name:
    after a restart of the server a page shows its old outbox to a new session, which must not obey it.
    """

    session: str = ""
    heard: tuple[tuple[str, int], ...] = ()

    @classmethod
    def begin(cls) -> Self:
        """Start a session's memory, named so that operations meant for another one are told apart."""
        return cls(session=secrets.token_hex(8))

    def acks(self) -> dict[str, Any]:
        """Tell the browser what it may forget, as JSON."""
        return {"session": self.session, "heard": dict(self.heard)}

    def after(self, operation: Operation) -> Self:
        """Remember `operation`, and forget the page that has been silent longest if there are too many."""
        others = tuple(pair for pair in self.heard if pair[0] != operation.nonce)
        heard = (*others, (operation.nonce, operation.seq))
        return self.model_copy(update={"heard": heard[-LONGEST_MEMORY:]})


def fresh(outbox: Iterable[Operation], seen: Seen) -> tuple[list[Operation], Seen]:
    """Find the operations not handled before, in the order they were done, and the memory after them.

    A page numbers its operations and each snapshot holds all unacknowledged ones, so the highest number
    heard says everything. Snapshots may come twice, late or out of order.
    """
    news: list[Operation] = []
    for operation in sorted(outbox, key=lambda each: each.seq):
        if operation.session != seen.session or operation.seq <= dict(seen.heard).get(operation.nonce, 0):
            continue
        news.append(operation)
        seen = seen.after(operation)
    return news, seen


def _entry(told: object, name: str) -> object:
    return told.get(name) if isinstance(told, Mapping) else None


def _believe(kind: type[_Told], told: object) -> _Told | None:
    """Validate as strict JSON, where only text is a date and only a number is a number."""
    try:
        return kind.model_validate_json(json.dumps(told), strict=True)
    except (ValidationError, TypeError, ValueError, RecursionError, OverflowError):
        return None
