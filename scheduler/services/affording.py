"""How many more posts the budgets of the channels pay for, month by month."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date
from typing import TYPE_CHECKING

from scheduler.domain.choice import Month
from scheduler.domain.post import with_link
from scheduler.services.months import month_of
from scheduler.services.pricing import cost_of, cost_of_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.domain.plan import Channel, Gap
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

_A_LINK = "https://example.org/a"


def price_of(channel: Channel) -> int:
    """Return what a plain post of a channel costs, in mills, with a link where it sends links."""
    text = with_link("Words", _A_LINK if channel.sends_links else None)
    return cost_of_parts([(text, 0)], network=channel.network).total


def prices_of(channels: Iterable[Channel]) -> dict[str, int]:
    """Return the prices of the channels that have a budget and pay at all."""
    limited = {each.name: price_of(each) for each in channels if each.budget is not None}
    return {name: price for name, price in limited.items() if price}


def months_of(
    unit: Unit,
    gaps: Iterable[Gap],
    channels: Iterable[Channel],
    *,
    now: datetime,
    without: Sequence[Post] = (),
) -> list[Month]:
    """Return for each month of each such channel how many posts its budget still pays for.

    What is spent, approved and planned already counts: drafts and proposals are meant to go out too;
    only the proposals `without` don't.
    """
    by_name = {channel.name: channel for channel in channels}
    prices = prices_of(by_name.values())
    given_back: Counter[tuple[str, date]] = Counter()
    for post in without:
        if post.channel in prices:
            cost = cost_of(post, network=by_name[post.channel].network).total
            given_back[post.channel, _first(post.due)] += cost
    wanted = sorted({(gap.channel, _first(gap.due)) for gap in gaps if gap.channel in prices})
    free = {at: left(unit, by_name[at[0]], at[1], now=now) + given_back[at] for at in wanted}
    return [
        Month(channel=name, year=first.year, month=first.month, posts=max(0, mills) // prices[name])
        for (name, first), mills in free.items()
    ]


def left(unit: Unit, channel: Channel, day: date, *, now: datetime) -> int:
    """Return what of a month's budget is neither spent nor spoken for, in mills."""
    month = month_of(unit, channel, day, now=now)
    return (channel.budget or 0) - month.spent - month.committed - month.planned


def _first(due: datetime) -> date:
    return due.astimezone(UTC).date().replace(day=1)
