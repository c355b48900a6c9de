"""How the posts of some days are shared among the pillars, beside the shares that are wanted."""

from __future__ import annotations

from scheduler.domain.value import Value

_WHOLE = 100


class Share(Value):
    """What one pillar has of the posts of some days."""

    #: Its name; empty for the posts without a pillar.
    pillar: str
    title: str
    #: CSS colour for its bar; empty for the posts without a pillar.
    colour: str = ""
    #: The share that is wanted, in per cent; `None` for the posts without a pillar.
    target: int | None
    count: int
    #: The posts of all pillars, and of none.
    total: int

    @property
    def percent(self) -> int:
        """Its share in per cent, rounded; 0 where there are no posts."""
        return round(_WHOLE * self.count / self.total) if self.total else 0

    @property
    def drift(self) -> int:
        """How many points it is over its target, negative for under it."""
        return 0 if self.target is None else self.percent - self.target

    @property
    def is_on_target(self) -> bool:
        """Is it within one post of its target? No whole number of posts may come nearer."""
        if self.target is None:
            return True
        return abs(_WHOLE * self.count - self.target * self.total) < _WHOLE

    @property
    def is_under(self) -> bool:
        """Is it under its target, by however little?"""
        return self.target is not None and _WHOLE * self.count < self.target * self.total

    @property
    def missing(self) -> int:
        """How many more posts of it, added to these, would bring it up to its target; 0 where none would."""
        if self.target is None or self.target >= _WHOLE:
            return 0
        short = self.target * self.total - _WHOLE * self.count
        return max(0, -(-short // (_WHOLE - self.target)))

    @property
    def too_many(self) -> int:
        """How many posts of other pillars, added to these, would bring it down to its target.

        0 where none would: it is not over it, or its target is nothing at all.
        """
        if not self.target:
            return 0
        over = _WHOLE * self.count - self.target * self.total
        return max(0, -(-over // self.target))


class Shares(Value):
    """The shares of all pillars, by their order in the plan; last the posts without one, if there are any."""

    planned: tuple[Share, ...]
    #: Of the same days, what is out by now.
    out: tuple[Share, ...]

    @property
    def total(self) -> int:
        """How many posts the plan has in these days."""
        return sum(each.count for each in self.planned)

    @property
    def total_out(self) -> int:
        """How many of them are out."""
        return sum(each.count for each in self.out)
