"""What an item is worth to this organisation: its profile, people's decisions, and the sum of both."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from scheduler.domain.post import ReasonPart
from scheduler.domain.value import Instant, Value


class LineKind(StrEnum):
    """What a line of the profile speaks of."""

    SERVICE_LINE = "service_line"
    """What the organisation does: Cardiology, Maternity."""
    COMMUNITY = "community"
    """Whom it serves: farm families, older adults."""


class ProfileLine(Value):
    """One thing the organisation stands for, in words that items can be compared with."""

    #: As people call it, unique: `Cardiology`.
    name: str
    kind: LineKind = LineKind.SERVICE_LINE
    #: One line of plain words: “Heart disease, stroke, blood pressure and cholesterol”.
    description: str
    #: From above 0 to 1: how much it matters beside the other lines.
    weight: float = Field(default=1.0, gt=0, le=1)


class DecisionKind(StrEnum):
    """What a person did with an item."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    """Took it and worked on it: as much a yes as taking it."""


class Decision(Value):
    """One decision of a person on an item. Ranking learns from it, and keeps none of the item's words."""

    id: int = 0
    item: int
    story: int = 0
    kind: DecisionKind
    #: One of `REJECTIONS`, or empty.
    reason: str = ""
    #: The person's number; `None` for the operator.
    by: int | None = None
    at: Instant
    #: The item's vector as it was read, and its model: so that what was learnt outlives the item.
    model: str = ""
    vector: bytes = b""


class Relevance(Value):
    """How much an item matters to this organisation, from 0 to 1, and why."""

    item: int
    value: float
    parts: tuple[ReasonPart, ...] = ()
