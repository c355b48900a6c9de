"""How bad a simulated world is: drawn anew for each seed, so that some worlds have much of one fault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

#: In a large world so many posts have the time of a storm, and single moments are so much worse.
_STRETCH, _DENSER = 50.0, 6.0
_FEW, _SHORTER, _WORSE = 10, 0.4, 1.6


@dataclass(frozen=True)
class Weather:
    """Odds of each fault; at a boundary unless said otherwise."""

    kill: float = 0.0
    freeze: float = 0.0
    #: Per second of the machine.
    jump: float = 0.0
    #: Of a call to a network.
    faults: float = 0.0
    #: Of a call: accepted after the client gave up, among the faults.
    late: float = 0.1
    #: Of a commit: the disk is full, or the answer to the commit is lost.
    disk: float = 0.0
    #: Seconds between two acts of a person.
    haste: float = 8.0
    people: int = 1
    #: How likely it is that a person pauses something, beside the other things they do.
    pauses: float = 2.0
    daemons: int = 2
    posts: int = 10
    #: May a silent daemon be taken for dead, as on a database server?
    can_lose_session: bool = False
    #: Do access tokens run out?
    has_tokens: bool = False
    is_restored: bool = False
    #: Do people mend at the end what waits for one?
    is_attended: bool = False
    #: The longest time that a network is out of reach, asks to wait, or knows a sign-in no more, in seconds.
    outage: float = 60.0
    #: The longest time line lag, in seconds.
    lag: float = 5.0
    threads: float = 0.3
    #: Which of the begins: a plain day, or one of two nights on which clocks change.
    night: int = 0
    latencies: tuple[float, ...] = (0.001, 0.01, 0.1, 0.5)
    #: How long a process stands still, or is missed until it is started again, against what is usual.
    standstill: float = 1.0
    #: How much likelier a kill or a freeze is where it hurts most.
    buggify: float = 10.0
    #: Seconds until the faults stop.
    storm: float = 60.0
    #: Only these kinds of network; empty for all.
    kinds: tuple[str, ...] = ()

    @property
    def backups(self) -> int:
        """How often everything is put back to an earlier state, where it is at all."""
        return max(round(self.storm / _STORM), 1)


_STORM = 60.0
#: How many posts a world of the mix has, and the share of such worlds; 0 leaves it to the seed.
_SIZES, _SHARES = (0, 40, 100, 200), (6, 2, 1, 1)


def mixed(seed: int, **fixed: Any) -> Weather:
    """Return the weather of a seed where some worlds are many times as large as the others."""
    [posts] = Random(f"size {seed}").choices(_SIZES, _SHARES)
    weather = drawn(Random(f"weather {seed}"), **({"posts": posts} | fixed))
    return crowded(weather) if posts else weather


def crowded(weather: Weather) -> Weather:
    """Let the faults be as dense for each post as in a small world, though many posts share a moment.

    What strikes one post at a time comes more often; what stops all of a channel at once ends sooner.
    """
    crowd = weather.posts / _FEW
    return replace(
        weather,
        storm=_STORM * weather.posts / _STRETCH,
        kill=weather.kill * _DENSER,
        freeze=weather.freeze * _DENSER,
        faults=min(weather.faults * _WORSE, 0.8),
        disk=weather.disk * _WORSE,
        haste=weather.haste / _DENSER,
        standstill=_SHORTER,
        pauses=weather.pauses / crowd,
        outage=max(weather.outage / crowd, 2.0),
    )


def drawn(chance: Random, *, posts: int = 0, **fixed: Any) -> Weather:
    """Return the weather of a seed, with what is `fixed` by whoever looks for one thing."""
    weather = Weather(
        kill=chance.choice((0.0, 0.002, 0.006)),
        freeze=chance.choice((0.0, 0.002, 0.005)),
        jump=chance.choice((0.0, 0.0, 0.0, 0.01, 0.02)),
        faults=chance.choice((0.0, 0.1, 0.3, 0.6)),
        late=chance.choice((0.0, 0.1, 0.4)),
        disk=chance.choice((0.0, 0.0, 0.0, 0.01)),
        haste=chance.choice((3.0, 8.0, 20.0)),
        people=chance.choice((0, 1, 2)),
        daemons=chance.choice((2, 2, 3, 5)),
        posts=posts or chance.choice((6, 10, 14)),
        can_lose_session=chance.random() < 0.3,
        has_tokens=chance.random() < 0.25,
        is_restored=chance.random() < 0.1,
        is_attended=chance.random() < 0.5,
        lag=chance.choice((0.0, 5.0)),
        threads=chance.choice((0.0, 0.3, 0.6)),
        night=chance.choice((0, 0, 1, 2)),
        buggify=chance.choice((1.0, 10.0, 30.0)),
    )
    if weather.is_restored:  # what people did since the backup is lost, and nobody can tell it from a fault
        weather = replace(weather, people=0)
    if weather.can_lose_session:
        weather = replace(weather, has_tokens=False)
    return replace(weather, **fixed)
