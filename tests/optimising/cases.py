"""Questions to the filler at random, with every kind of rule in them; the same for the same number."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from scheduler.domain.choice import Candidate, Fit, Month, Placed, WantedOn
from scheduler.domain.curation import Trust
from scheduler.domain.plan import Gap, Pause, PauseScope, Pillar, Slot, gaps
from scheduler.optimising.question import Question

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ZONE = "America/Chicago"
_WORTH = {"A": 1.0, "B": 0.85, "C": 0.6, "D": 0.4}
#: Half-life, and how long items are good for, in days; what share of the items are such.
_PACES = ((2, 14), (14, 120), (30, 180), (365, 50 * 365))


def small(number: int) -> Question:
    """Return a question of some dozen gaps that an exact solver answers."""
    dice = random.Random(number)
    pillars = _pillars(dice, dice.randint(2, 5))
    channels = [f"channel-{each}" for each in range(dice.randint(1, 3))]
    days = dice.randint(4, 14)
    open_ = _slots(dice, channels, pillars, days=days, daily=dice.choice((1, 2)))
    dice.shuffle(open_)
    cut = dice.randint(0, len(open_) // 2)
    placed = [_standing(dice, gap, pillars) for gap in open_[:cut]]
    asked = open_[cut : cut + 24]
    wanted = NOW.date() + timedelta(days=dice.randint(0, days))
    candidates = tuple(
        _candidate(dice, each + 1, pillars, sources=dice.choice((4, 12)), wanted=wanted, channels=channels)
        for each in range(dice.randint(15, 70))
    )
    return Question(
        gaps=tuple(asked),
        candidates=candidates,
        now=NOW,
        placed=tuple(placed),
        pillars=pillars,
        pauses=_pauses(dice, pillars),
        curated_share=dice.choice((None, None, 60, 80)),
        months=tuple(_month(dice, channel) for channel in channels if dice.random() < 0.3),
        earlier={(gap.channel, gap.due): dice.choice(candidates).item for gap in asked[::5]},
    )


def half_full(number: int) -> Question:
    """Return a month of two channels, every other place taken at random, and items enough."""
    dice = random.Random(number)
    pillars = _pillars(dice, dice.randint(3, 6))
    channels = ["channel-0", "channel-1"]
    places = _slots(dice, channels, pillars, days=30, daily=1, named=0.0)
    dice.shuffle(places)
    half = len(places) // 2
    wanted = NOW.date() + timedelta(days=10)
    return Question(
        gaps=tuple(places[half:]),
        candidates=tuple(
            _candidate(dice, each + 1, pillars, sources=30, wanted=wanted, channels=channels)
            for each in range(250)
        ),
        now=NOW,
        placed=tuple(_standing(dice, gap, pillars) for gap in places[:half]),
        pillars=pillars,
    )


def best_of(question: Question) -> Candidate:
    """Return a new item that is better than every other."""
    first = max(question.candidates, key=lambda each: each.worth)
    changes = {
        "item": 999_999,
        "story": 999_999,
        "source": "new",
        "worth": 1.0,
        "relevance": 1.0,
        "born": NOW,
    }
    return first.model_copy(update={**changes, "channels": None, "weekly_cap": None})


def year(*, channels: int, items: int, daily: int = 1, seed: int = 7) -> Question:
    """Return a year of open gaps on many channels, and as many items."""
    dice = random.Random(seed)
    pillars = _pillars(dice, 6)
    names = [f"channel-{each:02}" for each in range(channels)]
    wanted = NOW.date() + timedelta(days=100)
    return Question(
        gaps=tuple(_slots(dice, names, pillars, days=365, daily=daily)),
        candidates=tuple(
            _candidate(
                dice, each + 1, pillars, sources=250, wanted=wanted, channels=names, paces=(5, 25, 20, 50)
            )
            for each in range(items)
        ),
        now=NOW,
        pillars=pillars,
        months=tuple(_month(dice, name, posts=24) for name in names[:5]),
    )


def _pillars(dice: random.Random, count: int) -> tuple[Pillar, ...]:
    parts = [dice.randint(1, 5) for _ in range(count)]
    shares = [round(100 * part / sum(parts)) for part in parts]
    shares[0] += 100 - sum(shares)
    return tuple(
        Pillar(name=f"pillar-{number}", title=f"Pillar {number}", target=share)
        for number, share in enumerate(shares)
    )


def _slots(
    dice: random.Random,
    channels: list[str],
    pillars: tuple[Pillar, ...],
    *,
    days: int,
    daily: int,
    named: float = 0.15,
) -> list[Gap]:
    slots = [
        Slot(
            id=number + 1,
            channel=channel,
            weekday=weekday,
            wall=time((9, 13, 17)[at], 0),
            zone=ZONE,
            pillar=dice.choice(pillars).name if dice.random() < named else None,
        )
        for number, (channel, weekday, at) in enumerate(
            (channel, weekday, at) for channel in channels for weekday in range(7) for at in range(daily)
        )
    ]
    return gaps(slots, (), start=NOW, end=NOW + timedelta(days=days))


def _standing(dice: random.Random, gap: Gap, pillars: tuple[Pillar, ...]) -> Placed:
    is_curated = dice.random() < 0.5
    return Placed(
        channel=gap.channel,
        due=gap.due,
        pillar=dice.choice(pillars).name,
        source=f"source-{dice.randint(0, 11):03}" if is_curated else None,
        story=dice.randint(1, 90) if is_curated else None,
        theme=f"theme-{dice.randint(0, 9)}",
        is_curated=is_curated,
    )


def _candidate(
    dice: random.Random,
    number: int,
    pillars: tuple[Pillar, ...],
    *,
    sources: int,
    wanted: date,
    channels: list[str],
    paces: tuple[int, ...] = (3, 4, 2, 1),
) -> Candidate:
    half_life, good = dice.choices(_PACES, weights=paces)[0]
    is_own = dice.random() < 0.08
    source = dice.randrange(sources)
    trust = "ABCD"[(source * 7) % 4]
    born = NOW - timedelta(hours=dice.uniform(0, min(good, 90) * 24 * 0.8))
    fits = [
        Fit(pillar=pillar.name, value=round(dice.uniform(0.3, 0.95), 3))
        for pillar in dice.sample(pillars, dice.choice((1, 1, 1, 2)))
    ]
    return Candidate(
        item=-number if is_own else number,
        story=-number
        if is_own
        else dice.randint(1, 4) * 100_000 + number // 2
        if dice.random() < 0.2
        else number,
        source="own" if is_own else f"source-{source:03}",
        owner="County",
        trust=Trust(trust),
        worth=_WORTH[trust],
        relevance=round(dice.uniform(0.5, 1), 3),
        born=born,
        half_life=timedelta(days=half_life),
        good_until=born + timedelta(days=good),
        fits=tuple(fits),
        theme=f"theme-{dice.randint(0, max(9, sources))}" if dice.random() < 0.7 else "",
        wanted=(WantedOn(name="Day", first=wanted, last=wanted),) if dice.random() < 0.06 else (),
        weekly_cap=2 if source % 3 == 0 and not is_own else None,
        channels=tuple(channels[:1]) if dice.random() < 0.05 else None,
    )


def _pauses(dice: random.Random, pillars: tuple[Pillar, ...]) -> tuple[Pause, ...]:
    if dice.random() < 0.8:
        return ()
    return (Pause(scope=PauseScope.PILLAR, name=pillars[-1].name, reason="review", by="x", created_at=NOW),)


def _month(dice: random.Random, channel: str, *, posts: int = 0) -> Month:
    return Month(channel=channel, year=2026, month=11, posts=posts or dice.randint(2, 12))
