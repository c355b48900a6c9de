"""What ships, on posts of writers from whom nothing was learned: the bars that the guard is held to."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

FOLDER = Path(__file__).resolve().parents[2] / "scheduler" / "policies" / "data" / "posts" / "strangers"


@pytest.fixture(scope="module")
def judged() -> Counter[tuple[str, Verdict]]:
    if not FOLDER.is_dir():
        pytest.skip(f"the labelled posts are part of the repository, not of the wheel: {FOLDER}")
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    subjects = (Subject(text=row["text"], is_reply=bool(row.get("is_reply"))) for row in rows)
    return Counter(
        (row["label"], review(subject).verdict) for row, subject in zip(rows, subjects, strict=True)
    )


def share(judged: Counter[tuple[str, Verdict]], label: str, verdict: Verdict) -> float:
    return judged[label, verdict] / sum(judged[label, each] for each in Verdict)


def test_few_breaches_of_strangers_pass(judged: Counter[tuple[str, Verdict]]) -> None:
    assert share(judged, "violation", Verdict.PASS) <= 0.07


def test_few_harmless_posts_of_strangers_are_held_and_hardly_any_is_blocked(
    judged: Counter[tuple[str, Verdict]],
) -> None:
    assert share(judged, "safe", Verdict.PASS) >= 0.88
    assert share(judged, "safe", Verdict.BLOCK) <= 0.02


def test_the_guard_tells_breaches_of_strangers_from_harmless_posts(
    judged: Counter[tuple[str, Verdict]],
) -> None:
    caught = 1 - share(judged, "violation", Verdict.PASS)

    assert (caught + share(judged, "safe", Verdict.PASS)) / 2 >= 0.90
