"""What a channel costs in a calendar month (UTC): spent, still to go out, planned, and the budget."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.money import dollars
from scheduler.domain.post import PostState
from scheduler.domain.value import Value
from scheduler.services.pricing import cheapest, still_to_pay

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.store.unit import Unit

_S = PostState
#: Approved, and not out yet.
COMMITTED = (_S.SCHEDULED, _S.CLAIMED, _S.SENDING)
_PLANNED = (_S.PROPOSED, _S.DRAFT, _S.IN_REVIEW, _S.HELD)
_NEAR: Final = 80
_WHOLE: Final = 100
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Alarm(StrEnum):
    """How close a channel is to its budget."""

    NONE = "none"
    NEAR = "near"
    """Four fifths are spent."""
    REACHED = "reached"
    """It is spent: posts are held."""


class Month(Value):
    """What one channel costs in one calendar month (UTC), in mills."""

    channel: str
    title: str
    #: The first day.
    month: date
    #: The least that a post costs there.
    least: int = 0
    #: The most it may cost; `None` for no limit.
    budget: int | None
    #: What was sent, or may have been.
    spent: int
    #: What is approved and still to go out.
    committed: int
    #: Drafts, proposals, posts in review, held ones.
    planned: int

    @property
    def alarm(self) -> Alarm:
        """How close it is to the budget by what is spent."""
        return alarm_at(self.spent, self.budget, least=self.least)

    @property
    def words(self) -> str:
        """One sentence for a person."""
        of = f" of {dollars(self.budget)}" if self.budget is not None else ""
        told = f"{self.month:%B} on {self.channel}: {dollars(self.spent)}{of} spent"
        return f"{told}, {dollars(self.committed)} scheduled."

    @property
    def warning(self) -> str:
        """What to do about the alarm; empty where there is none."""
        if self.budget is None or self.alarm is Alarm.NONE:
            return ""
        if self.alarm is Alarm.REACHED:
            return (
                f"The budget of {self.channel} for {self.month:%B} is spent: {dollars(self.spent)} of "
                f"{dollars(self.budget)}. Its posts are held until the month ends or the budget is raised."
            )
        return (
            f"{self.channel} has spent {dollars(self.spent)} of the {dollars(self.budget)} for "
            f"{self.month:%B}. At {dollars(self.budget)} its posts are held; raise the budget in time."
        )


def month_of(unit: Unit, channel: Channel, day: date, *, now: datetime) -> Month:
    """Return the month of `day` of a channel; what is overdue counts in the month of `now`."""
    first, start, end = _bounds(day)
    # What is overdue from months before costs in the month in which it goes out: this one.
    begin = _BEGINNING if start <= now < end else start
    waiting = unit.posts.between(begin, end, channels=[channel.name], states=COMMITTED)
    thought_of = unit.posts.between(start, end, channels=[channel.name], states=_PLANNED)
    begun = sum(unit.spending.begun(post.id) for post in waiting if post.state is _S.SENDING)
    return Month(
        channel=channel.name,
        title=channel.title,
        month=first,
        least=cheapest(channel.network),
        budget=channel.budget,
        spent=spent_in(unit, channel.name, day),
        committed=max(0, sum(still_to_pay(post, network=channel.network) for post in waiting) - begun),
        planned=sum(still_to_pay(post, network=channel.network) for post in thought_of),
    )


def alarms_in(unit: Unit, *, now: datetime) -> list[Month]:
    """Return this month of the channels that are close to their budget or have spent it."""
    limited = [channel for channel in unit.plan.channels() if channel.budget is not None]
    loud = [each for each in limited if _is_loud(unit, each, now.date())]
    return [month_of(unit, channel, now.date(), now=now) for channel in loud]


def spent_in(unit: Unit, channel: str, day: date) -> int:
    """Return what a channel spent in the month of `day`, in mills."""
    _, start, end = _bounds(day)
    return unit.spending.spent(channel, start, end)


def alarm_at(spent: int, budget: int | None, *, least: int) -> Alarm:
    """Return how close `spent` is to `budget`; it is reached when not even the cheapest post fits."""
    if budget is None:
        return Alarm.NONE
    if spent + max(least, 1) > budget:
        return Alarm.REACHED
    return Alarm.NEAR if spent * _WHOLE >= budget * _NEAR else Alarm.NONE


def _is_loud(unit: Unit, channel: Channel, day: date) -> bool:
    spent = spent_in(unit, channel.name, day)
    return alarm_at(spent, channel.budget, least=cheapest(channel.network)) is not Alarm.NONE


def _bounds(day: date) -> tuple[date, datetime, datetime]:
    """Return the first day of the month of `day`, and when that month begins and ends in UTC."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    start, end = (datetime(each.year, each.month, 1, tzinfo=UTC) for each in (first, following))
    return first, start, end
