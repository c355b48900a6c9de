"""Run one member of a team in this process, as `rounds daemon` does: for tests that kill it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.settings import Settings


def main(data_dir: str, key_file: str, database_url: str, rehearsal_url: str, part: str) -> None:
    """Run until the process is killed; say on standard output when it runs."""
    settings = Settings(
        data_dir=Path(data_dir),
        secret_key_file=Path(key_file),
        database_url=database_url,
        x_base_url=rehearsal_url,
        settle_seconds=3.0,
        send_timeout=1.0,
        fill_days=0,
    )
    Daemon(open_app(settings), only_sends=part == "worker").start()
    print("running", flush=True)  # noqa: T201 - the test waits for it
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
