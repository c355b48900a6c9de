"""Run one engine in this process, as `rounds daemon` does: for tests that kill it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.settings import Settings


def main(data_dir: str, rehearsal_url: str) -> None:
    """Run until the process is killed; say on standard output when it runs."""
    settings = Settings.read(
        data_dir=Path(data_dir), x_base_url=rehearsal_url, settle_seconds=3.0, send_timeout=1.0
    )
    daemon = Daemon(open_app(settings))
    daemon.start()
    print("running", flush=True)  # noqa: T201 - the test waits for it
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
