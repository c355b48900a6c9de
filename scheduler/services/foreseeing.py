"""Say what a pause would hold before it is made: counted, never read post by post."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.services.drill_record import DAY, covers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Pause
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_S = PostState
#: Posts that leave by themselves, if nothing is in their way.
_COMING: Final = (_S.SCHEDULED, _S.CLAIMED)


class Reach(Value):
    """What pauses hold, all of them together."""

    #: How many posts in line they hold, by the name of their channel.
    held: dict[str, int]
    #: How many of these are due within a day, or were before.
    soon: dict[str, int]
    #: How many posts in line may leave in spite of them.
    speaking: int
    #: These are with the network this moment: no pause calls them back.
    leaving: tuple[Post, ...] = ()

    @property
    def count(self) -> int:
        """How many posts they hold in all."""
        return sum(self.held.values())

    @property
    def count_soon(self) -> int:
        """How many of these are due within a day."""
        return sum(self.soon.values())


class Foreseeing:
    """The look ahead."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def reach(self, pauses: Sequence[Pause]) -> Reach:
        """Return what `pauses`, made or not made yet, hold of all that is in line as it is approved now."""
        with self._store.read() as unit:
            return _reach(unit, pauses, soon=self._clock.now() + DAY)


def _reach(unit: Unit, pauses: Sequence[Pause], *, soon: datetime) -> Reach:
    def is_held(channel: str, pillar: str | None) -> bool:
        return any(pause.covers(channel=channel, pillar=pillar) for pause in pauses)

    held, near, speaking = Counter[str](), Counter[str](), 0
    for row in unit.plan_counts.coming(_COMING, soon=soon):
        if is_held(row.channel, row.pillar):
            held[row.channel] += row.posts
            near[row.channel] += row.soon
        else:
            speaking += row.posts
    for post in _let_through(unit, pauses, is_held):
        held[post.channel] -= 1
        near[post.channel] -= post.due < soon
        speaking += 1
    leaving = [post for post in unit.posts.in_state(_S.SENDING) if is_held(post.channel, post.pillar)]
    return Reach(held=dict(+held), soon=dict(+near), speaking=speaking, leaving=tuple(leaving))


def _let_through(
    unit: Unit, pauses: Sequence[Pause], is_held: Callable[[str, str | None], bool]
) -> list[Post]:
    """Return the posts in line that only their lane lets out. They are few: the others are not read."""
    lanes = {lane for pause in pauses for lane in pause.lanes}
    return [
        post
        for post in (unit.plan_counts.in_lanes(_COMING, lanes) if lanes else [])
        if is_held(post.channel, post.pillar) and not any(covers(pause, post) for pause in pauses)
    ]
