"""The command line: one small module for each noun, and no rule of its own.

What a command may do is decided by the services. Heavy libraries are loaded inside the commands,
so that `rounds check` and every help text start at once.
"""

from scheduler.cli.front import main

__all__ = ["main"]
