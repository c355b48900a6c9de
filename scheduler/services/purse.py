"""Ask, in the transaction that claims a post, whether its channel may still pay for it.

Guarantees: what a channel's posts cost in a calendar month (UTC) never exceeds its budget, however
many daemons send, because the question counts what is on its way; a post that does not fit gets the
sentence that says why and what to do; an alarm is in the record once a month for each threshold.
A claim counts in the month in which it is made. What a network charges beside posts (reads to
reconcile) is not counted.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scheduler.domain.money import dollars
from scheduler.domain.people import ENGINE
from scheduler.domain.plan import Channel, Pause, PauseScope
from scheduler.services.months import Alarm, alarm_at, spent_in
from scheduler.services.pricing import cheapest, still_to_pay

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)


class Purse:
    """What the channels may still spend, in the one transaction that claims posts.

    Remembers what it let through, so that the posts of one claim count against each other before
    any of them is saved. A channel without a budget costs nothing.
    """

    def __init__(self, unit: Unit, now: datetime) -> None:
        self._unit = unit
        self._now = now
        self._limited = unit.plan.limited_channels()
        self._used: dict[str, int] = {}

    def stops(self, post: Post) -> str:
        """Return why `post` may not be paid for, with the next step; empty where it may, and counts it."""
        channel = self._limited.get(post.channel)
        if channel is None or channel.budget is None:
            return ""
        cost = still_to_pay(post, network=channel.network)
        used = self._used_by(channel, post.id)
        if not cost:
            return ""
        if used + cost > channel.budget:
            _sound(self._unit, channel, Alarm.REACHED, self._now)
            return _does_not_fit(channel, used, cost, self._now)
        self._used[channel.name] = used + cost
        alarm = alarm_at(used + cost, channel.budget, least=cheapest(channel.network))
        _sound(self._unit, channel, alarm, self._now)
        return ""

    def _used_by(self, channel: Channel, judged: int) -> int:
        """Return what is spent and on its way, `judged` left out."""
        if channel.name not in self._used:
            in_hand = [each for each in self._unit.spending.in_hand(channel.name) if each != judged]
            open_ = sum(self._on_its_way(each, channel.network) for each in in_hand)
            self._used[channel.name] = spent_in(self._unit, channel.name, self._now.date()) + open_
        return self._used[channel.name]

    def _on_its_way(self, post: int, network: str) -> int:
        to_pay = still_to_pay(self._unit.posts.get(post), network=network)
        return max(0, to_pay - self._unit.spending.begun(post))


def stops(unit: Unit, post: Post, now: datetime) -> str:
    """Return why the budget keeps one post back, with the next step; empty where it may be claimed.

    For several posts of one transaction use one `Purse`.
    """
    return Purse(unit, now).stops(post)


def stop_for_credit(unit: Unit, channel: str, *, at: datetime) -> Pause:
    """Pause a channel whose account has no credit left at the network; twice is once.

    Nothing is tried again: a person buys credit, lifts the pause and releases what it held.
    """
    for pause in unit.pauses.active():
        if pause.scope is PauseScope.CHANNEL and pause.name == channel and pause.by == ENGINE.key:
            return pause
    reason = "The account has no credit left at the network. Buy credit there, then lift this pause."
    pause = Pause(scope=PauseScope.CHANNEL, name=channel, reason=reason, by=ENGINE.key, created_at=at)
    made = unit.pauses.add(pause)
    told = {"scope": PauseScope.CHANNEL.value, "name": channel, "why": "no credit"}
    unit.audit.append(ENGINE, "pause.began", f"pause:{made.id}", at=at, facts=told)
    logger.warning("a channel was paused for want of credit channel=%s", channel)
    return made


def _does_not_fit(channel: Channel, used: int, cost: int, now: datetime) -> str:
    left = max(0, (channel.budget or 0) - used)
    return (
        f"It costs {dollars(cost)}, and {dollars(left)} are left of the {dollars(channel.budget or 0)} that "
        f"{channel.name} may cost in {now:%B}. Raise the budget under Settings, Channels, take out the link, "
        "or move it to next month; then release it."
    )


def _sound(unit: Unit, channel: Channel, alarm: Alarm, now: datetime) -> None:
    """Put an alarm in the record, once a month for each threshold."""
    if alarm is Alarm.NONE:
        return
    name, mark = f"budget:{channel.name}:{alarm.value}", f"{now:%Y-%m} {channel.budget}"
    known = unit.notes.get(name)
    if known is not None and known[0] == mark:
        return
    unit.notes.put(name, mark, at=now)
    told: dict[str, str | int | float | bool | None] = {"budget": channel.budget}
    unit.audit.append(ENGINE, f"budget.{alarm.value}", f"channel:{channel.name}", at=now, facts=told)
    logger.warning("a budget alarm channel=%s alarm=%s", channel.name, alarm.value)
