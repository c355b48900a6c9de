"""Runs one part as a child of `rounds up`: `python -m scheduler.cli.child MODULE [ARGUMENT]…`.

Guarantee: the part ends when its parent is gone, however that ended; nothing is left behind.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Become `MODULE`, as `python -m MODULE` would."""
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    """Wait until the parent lets go of our standard input, then ask this process to stop."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
