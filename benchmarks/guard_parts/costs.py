"""What the guard costs: processor time a post, and to load."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from scheduler.policies.review import review
from scheduler.policies.subject import Subject
from scheduler.services.meaning import installed_meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.guard_parts.posts import Labelled
    from scheduler.policies.scorer import Meaning

#: So many posts are timed.
_TIMED: Final = 300
_LOAD: Final = """
import time
begun = time.process_time()
from scheduler.policies.review import review
from scheduler.policies.subject import Subject
review(Subject(text="Our flu clinic is open to everybody on Saturday."))
print(time.process_time() - begun)
"""


def costs(posts: Sequence[Labelled]) -> dict[str, float]:
    """Return milliseconds a post without and with the sentence model, and seconds until the first answer."""
    some = posts[:: max(1, len(posts) // _TIMED)]
    loaded = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    return {
        "rounds cpu_ms": _each(some, None),
        "rounds with model cpu_ms": _each(some, installed_meaning()),
        "rounds load_s": round(float(loaded.stdout), 2),
    }


def _each(posts: Sequence[Labelled], meaning: Meaning | None) -> float:
    subjects = [Subject(text=post.text, is_reply=post.answers) for post in posts]
    review(subjects[0], meaning=meaning)
    if meaning:
        meaning.vector("load it")
    begun = time.process_time()
    for subject in subjects:
        review(subject, meaning=meaning)
    return round((time.process_time() - begun) * 1000 / len(subjects), 2)
