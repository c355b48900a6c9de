"""What the network took: the ledgers of all processes of one measurement, read together."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.delivery_peers import wire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending that began, at a second since 1970."""

    uid: str
    at: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the posts of one measurement fared; lateness in milliseconds, before its time is negative."""

    sent: int
    lost: int
    doubled: int
    p50_ms: float | None
    p99_ms: float | None
    max_ms: float | None
    earliest_ms: float | None
    #: Posts a second, from the first sending to the end of the last.
    rate: float | None


def sendings(folder: Path) -> list[Sending]:
    """Return every sending that was written down, in no order."""
    words = (
        line.split() for path in folder.glob("ledger.*") for line in path.read_text("ascii").splitlines()
    )
    return [Sending(uid, float(at)) for uid, at in words]


def count(folder: Path) -> int:
    """Return how many sendings of measured posts were written down."""
    return sum((b"\n" + path.read_bytes()).count(b"\np") for path in folder.glob("ledger.*"))


def outcome(folder: Path, posts: Sequence[tuple[str, float]]) -> Outcome:
    """Compare what was sent with what was to be sent."""
    due = dict(posts)
    found = [each for each in sendings(folder) if each.uid in due]
    times = Counter(each.uid for each in found)
    late = sorted(1000 * (each.at - due[each.uid]) for each in found)
    began = [each.at for each in found]
    span = max(began) - min(began) + wire.SECONDS if began else 0.0
    return Outcome(
        sent=len(times),
        lost=len(due) - len(times),
        doubled=len(found) - len(times),
        p50_ms=percentile(late, 0.50),
        p99_ms=percentile(late, 0.99),
        max_ms=percentile(late, 1.0),
        earliest_ms=percentile(late, 0.0),
        rate=round(len(found) / span, 1) if span else None,
    )


def percentile(ordered: Sequence[float], part: float) -> float | None:
    """Return the value below which `part` of them lie; `None` for no values."""
    if not ordered:
        return None
    return round(ordered[max(0, math.ceil(part * len(ordered)) - 1)], 1)
