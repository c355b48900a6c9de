"""What is sent, and when it is due."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workload:
    """So many posts, spread evenly by chance over so many seconds; 0 seconds is one instant."""

    name: str
    posts: int
    seconds: float
    words: str

    def due(self, start: float) -> list[tuple[str, float]]:
        """Return name and due time of every post, the same spread each time."""
        chance = random.Random(42)
        offsets = sorted(chance.uniform(0, self.seconds) for _ in range(self.posts))
        return [(f"p{number}", start + offset) for number, offset in enumerate(offsets)]


WORKLOADS = {
    each.name: each
    for each in (
        Workload("smoke", 120, 1.0, "120 posts within a second"),
        Workload("b1k", 1_000, 0.0, "1,000 posts due at one instant"),
        Workload("w2k", 2_000, 12.0, "2,000 posts within 12 s (167 a second)"),
        Workload("w10k", 10_000, 60.0, "10,000 posts within 60 s (167 a second)"),
        Workload("w50k", 50_000, 60.0, "50,000 posts within 60 s (833 a second)"),
    )
}
