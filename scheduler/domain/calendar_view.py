"""What a calendar link shows: one kind of event, and which of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from scheduler.domain.post import PostState
from scheduler.domain.value import Value


class ViewKind(StrEnum):
    """What the events of a calendar are."""

    PLAN = "plan"
    """Posts, at the time they go out."""
    APPROVALS = "approvals"
    """What waits for one person's approval, at the time by which it is needed."""
    OBSERVANCES = "observances"
    """Awareness days, weeks and months."""
    GAPS = "gaps"
    """Slots without a post."""
    TRENDS = "trends"
    """Chats of the communities, and the organisation's own events."""


#: What each kind can be narrowed by.
TAKES: Final[dict[ViewKind, frozenset[str]]] = {
    ViewKind.PLAN: frozenset({"channels", "pillars", "states", "person"}),
    ViewKind.APPROVALS: frozenset({"person", "alarm"}),
    ViewKind.OBSERVANCES: frozenset(),
    ViewKind.GAPS: frozenset({"channels", "pillars"}),
    ViewKind.TRENDS: frozenset(),
}

#: These show one channel or another; the others what is one person's, or the whole house's.
BY_CHANNEL: Final = frozenset({ViewKind.PLAN, ViewKind.GAPS})
#: What each kind is, for people.
WORDS: Final[dict[ViewKind, str]] = {
    ViewKind.PLAN: "Posts, at the time they go out",
    ViewKind.APPROVALS: "What waits for one person's approval, by when it is needed",
    ViewKind.OBSERVANCES: "Awareness days, weeks and months",
    ViewKind.GAPS: "Open slots of the next 60 days",
    ViewKind.TRENDS: "Chats of communities, and the house's own events",
}


class CalendarView(Value):
    """What a link shows. Narrowed by several at once, it shows what fits all of them."""

    kind: ViewKind = ViewKind.PLAN
    #: Only these channels, by name; empty for all.
    channels: tuple[str, ...] = ()
    #: Only these pillars, by name; empty for all.
    pillars: tuple[str, ...] = ()
    #: Only posts in these states; empty for all.
    states: tuple[PostState, ...] = ()
    #: Number of a person: whose posts (they wrote them, or the account is theirs), or whose approvals.
    person: int | None = None
    #: Remind so many minutes before each event; `None` for never.
    alarm: int | None = None

    @property
    def unfit(self) -> tuple[str, ...]:
        """The names of what is given although this kind does not take it."""
        given = {
            name
            for name in type(self).model_fields
            if name != "kind" and getattr(self, name) not in ((), None)
        }
        return tuple(sorted(given - TAKES[self.kind]))


#: All posts of all channels.
EVERYTHING: Final = CalendarView()
