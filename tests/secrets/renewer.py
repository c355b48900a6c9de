"""A process that renews a channel's sign-in: prints `ready`, waits for a line, renews, prints the digest."""

from __future__ import annotations

import sys
from pathlib import Path

from scheduler.bootstrap import open_app
from scheduler.settings import Settings

data_dir, database_url, base_url = sys.argv[1:]
app = open_app(
    Settings(data_dir=Path(data_dir), database_url=database_url, x_base_url=base_url, send_timeout=10)
)
stale = app.connecting.credentials("main-x")
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
sys.stdout.write(app.connecting.renew("main-x", stale).fingerprint + "\n")
app.close()
