"""The organisation that this installation serves."""

from __future__ import annotations

from scheduler.domain.value import Value


class Organisation(Value):
    """Who we are: its own domains and phones are no one's secret."""

    name: str
    #: IANA zone of its house clock; the planner shows times in it.
    zone: str
    is_demo: bool = False
    #: Domains that are the organisation's own.
    domains: tuple[str, ...] = ()
    #: Its public telephone numbers.
    phones: tuple[str, ...] = ()
