"""The slot instances that no post fills."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.plan import gaps
from scheduler.domain.post import OCCUPYING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.plan import Gap
    from scheduler.store.unit import Unit


def open_gaps(
    unit: Unit,
    *,
    start: datetime,
    end: datetime,
    channels: Collection[str] = (),
    without: Collection[int] = (),
) -> list[Gap]:
    """Return the gaps of active channels inside a unit of work, as if the posts `without` were not there."""
    active = {channel.name for channel in unit.plan.channels() if channel.active}
    wanted = active & set(channels) if channels else active
    slots = [slot for slot in unit.plan.slots() if slot.channel in wanted]
    near = timedelta(hours=1)
    posts = unit.posts.places(start - near, end + near, channels=wanted, states=OCCUPYING)
    taken = [(channel, due) for number, channel, due in posts if number not in without]
    return gaps(slots, taken, start=start, end=end)
