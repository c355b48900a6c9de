"""ASQ-PHI: clinical questions, with and without identifiers. Read from outside the repository."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final

from benchmarks.guard_parts.posts import Labelled

_SHARED: Final = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
#: The rules were written on the questions whose hash is below.
_TUNED_ON: Final = 128


def questions() -> list[Labelled]:
    """Return the half that no rule was written on; nothing where the set is missing."""
    path = _SHARED / "data" / "phi" / "asq-phi.jsonl"
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Labelled(
            id=row["id"],
            text=row["text"],
            is_violation=row["label"] != "safe",
            kinds=tuple(row["kinds"]),
            is_reply=False,
            reply_to=None,
            voice="asq-phi",
        )
        for row in rows
        if hashlib.sha256(row["id"].encode()).digest()[0] >= _TUNED_ON
    ]
