"""Run one part of one peer: `python -m benchmarks.delivery_peers PEER prepare | add FILE | work`.

A peer is a module with these three functions. `add` prints how many seconds the adding took.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path


def main(peer: str, command: str, *arguments: str) -> None:
    """Do what is asked."""
    module = importlib.import_module(f"benchmarks.delivery_peers.{peer}")
    if command == "add":
        posts = _posts(Path(*arguments))
        started = time.perf_counter()
        module.add(posts)
        print(time.perf_counter() - started)
    else:
        getattr(module, command)()


def _posts(path: Path) -> list[tuple[str, float]]:
    """Read names and due times, in seconds since 1970."""
    words = (line.split() for line in path.read_text("ascii").splitlines())
    return [(uid, float(due)) for uid, due in words]


if __name__ == "__main__":
    main(*sys.argv[1:])
