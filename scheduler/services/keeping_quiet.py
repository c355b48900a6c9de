"""Days on which nothing is proposed: mourning, a blackout, a day that belongs to something else.

Guarantee: the filler reads them in the transaction that saves a proposal. What stands in the
calendar already is not touched: whoever adds quiet days is told of it, and decides.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.filling import QuietDay
from scheduler.domain.people import Permission
from scheduler.domain.plan import zone_named
from scheduler.domain.post import OCCUPYING, PostState

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.database import Store

_LONGEST = 366


class KeepingQuiet:
    """Quiet days."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self) -> list[QuietDay]:
        """Return the quiet days that stand, by their first day; past ones too."""
        with self._store.read() as unit:
            return unit.quiet_days.standing()

    def between(self, first: date, last: date) -> list[QuietDay]:
        """Return those that stand and touch the days from `first` to `last`."""
        return [each for each in self.all() if each.first <= last and each.last >= first]

    def add(
        self, actor: Actor, first: date, *, last: date | None = None, reason: str, channel: str = ""
    ) -> QuietDay:
        """Let nothing be proposed on some days, by the calendar of each channel; saying it twice is once."""
        actor.require(Permission.PAUSE, on=channel or None)
        until = last or first
        if not reason.strip():
            raise InvalidInputError("Say why, in a few words: everybody will ask.")
        if until < first or (until - first).days > _LONGEST:
            raise InvalidInputError("The last day comes after the first, within a year.")
        now = self._clock.now()
        with self._store.write() as unit:
            if channel:
                unit.plan.channel(channel)
            for known in unit.quiet_days.standing():
                if (known.first, known.last, known.channel) == (first, until, channel):
                    return known
            made = unit.quiet_days.add(
                QuietDay(
                    first=first,
                    last=until,
                    channel=channel,
                    reason=reason.strip(),
                    by=actor.key,
                    created_at=now,
                )
            )
            told = {"first": first.isoformat(), "last": until.isoformat(), "channel": channel}
            unit.audit.append(actor, "quiet_day.added", f"quiet_day:{made.id}", at=now, facts=told)
        return made

    def lift(self, actor: Actor, number: int) -> QuietDay:
        """Let proposals be made on those days again."""
        now = self._clock.now()
        with self._store.write() as unit:
            lifted = unit.quiet_days.lift(number, at=now)
            actor.require(Permission.PAUSE, on=lifted.channel or None)
            unit.audit.append(actor, "quiet_day.lifted", f"quiet_day:{number}", at=now)
        return lifted

    def standing_on(self, quiet: QuietDay) -> list[Post]:
        """Return the posts that are still to go out on quiet days: a person moves or cancels them."""
        start = datetime.combine(quiet.first, time(), tzinfo=UTC) - timedelta(days=1)
        end = datetime.combine(quiet.last, time(), tzinfo=UTC) + timedelta(days=2)
        with self._store.read() as unit:
            posts = unit.posts.between(start, end, states=OCCUPYING - {PostState.PUBLISHED})
        return [
            post
            for post in posts
            if quiet.holds(channel=post.channel, day=post.due.astimezone(zone_named(post.zone)).date())
        ]
