"""The command line: one small module for each noun, and no rule of its own.

What a command may do is decided by the services. Heavy libraries are loaded inside the commands,
so that `rounds check` and every help text start at once.
"""

from __future__ import annotations


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 it is done, 1 a stated problem, 2 wrong usage."""
    from scheduler.cli import front  # a duty in a process of its own (`errands.py`) needs no commands

    return front.main(arguments)
