"""Bear daemons quickly: a process that has loaded everything and opened nothing forks one for each line.

Loading the program takes longer than a daemon may live here. Every member is a process of its own,
killed by its own number; all of them die with this one, and this one with its standard input.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys
from pathlib import Path

from tests.chaos.members import MEMBERS

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


def main() -> None:
    """Read what each member is told, a line of JSON, and answer with its process number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    for line in iter(sys.stdin.readline, ""):
        told = json.loads(line)
        number = os.fork()
        if not number:
            _live(told)
        print(number, flush=True)  # noqa: T201 - the test waits for it


def _live(told: dict[str, object]) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    logging.basicConfig(
        filename=Path(str(told.pop("log"))),
        level=logging.INFO,
        format="%(asctime)s %(process)d %(name)s %(levelname)s %(message)s",
    )
    try:
        MEMBERS[str(told.pop("kind"))](told)
    except BaseException:
        logging.getLogger("member").exception("the member ended by itself")
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
