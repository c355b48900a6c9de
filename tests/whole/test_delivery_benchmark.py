"""The benchmark of delivery, in its smallest size: it counts right, whatever the speed of the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(__file__).parents[2] / "benchmarks" / "delivery.py"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not COMMAND.exists(), reason="the benchmarks stand in the checkout only"),
]


def test_every_post_of_the_smoke_size_is_sent_once_and_published(tmp_path: Path) -> None:
    out = tmp_path / "results.json"

    ended = subprocess.run(
        [sys.executable, COMMAND, "--only", "rounds-sqlite", "--workload", "smoke", "--out", out],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    [run] = json.loads(out.read_text("utf-8"))
    [row] = run["rows"]
    assert (row["posts"], row["sent"], row["lost"], row["doubled"]) == (120, 120, 0, 0)
    # One more goes out first, to show that the daemon answers; the others are of another day.
    assert row["states"] == {"published": 121, "scheduled": 140}
    assert row["earliest_ms"] >= 0
    assert "| Rounds on SQLite, `synchronous=FULL` | 120 | 0 | 0 |" in ended.stdout
