"""The labelled posts of the repository, whose voice each is, and which are kept for the report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from scheduler.policies.features import facts_of, features_of, tokens_of
from scheduler.policies.finding import Severity
from scheduler.policies.reading import Reading, read
from scheduler.policies.review import findings_by_rule
from scheduler.policies.subject import Profile

FOLDER: Final = Path(__file__).resolve().parents[2] / "scheduler" / "policies" / "data" / "posts"
#: Read by the report only; nothing learns from it.
KEPT_ASIDE: Final = "holdout"
#: Of 256: a quarter of every voice is kept for the report.
_TEST: Final = 64
#: One person wrote these two.
_SAME_VOICE: Final = {"dev": "old", "train2": "old"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled post."""

    id: str
    text: str
    is_violation: bool
    kinds: tuple[str, ...]
    is_reply: bool
    reply_to: str | None
    voice: str

    @property
    def is_test(self) -> bool:
        """Is it kept for the report? By a hash of its id, so that a new post moves no other."""
        return hashlib.sha256(self.id.encode()).digest()[0] < _TEST

    @property
    def answers(self) -> bool:
        """Does it answer a person?"""
        return self.is_reply or bool(self.reply_to)


def posts_in(path: Path) -> list[Labelled]:
    """Read a file of labelled posts."""
    voice = _SAME_VOICE.get(path.stem, path.stem)
    return [_labelled(json.loads(line), voice) for line in path.read_text("utf-8").splitlines() if line]


def strangers() -> list[Labelled]:
    """Read the posts of writers from whom nothing that ships has learned."""
    return [post for path in sorted((FOLDER / "strangers").glob("*.jsonl")) for post in posts_in(path)]


def posts() -> list[Labelled]:
    """Read all posts that may be learned from, in the order of their files' names."""
    paths = sorted(path for path in FOLDER.glob("*.jsonl") if path.stem != KEPT_ASIDE)
    return [post for path in paths for post in posts_in(path)]


def _labelled(row: dict[str, Any], voice: str) -> Labelled:
    return Labelled(
        id=row["id"],
        text=row["text"],
        is_violation=row["label"] != "safe",
        kinds=tuple(row["kinds"]),
        is_reply=bool(row.get("is_reply")),
        reply_to=row.get("reply_to"),
        voice=voice,
    )


@dataclass(frozen=True)
class Judged:
    """A post as the rules left it for the scorer."""

    post: Labelled
    reading: Reading
    fired: tuple[str, ...]
    is_stopped: bool
    """Did a rule hold or block it already?"""
    is_blocked: bool

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each feature stands in it, as the scorer counts them."""
        facts = [*facts_of(self.reading), *("!" + rule for rule in self.fired)]
        return Counter([*features_of(tokens_of(self.reading)), *facts])


def judged_by_rules(post: Labelled) -> Judged:
    """Read a post as the guard reads it, up to the scorer."""
    reading = read(post.text, profile=Profile(), is_reply=post.answers)
    found = tuple(findings_by_rule(reading))
    severities = {each.severity for each in found}
    return Judged(
        post,
        reading,
        fired=tuple(sorted({each.rule for each in found})),
        is_stopped=bool(severities - {Severity.ADVICE}),
        is_blocked=Severity.BLOCK in severities,
    )
