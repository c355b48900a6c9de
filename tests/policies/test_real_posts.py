from __future__ import annotations

import gzip
import json
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject

pytestmark = pytest.mark.real


def posts(shared: Path, name: str) -> list[dict[str, Any]]:
    lines = (shared / "phi" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flagged(rows: list[dict[str, Any]]) -> float:
    verdicts = [review(Subject(text=row["text"])).verdict for row in rows]
    return sum(verdict is not Verdict.PASS for verdict in verdicts) / len(rows)


def test_clinical_questions_with_identifiers_are_caught_and_others_pass(shared: Path) -> None:
    rows = posts(shared, "asq-phi")

    assert flagged([row for row in rows if row["label"] == "safe"]) <= 0.08
    assert flagged([row for row in rows if row["label"] == "violation"]) >= 0.98


def test_what_health_newsrooms_really_posted_passes_and_is_never_blocked_by_mistake(shared: Path) -> None:
    path = shared / "feeds" / "health-tweets-2011-2015.tsv.gz"
    if not path.is_file():
        pytest.skip(f"the real posts are missing: {path} (set ROUNDS_SHARED)")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines = stream.read().splitlines()[1:]
    random.Random(11).shuffle(lines)
    texts = [re.sub(r"https?://\S+", "", line.split("\t")[3]) for line in lines[:3000]]

    verdicts = [review(Subject(text=text)).verdict for text in texts if text.strip()]

    assert sum(verdict is not Verdict.PASS for verdict in verdicts) / len(verdicts) <= 0.12
    assert sum(verdict is Verdict.BLOCK for verdict in verdicts) / len(verdicts) <= 0.002


def test_a_post_costs_less_than_five_milliseconds(shared: Path) -> None:
    rows = posts(shared, "dev")
    started = time.process_time()

    for row in rows:
        review(Subject(text=row["text"]))

    assert (time.process_time() - started) / len(rows) < 0.005
