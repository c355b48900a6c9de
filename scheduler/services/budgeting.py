"""Show and set what each channel may cost in a month; `purse.py` keeps it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.money import dollars
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import with_link
from scheduler.services.months import COMMITTED, Month, alarms_in, month_of
from scheduler.services.pricing import Cost, cost_of, cost_of_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.store.database import Store


class Budgeting:
    """The budgets, as people see and set them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def cost(self, post: Post) -> Cost:
        """Return what a post costs with all its parts and alt texts."""
        with self._store.read() as unit:
            return cost_of(post, network=unit.plan.channel(post.channel).network)

    def cost_of_text(self, text: str, link: str | None, *, alt_texts: int, network: str) -> Cost:
        """Return what one message costs that is still being written."""
        return cost_of_parts([(with_link(text, link), alt_texts)], network=network)

    def cost_of_texts(self, parts: Sequence[tuple[str, int]], *, network: str) -> Cost:
        """Return what a thread costs that is still being written: its whole texts, with alt texts of each."""
        return cost_of_parts(parts, network=network)

    def month(self, channel: str, month: date | None = None) -> Month:
        """Return what a channel costs in the calendar month of a day (UTC), this one unless told."""
        now = self._clock.now()
        with self._store.read() as unit:
            return month_of(unit, unit.plan.channel(channel), month or now.date(), now=now)

    def months(self) -> list[Month]:
        """Return what every channel costs this month, by name."""
        now = self._clock.now()
        with self._store.read() as unit:
            return [month_of(unit, channel, now.date(), now=now) for channel in unit.plan.channels()]

    def alarms(self) -> list[Month]:
        """Return the channels that are close to their budget or have spent it."""
        with self._store.read() as unit:
            return alarms_in(unit, now=self._clock.now())

    def before_approval(self, post: Post) -> str:
        """Say what a post costs, how its month stands, and whether it fits; empty where it is free."""
        return self.before_approvals([post])[0]

    def before_approvals(self, posts: Sequence[Post]) -> list[str]:
        """Say it of several posts, in their order; each month is looked at once."""
        now, months = self._clock.now(), dict[tuple[str, int, int], Month]()
        told = []
        with self._store.read() as unit:
            channels = {channel.name: channel for channel in unit.plan.channels()}
            for post in posts:
                channel, day = channels[post.channel], post.due.date()
                key = (channel.name, day.year, day.month)
                if key not in months:
                    months[key] = month_of(unit, channel, day, now=now)
                told.append(_told(post, cost_of(post, network=channel.network), months[key]))
        return told

    def set_budget(self, actor: Actor, channel: str, budget: int | None) -> Channel:
        """Say the most a channel may cost in a calendar month, in mills; `None` sets no limit."""
        if budget is not None and budget < 0:
            raise InvalidInputError("A budget is zero or more. To set no limit, say “none”.")
        return self._change(actor, channel, {"budget": budget}, "channel.budget_set")

    def set_links(self, actor: Actor, channel: str, *, sends_links: bool) -> Channel:
        """Say whether proposals for a channel carry their link."""
        return self._change(actor, channel, {"sends_links": sends_links}, "channel.links_set")

    def _change(self, actor: Actor, name: str, fields: Mapping[str, int | None], action: str) -> Channel:
        actor.require(Permission.SET_UP, on=name)
        with self._store.write() as unit:
            changed = unit.plan.channel(name).model_copy(update=fields)
            unit.plan.change_channel(changed)
            unit.audit.append(actor, action, f"channel:{name}", at=self._clock.now(), facts=dict(fields))
        return changed


def _told(post: Post, cost: Cost, month: Month) -> str:
    if not cost.total:
        return ""
    counted = 0 if post.state in COMMITTED else cost.total
    over = month.spent + month.committed + counted - (month.budget or 0)
    if month.budget is None or over <= 0:
        return f"{cost.words} {month.words}"
    return (
        f"{cost.words} {month.words} Together that is {dollars(over)} over the budget: what comes "
        "last is held, unless the budget is raised."
    )
