"""On decent posts the rules of quality stay quiet; reads the fetched data, and is skipped without it."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.policies.finding import Severity
from scheduler.policies.quality.check import find_quality
from scheduler.policies.subject import Subject

pytestmark = pytest.mark.real


def harmless(shared: Path) -> list[str]:
    lines = (shared / "phi" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [post["text"] for post in map(json.loads, lines) if post["label"] == "safe"]


def of_health_desks(shared: Path) -> list[str]:
    path = shared / "feeds" / "health-tweets-2011-2015.tsv.gz"
    if not path.exists():
        pytest.skip(f"the posts of health desks are missing: {path}")
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        return [line.split("\t")[3] for number, line in enumerate(lines) if number % 60 == 31]


@pytest.mark.parametrize("posts_of", [harmless, of_health_desks])
def test_no_rule_is_loud_on_decent_posts(shared: Path, posts_of: Callable[[Path], list[str]]) -> None:
    texts = posts_of(shared)

    told: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for text in texts:
        found = list(find_quality(Subject(text=text)))
        told.update({each.rule for each in found})
        stopped.update({each.rule for each in found if each.severity is not Severity.ADVICE})

    assert len(texts) > 100
    assert all(count <= 0.15 * len(texts) for count in told.values()), told
    assert all(count <= 0.01 * len(texts) for count in stopped.values()), stopped
