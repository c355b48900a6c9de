"""How quickly a pause or a drill took hold, and what a drill would have held: read from the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.held_back import Sighting
    from scheduler.domain.plan import Pause
    from scheduler.store.unit import Unit

_S = PostState
#: How far ahead a person looks before they pause.
DAY: Final = timedelta(days=1)
_DRILL_EVERY: Final = timedelta(days=30)
#: Posts that leave by themselves, if nothing is in their way.
_COMING: Final = (_S.SCHEDULED, _S.CLAIMED)
#: Posts that a pause in earnest would have met as they came due.
_MET: Final = (*_COMING, _S.SENDING, _S.PUBLISHED, _S.UNKNOWN, _S.REFUSED)


class Preview(Value):
    """What a pause holds of what is to leave in the next day."""

    #: How many posts it holds, by the name of their channel.
    held: dict[str, int]
    #: How many may leave in spite of it.
    speaking: int
    #: The first of those that it holds.
    first: tuple[Post, ...] = ()

    @property
    def count(self) -> int:
        """How many posts it holds."""
        return sum(self.held.values())


class Progress(Value):
    """How quickly a pause took hold."""

    #: From turning to it until it stood; `None` where nobody timed that.
    making: timedelta | None
    #: Daemons that have seen it, and those that run.
    seen: int
    running: int
    #: Until the last of these had seen it; `None` where none has.
    until_seen: timedelta | None


def preview_of(unit: Unit, pause: Pause, now: datetime, *, most: int = 5) -> Preview:
    """Return what a pause holds of the posts due from now on for a day, or until its end."""
    until = min(now + DAY, pause.ends_at) if pause.ends_at else now + DAY
    coming = unit.posts.between(now - DAY, until, states=_COMING)
    held = [post for post in coming if covers(pause, post)]
    counts: dict[str, int] = {}
    for post in held:
        counts[post.channel] = counts.get(post.channel, 0) + 1
    return Preview(held=counts, speaking=len(coming) - len(held), first=tuple(held[:most]))


def covers(pause: Pause, post: Post) -> bool:
    """Is a post within the scope of a pause, as it is approved now?"""
    lane = post.lane if pause.lanes and post.is_approved else None
    return pause.covers(channel=post.channel, pillar=post.pillar, lane=lane)


def would_hold(unit: Unit, drill: Pause, now: datetime) -> list[Post]:
    """Return the posts that came due in a drill and that a pause in earnest would have held."""
    ends = [at for at in (drill.lifted_at, drill.ends_at, now) if at is not None]
    met = unit.posts.between(drill.created_at, min(ends), states=_MET)
    return [post for post in met if covers(drill, post)]


def progress_of(unit: Unit, pause: Pause, is_alive: Callable[[str], bool]) -> Progress:
    """Return how quickly a pause took hold."""
    seen = unit.sightings.of(pause.id)
    running = {name for name in unit.sightings.daemons() if is_alive(name)}
    return Progress(
        making=_making(pause),
        seen=len(seen),
        running=len(running | {each.daemon for each in seen if is_alive(each.daemon)}),
        until_seen=_until_seen(pause, seen),
    )


def facts_of_end(unit: Unit, drill: Pause, now: datetime) -> dict[str, str | int | float | bool | None]:
    """Return what an auditor wants to know of a drill that ends now."""
    seen = unit.sightings.of(drill.id)
    facts: dict[str, str | int | float | bool | None] = {
        "would_hold": len(would_hold(unit, drill, now)),
        "daemons": len(seen),
        "lasted_seconds": _seconds(now - drill.created_at),
    }
    for name, span in (("making_seconds", _making(drill)), ("seen_seconds", _until_seen(drill, seen))):
        if span is not None:
            facts[name] = _seconds(span)
    return facts


def drill_reminder(unit: Unit, now: datetime) -> str:
    """Return a sentence where nobody has drilled the pause for a month; empty where somebody has."""
    drill, first = unit.pauses.last_drill(), unit.audit.at(1)
    since = drill.lifted_at if drill else first.at if first else None
    if since is None or now - since <= _DRILL_EVERY:
        return ""
    last = f"The pause was last drilled on {since:%d %b %Y}." if drill else "The pause was never drilled."
    return f"{last} Drill it once a month: “Drill” on the page Pause, or “rounds pause --drill”."


def _making(pause: Pause) -> timedelta | None:
    return None if pause.opened_at is None else pause.created_at - pause.opened_at


def _until_seen(pause: Pause, seen: Sequence[Sighting]) -> timedelta | None:
    return max(each.at for each in seen) - pause.created_at if seen else None


def _seconds(span: timedelta) -> float:
    return round(span.total_seconds(), 3)
